// Reads one kind of one cluster: what is stored is loaded into an index, everything is listed, then watched
// from there; an expired watch is listed again, any other is taken up where it ended. Decides when to try
// again; what an object says is `normalise`'s, what is new about it the index's.
import { isPeriplusError } from '../../../domain/errors.ts'
import type { ObjectKind, ObjectState } from '../../../domain/model/kube-object.ts'
import { CollectionFailure, type FingerprintedState, type KnownObject } from '../../collection.ts'
import { type Backoff, pause } from '../../kube-client/backoff.ts'
import { subjectOf } from '../../kube-client/call.ts'
import { Expired, KubeFailure } from '../../kube-client/failure.ts'
import { listAll } from '../../kube-client/list.ts'
import { type WatchEvent, watchFrom } from '../../kube-client/watch.ts'
import { fingerprintOf } from './fingerprint.ts'
import { normalise, Unreadable } from './normalise.ts'
import { ObjectIndex } from './object-index.ts'
import { listOf, rbacManifest, watchOf } from './permissions.ts'
import { backoffOf, type Reading } from './reading.ts'
import { Stowage } from './stowage.ts'
import { unreadMembers } from './wire.ts'

const shortWatchMs = 10_000

/** Told of every object that a list names, changed or not. */
export type OnListed<Kind extends ObjectKind> = (state: ObjectState<Kind>) => void

export class KindReader<Kind extends ObjectKind> {
  readonly #reading: Reading
  readonly #kind: Kind
  readonly #subject: string
  readonly #onListed: OnListed<Kind>
  readonly #onComplete: () => void
  readonly #index = new ObjectIndex()
  readonly #stowage: Stowage
  readonly #backoff: Backoff
  /** Where the next watch goes on; undefined: everything is to be listed. */
  #version: string | undefined

  constructor(
    reading: Reading,
    kind: Kind,
    told: { onListed?: OnListed<Kind>; onComplete?: () => void } = {},
  ) {
    this.#reading = reading
    this.#kind = kind
    this.#subject = subjectOf(listOf(kind))
    this.#onListed = told.onListed ?? (() => undefined)
    this.#onComplete = told.onComplete ?? (() => undefined)
    this.#backoff = backoffOf(reading)
    this.#stowage = this.#openStowage()
  }

  /** Never resolves; rejects with the signal's reason once it aborts, or with what ends this try. */
  async run(): Promise<never> {
    const { signal } = this.#reading
    for (let isLoaded = false; ; ) {
      try {
        if (!isLoaded) await this.#loadKnown()
        isLoaded = true
        this.#version ??= await this.#list()
        await this.#watch(this.#version)
      } catch (error) {
        signal.throwIfAborted()
        await this.#recover(error)
      }
    }
  }

  /** Sends what was read and not yet stored; for the end of a try, when nothing is read any more. */
  async drain(): Promise<void> {
    await this.#stowage.flush().catch(() => undefined)
  }

  #openStowage(): Stowage {
    const { tools, settings, progress, random, signal, fail } = this.#reading
    const subject = `storing ${this.#subject}`
    return new Stowage({
      put: async (states) => {
        await tools.inventory.putObjects(states)
        tools.report.count('changes', states.length)
      },
      batchSize: settings.batchSize,
      mostUnderWay: settings.batchesUnderWay,
      pace: settings.pace,
      random,
      signal,
      onDurable: (at) => progress.complete(this.#kind, at),
      onAway: (error) => progress.trouble({ kind: 'store', says: error.message, steps: [], subject }),
      onBack: () => progress.clear(subject),
      onFailure: fail,
    })
  }

  async #loadKnown(): Promise<void> {
    for await (const known of this.#known()) {
      for (const { uid, fingerprint } of known) this.#index.load(uid, fingerprint)
    }
  }

  /** What is stored as alive, page by page. */
  async *#known() {
    const { tools, clusterId, settings, signal } = this.#reading
    for (let after: KnownObject | null = null; ; ) {
      signal.throwIfAborted()
      const page = { after, limit: settings.knownPage }
      const known: readonly KnownObject[] = await tools.inventory.knownObjects(clusterId, this.#kind, page)
      yield known
      const last = known.at(-1)
      if (last === undefined || known.length < settings.knownPage) return
      after = last
    }
  }

  #list(): Promise<string> {
    const { lists, tools, progress } = this.#reading
    progress.listing(this.#kind)
    return lists.run(() => tools.turn(() => this.#listNow()))
  }

  async #listNow(): Promise<string> {
    const { client, settings, signal, tools, progress } = this.#reading
    signal.throwIfAborted()
    const startedAt = tools.clock.now()
    let oversized = 0
    this.#index.beginList()
    const version = await listAll(client, listOf(this.#kind), {
      pageSize: settings.pageSize,
      signal,
      backoff: backoffOf(this.#reading),
      leaveOut: unreadMembers,
      onObjects: (texts) => this.#takeListed(texts),
      onPage: (page) => {
        oversized += page.oversized
        tools.report.count('pages', 1)
        progress.answered()
      },
      onRetry: (failure) => this.#tellPassing(failure),
    })
    await this.#stowage.flush()
    // An object that could not be read may be any of those that were not named: none of them is called gone.
    if (oversized > 0) this.#tellOversized(oversized)
    else if (this.#index.unseenCount > 0) await this.#storeGone()
    this.#index.endList(version)
    progress.clear(this.#subject)
    progress.listed(this.#kind)
    progress.complete(this.#kind, startedAt)
    this.#onComplete()
    return version
  }

  async #takeListed(texts: readonly string[]): Promise<void> {
    const { tools } = this.#reading
    const observedAt = tools.clock.now()
    const states: FingerprintedState[] = []
    for (const text of texts) {
      const object: unknown = JSON.parse(text)
      const state = this.#stateOf(object, observedAt, false)
      if (state === undefined) {
        this.#index.keep(uidOf(object))
        continue
      }
      this.#onListed(state)
      const fingerprint = fingerprintOf(state)
      if (this.#index.see(state.uid, fingerprint)) states.push({ state, fingerprint })
    }
    tools.report.count('objects', texts.length)
    if (states.length > 0) await this.#stowage.add(states, undefined)
  }

  /** What vanished while nobody watched: stored as alive, and in no page. */
  async #storeGone(): Promise<void> {
    const { tools, clusterId } = this.#reading
    for await (const known of this.#known()) {
      const gone = known.flatMap(({ uid }) => (this.#index.isUnseen(uid) ? [uid] : []))
      if (gone.length === 0) continue
      await tools.inventory.putGone(clusterId, this.#kind, gone, tools.clock.now())
      tools.report.count('changes', gone.length)
    }
  }

  async #watch(version: string): Promise<void> {
    const { client, settings, signal, random, progress, nowMs } = this.#reading
    const { watchSeconds, watchSilenceMs } = settings
    const startedAtMs = nowMs()
    let isUseful = false
    try {
      await watchFrom(client, watchOf(this.#kind), {
        resourceVersion: version,
        signal,
        timeoutSeconds: Math.ceil(watchSeconds * (1 + random())),
        silenceMs: watchSilenceMs,
        leaveOut: unreadMembers,
        onOpen: () => {
          progress.answered()
          progress.clear(this.#subject)
        },
        onEvents: async (events) => {
          isUseful = true
          progress.answered()
          await this.#takeEvents(events)
        },
        onOversized: (count) => this.#tellOversized(count),
      })
    } finally {
      isUseful ||= nowMs() - startedAtMs > shortWatchMs
      if (isUseful) this.#backoff.reset()
    }
    // A server that ends every watch at once is not asked in a circle.
    if (!isUseful) await this.#backoff.wait(signal)
  }

  async #takeEvents(events: readonly WatchEvent[]): Promise<void> {
    const { tools } = this.#reading
    const observedAt = tools.clock.now()
    const states: FingerprintedState[] = []
    for (const event of events) {
      if (event.type !== 'BOOKMARK') this.#takeEvent(event, observedAt, states)
      if (event.resourceVersion !== '') this.#version = event.resourceVersion
    }
    tools.report.count('frames', events.length)
    await this.#stowage.add(states, observedAt)
  }

  #takeEvent(
    { type, object, resourceVersion }: WatchEvent,
    observedAt: Date,
    into: FingerprintedState[],
  ): void {
    const isDeleted = type === 'DELETED'
    const state = this.#stateOf(object, observedAt, isDeleted)
    if (state === undefined) return
    const fingerprint = fingerprintOf(state)
    const verdict = this.#index.change(state.uid, resourceVersion, isDeleted ? undefined : fingerprint)
    if (verdict === 'changed') into.push({ state, fingerprint })
  }

  #stateOf(object: unknown, observedAt: Date, isDeleted: boolean): ObjectState<Kind> | undefined {
    const { clusterId, tools, progress } = this.#reading
    try {
      return normalise(this.#kind, object, { clusterId, observedAt, isDeleted })
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      tools.report.count('unreadable', 1)
      progress.trouble({
        kind: 'internal',
        says: `One of the ${this.#subject} could not be read and is left as it was: ${error.message}`,
        steps: [
          'The others are not concerned. If the object is sound, this is a fault of Periplus: report it.',
        ],
        subject: `unreadable ${this.#subject}`,
      })
      return undefined
    }
  }

  #tellOversized(count: number): void {
    this.#reading.tools.report.count('oversized', count)
    this.#reading.progress.trouble({
      kind: 'internal',
      says: `${count} of the ${this.#subject} are too large and were passed over; which ones were deleted meanwhile is not known`,
      steps: ['Look for objects of several megabytes in this cluster.'],
      subject: `oversized ${this.#subject}`,
    })
  }

  #tellPassing(failure: KubeFailure): void {
    const { tools, progress } = this.#reading
    tools.report.count(failure.trouble.kind === 'throttled' ? 'throttled' : 'retries', 1)
    progress.trouble(failure.trouble)
  }

  /** Waits until another try makes sense. Rethrows what ends this try. */
  async #recover(error: unknown): Promise<void> {
    const { tools, progress, signal, settings } = this.#reading
    if (error instanceof Expired) {
      this.#version = undefined
      tools.report.count('relists', 1)
      await this.#backoff.wait(signal)
      return
    }
    if (isPeriplusError(error) && error.code === 'Unavailable') {
      const subject = `storing ${this.#subject}`
      progress.trouble({ kind: 'store', says: error.message, steps: [], subject })
      await this.#backoff.wait(signal)
      return
    }
    if (!(error instanceof KubeFailure)) throw error
    switch (error.trouble.kind) {
      case 'unreachable':
      case 'throttled':
      case 'not-kubernetes':
        if (progress.silentMs > settings.giveUpMs) throw error
        // A connection that is cut and comes back at once is everyday life.
        if (this.#backoff.tries > 0) this.#tellPassing(error)
        else tools.report.count('retries', 1)
        await this.#backoff.wait(signal, error.retryAfterMs)
        return
      case 'forbidden':
      case 'not-found':
        await this.#leaveOut(error)
        return
      default:
        throw error
    }
  }

  async #leaveOut(failure: KubeFailure): Promise<void> {
    const { progress, signal, settings, random } = this.#reading
    this.#version = undefined
    progress.answered()
    progress.trouble(failure.trouble)
    progress.leftOut(this.#kind)
    if (progress.isAllLeftOut) {
      throw new CollectionFailure({
        kind: 'forbidden',
        says: 'Nothing of this cluster may be read',
        steps: [
          `Apply this in the cluster, with the user or group that Periplus is there:\n${rbacManifest({ kind: 'User', name: 'periplus' })}`,
        ],
        subject: '',
      })
    }
    await pause(settings.leftOutMs * (1 + random() / 5), signal)
  }
}

function uidOf(object: unknown): string {
  const uid = (object as { metadata?: { uid?: unknown } } | null)?.metadata?.uid
  return typeof uid === 'string' ? uid : ''
}
