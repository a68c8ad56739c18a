// WATCH: what changed since a version, as it happens, one frame a line. Nothing is remembered for a watch but
// how far it has come; a client that does not read is waited for, and told to list anew if it takes too long.
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { secondMs } from '../../world/clock.ts'
import { changesFromMs, listVersion, msOfVersion } from '../../world/versions.ts'
import { drained } from '../exchange.ts'
import { aloneText, bookmarkText, type Shown } from './form.ts'
import type { Change, Item } from './item.ts'
import { matchesOf, versionAsked, type Wanted } from './list.ts'
import { Refusal } from './refusal.ts'
import type { Matches } from './selectors.ts'
import type { Ticker } from './ticker.ts'

/** So that a jump of the clock is told in pieces. */
const mostAtOnceMs = 60 * secondMs
const bookmarkMs = 60 * secondMs
/** Frames are written in pieces: all nodes of a large cluster may change in one minute. */
const mostCharsAtOnce = 1 << 19

interface Beginning {
  readonly version: number
  readonly isInitial: boolean
  readonly isTooOld: boolean
}

/** Throws Refusal for what can be judged before the answer begins. */
function beginningOf({ query, nowMs, resource }: Wanted): Beginning {
  const asked = query.get('resourceVersion') ?? ''
  const sendsInitial = query.get('sendInitialEvents')
  const match = query.get('resourceVersionMatch') ?? ''
  if (sendsInitial === 'true' && match !== 'NotOlderThan') {
    const why = 'resourceVersionMatch is required when sendInitialEvents is set: must be NotOlderThan'
    throw new Refusal(422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: ${why}`)
  }
  if (sendsInitial !== 'true' && match !== '') {
    throw new Refusal(
      422,
      'Invalid',
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    )
  }
  const now = listVersion(nowMs)
  if (asked === '' || asked === '0')
    return { version: now, isInitial: sendsInitial !== 'false', isTooOld: false }
  const version = versionAsked(asked, nowMs)
  if (sendsInitial === 'true') return { version: now, isInitial: true, isTooOld: false }
  return { version, isInitial: false, isTooOld: nowMs - msOfVersion(version) > resource.watchWindowMs }
}

const isTrue = (text: string | null): boolean => text === 'true' || text === '1'

export interface WatchContext {
  readonly wanted: Wanted
  readonly shown: Omit<Shown, 'nowMs'>
  readonly ticker: Ticker
  readonly nowMs: () => number
}

export class WatchStream {
  readonly #context: WatchContext
  readonly #res: ServerResponse
  readonly #matches: Matches | undefined
  readonly #bookmarks: boolean
  readonly #timeoutSeconds: number
  readonly #beginning: Beginning
  #version: number
  #bookmarkedMs: number
  /** By the process's clock: whoever watches a world that stands is told that somebody is there. */
  #markedAtMs = performance.now()
  #isFirst = true
  #isBusy = false

  /** Throws Refusal. */
  constructor(res: ServerResponse, context: WatchContext) {
    const { wanted } = context
    const { query, resource, nowMs } = wanted
    if (resource.changes === undefined) {
      throw new Refusal(405, 'MethodNotAllowed', `${resource.plural} cannot be watched`)
    }
    this.#res = res
    this.#context = context
    this.#matches = matchesOf(query, resource)
    this.#bookmarks = isTrue(query.get('allowWatchBookmarks'))
    const timeout = query.get('timeoutSeconds') ?? '1800'
    if (!/^\d{1,9}$/.test(timeout)) throw Refusal.badRequest(`timeoutSeconds is no number: "${timeout}"`)
    this.#timeoutSeconds = Math.max(1, Number(timeout))
    this.#beginning = beginningOf(wanted)
    this.#version = this.#beginning.version
    this.#bookmarkedMs = nowMs
  }

  /** Resolves when the watch has ended, however it did. */
  async run(): Promise<void> {
    const res = this.#res
    res.writeHead(200, { 'Content-Type': 'application/json' })
    res.flushHeaders()
    const { isTooOld, isInitial, version } = this.#beginning
    if (isTooOld) {
      await this.#endExpired(version)
      return
    }
    if (isInitial) await this.#sendInitial()
    const { ticker } = this.#context
    const timer = setTimeout(() => this.#endInTime(), Math.min(this.#timeoutSeconds, 2_000_000) * secondMs)
    const stop = ticker.add(() => this.#pump())
    this.#pump()
    await (res.closed || res.writableEnded ? undefined : once(res, 'close'))
    clearTimeout(timer)
    stop()
  }

  get #isOver(): boolean {
    return this.#res.destroyed || this.#res.writableEnded
  }

  /** Everything there is, then where that stood. */
  async #sendInitial(): Promise<void> {
    const { wanted } = this.#context
    const { resource, state, namespace, query } = wanted
    const listing = resource.listing(state, msOfVersion(this.#version))
    for (let i = 0; i < listing.count && !this.#isOver; i += 1) {
      const item = listing.item(i)
      if (this.#concerns(item, namespace)) await this.#write(this.#frame('ADDED', item))
    }
    if (this.#bookmarks && isTrue(query.get('sendInitialEvents'))) {
      await this.#write(this.#bookmark(true))
    }
  }

  #concerns(item: Item, namespace: string | undefined): boolean {
    if (namespace !== undefined && item.namespace !== namespace) return false
    return this.#matches === undefined || this.#matches(item)
  }

  #pump(): void {
    if (this.#isBusy || this.#isOver) return
    this.#isBusy = true
    this.#catchUp()
      .catch(() => this.#res.destroy())
      .finally(() => {
        this.#isBusy = false
      })
  }

  async #catchUp(): Promise<void> {
    const { nowMs, wanted } = this.#context
    while (!this.#isOver) {
      const fromMs = changesFromMs(this.#version)
      const toMs = Math.min(nowMs(), fromMs + mostAtOnceMs)
      if (listVersion(toMs) <= this.#version) {
        if (performance.now() - this.#markedAtMs >= bookmarkMs) await this.#mark()
        return
      }
      // What the world moved on by while this client did not read.
      const beforeMs = nowMs()
      let text = ''
      for (const frame of this.#framesOf(fromMs, toMs)) {
        text += frame
        if (text.length < mostCharsAtOnce) continue
        await this.#write(text)
        text = ''
      }
      this.#version = listVersion(toMs)
      if (this.#bookmarks && toMs - this.#bookmarkedMs >= bookmarkMs) {
        this.#bookmarkedMs = toMs
        this.#markedAtMs = performance.now()
        text += this.#bookmark(false)
      }
      if (text !== '') await this.#write(text)
      if (nowMs() - beforeMs > wanted.resource.watchWindowMs) await this.#endExpired(this.#version)
    }
  }

  async #mark(): Promise<void> {
    this.#markedAtMs = performance.now()
    if (this.#bookmarks) await this.#write(this.#bookmark(false))
  }

  *#framesOf(fromMs: number, toMs: number): Iterable<string> {
    const { state, resource, namespace } = this.#context.wanted
    const since = this.#version
    const changes = (resource.changes?.(state, fromMs, toMs) ?? [])
      .filter(({ version }) => version > since)
      .sort((a, b) => a.version - b.version)
    for (const change of changes) yield* this.#framesOfChange(change, namespace)
  }

  /** What comes to match is added, what no longer does is deleted. */
  #framesOfChange(change: Change, namespace: string | undefined): string[] {
    const item = change.item()
    const is = this.#concerns(item, namespace)
    if (change.type !== 'MODIFIED') return is ? [this.#frame(change.type, item)] : []
    const was = this.#matches === undefined ? is : this.#concerns(change.before?.() ?? item, namespace)
    if (is) return [this.#frame(was ? 'MODIFIED' : 'ADDED', item)]
    return was ? [this.#frame('DELETED', item)] : []
  }

  #frame(type: string, item: Item): string {
    const text = aloneText(item, { ...this.#context.shown, nowMs: this.#context.nowMs() }, this.#isFirst)
    this.#isFirst = false
    return `{"type":"${type}","object":${text}}\n`
  }

  #bookmark(isInitialEnd: boolean): string {
    const shown = { ...this.#context.shown, nowMs: 0 }
    return `{"type":"BOOKMARK","object":${bookmarkText(shown, this.#version, isInitialEnd)}}\n`
  }

  /** Waits for a client that is slow to read. */
  async #write(text: string): Promise<void> {
    const res = this.#res
    if (this.#isOver || res.write(text)) return
    await drained(res, res)
  }

  async #endExpired(version: number): Promise<void> {
    const now = listVersion(this.#context.nowMs())
    const status = Refusal.expired(`too old resource version: ${version} (${now})`).status()
    await this.#write(`{"type":"ERROR","object":${JSON.stringify(status)}}\n`)
    this.#res.end()
  }

  #endInTime(): void {
    if (this.#bookmarks && !this.#isBusy && !this.#isOver) this.#res.write(this.#bookmark(false))
    this.#res.end()
  }
}
