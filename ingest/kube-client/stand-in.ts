// An API server for tests: real HTTP before a World, with pages, watches, bookmarks and every way in which
// a server or what stands before it can fail. Records each call as it came in. Shares no code with what
// it tests. Only tests import it.
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { errorFrame, type Fault, type RecordedCall, StandInAnswer } from './stand-in-answer.ts'
import { type Change, World } from './stand-in-world.ts'

export interface FaultRule {
  readonly when: (call: RecordedCall) => boolean
  /** How many calls it happens to; Infinity: all. */
  times: number
  readonly fault: Fault
}

export interface StandInOptions {
  readonly world?: World
  readonly tls?: https.ServerOptions
  /** With TLS: as a proxy that speaks HTTP/1.1 only; a real server speaks HTTP/2 too. */
  readonly isOld?: boolean
  /** Refuses calls without one of these; read anew for each. */
  readonly tokens?: () => readonly string[]
  readonly version?: object
  readonly metrics?: () => string
  /** Of "ksh" and "kcm", where it is an EKS. */
  readonly componentMetrics?: (component: string) => string
  /** Added to the Date of every answer. */
  readonly skewMs?: number
  /** Stands before the path of every call, as with a proxy. */
  readonly basePath?: string
}

const componentPath = /^\/apis\/metrics\.eks\.amazonaws\.com\/v1\/(kcm|ksh)\/container\/metrics$/
const resourcePath = /^\/(?:api\/[^/]+|apis\/[^/]+\/[^/]+)\/[a-z]+$/

interface Watch {
  readonly path: string
  write(frames: readonly string[]): void
}

export class StandIn {
  readonly world: World
  readonly calls: RecordedCall[] = []
  readonly faults: FaultRule[] = []
  url = ''
  readonly #options: StandInOptions
  readonly #server: http.Server | https.Server | http2.Http2SecureServer
  readonly #sessions = new Set<http2.ServerHttp2Session>()
  readonly #watches = new Set<Watch>()
  readonly #snapshots = new Map<string, readonly string[]>()

  private constructor(options: StandInOptions) {
    this.#options = options
    this.world = options.world ?? new World()
    const listener = (req: http.IncomingMessage, res: http.ServerResponse) => this.#take(req, res)
    this.#server = this.#serverOf(listener)
  }

  #serverOf(listener: (req: http.IncomingMessage, res: http.ServerResponse) => void) {
    const { tls, isOld = false } = this.#options
    if (tls === undefined) return http.createServer({ keepAliveTimeout: 60_000 }, listener)
    if (isOld) return https.createServer({ ...tls, keepAliveTimeout: 60_000 }, listener)
    const server = http2.createSecureServer({ ...tls, allowHTTP1: true })
    server.on('request', (req, res) =>
      // The same faces, as far as they are used here.
      listener(req as unknown as http.IncomingMessage, res as unknown as http.ServerResponse),
    )
    server.on('session', (session) => {
      this.#sessions.add(session)
      session.once('close', () => this.#sessions.delete(session))
      session.on('error', () => undefined)
    })
    return server
  }

  static async open(options: StandInOptions = {}): Promise<StandIn> {
    const standIn = new StandIn(options)
    await new Promise<void>((resolve) => standIn.#server.listen(0, '127.0.0.1', resolve))
    const { port } = standIn.#server.address() as AddressInfo
    standIn.url = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}${options.basePath ?? ''}`
    return standIn
  }

  get openWatches(): number {
    return this.#watches.size
  }

  watchesOf(path: string): number {
    return [...this.#watches].filter((watch) => watch.path === path).length
  }

  get openSockets(): Promise<number> {
    return new Promise((resolve) => this.#server.getConnections((_, count) => resolve(count)))
  }

  fault(fault: Fault, when: FaultRule['when'] = () => true, times = 1): void {
    this.faults.push({ when, times, fault })
  }

  /** A bookmark on every open watch: everything up to now has been told. */
  bookmark(): void {
    for (const watch of this.#watches) watch.write([bookmarkFrame(this.world.version)])
  }

  /** Pages that were begun can no longer be gone on with, watches from before not be taken up. */
  forget(): void {
    this.world.forget()
    this.#snapshots.clear()
  }

  /** Cuts every connection at once. */
  cut(): void {
    if ('closeAllConnections' in this.#server) this.#server.closeAllConnections()
    for (const session of this.#sessions) session.destroy()
  }

  /** Asks every client to open another connection, and ends what is under way in order. */
  goAway(): void {
    for (const session of this.#sessions) session.goaway(0, 2 ** 31 - 1)
  }

  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(req: http.IncomingMessage, res: http.ServerResponse): void {
    const { basePath = '', skewMs = 0 } = this.#options
    const url = new URL(req.url ?? '/', 'http://stand-in')
    const query = Object.fromEntries(url.searchParams)
    const path = url.pathname.startsWith(basePath) ? url.pathname.slice(basePath.length) : url.pathname
    const isResource = resourcePath.test(path)
    const isWatch = query.watch === '1' || query.watch === 'true'
    const call: RecordedCall = {
      verb: isResource ? (isWatch ? 'watch' : 'list') : 'get',
      path,
      query,
      userAgent: req.headers['user-agent'] ?? '',
      authorization: req.headers.authorization ?? '',
      status: 200,
    }
    this.calls.push(call)
    res.setHeader('Date', new Date(Date.now() + skewMs).toUTCString())
    res.on('error', () => undefined)
    const rule = this.faults.find(({ when, times }) => times > 0 && when(call))
    if (rule !== undefined) rule.times -= 1
    const answer = new StandInAnswer(req, res, call, rule?.fault)
    if (!answer.isTaken) this.#answer(answer, call)
  }

  #answer(answer: StandInAnswer, call: RecordedCall): void {
    const { tokens, version, metrics, componentMetrics } = this.#options
    const [, component] = componentPath.exec(call.path) ?? []
    const allowed = tokens?.()
    if (allowed !== undefined && !allowed.some((token) => call.authorization === `Bearer ${token}`)) {
      answer.refuse(401, 'Unauthorized', 'Unauthorized')
    } else if (call.path === '/version') answer.json(JSON.stringify(version ?? { gitVersion: 'v1.33.5' }))
    else if (call.path === '/metrics' && metrics !== undefined) answer.text(metrics())
    else if (component !== undefined && componentMetrics !== undefined)
      answer.text(componentMetrics(component))
    else if (!resourcePath.test(call.path))
      answer.refuse(404, 'NotFound', 'the server could not find the resource')
    else if (call.verb === 'watch') this.#watch(answer, call)
    else this.#list(answer, call)
  }

  #list(answer: StandInAnswer, { path, query }: RecordedCall): void {
    const limit = Number(query.limit ?? '0') || Number.POSITIVE_INFINITY
    const token = query.continue ?? ''
    const name = /^metadata\.name=(.+)$/.exec(query.fieldSelector ?? '')?.[1]
    const all = token === '' ? this.world.list(path) : this.#snapshots.get(token)
    if (all === undefined) {
      answer.refuse(410, 'Expired', 'The provided continue parameter is too old')
      return
    }
    const version = token === '' ? this.world.version : Number(token.split('.')[0])
    const found = name === undefined ? all : all.filter((text) => JSON.parse(text).metadata.name === name)
    const page = found.slice(0, limit)
    const rest = found.slice(limit)
    const next = `${version}.${this.#snapshots.size}.${rest.length}`
    if (rest.length > 0) this.#snapshots.set(next, rest)
    const metadata = {
      resourceVersion: String(version),
      ...(rest.length > 0 ? { continue: next, remainingItemCount: rest.length } : {}),
    }
    answer.json(
      `{"kind":"ObjectList","apiVersion":"v1","metadata":${JSON.stringify(metadata)},"items":[${page.join(',')}]}\n`,
    )
  }

  #watch(answer: StandInAnswer, { path, query }: RecordedCall): void {
    const from = Number(query.resourceVersion)
    answer.openWatch()
    if (from < this.world.forgotten) {
      answer.endWith([errorFrame(410)])
      return
    }
    const watch: Watch = { path, write: (frames) => answer.frames(frames) }
    watch.write(this.world.changesSince(path, from).map(frameOf))
    const unsubscribe = this.world.subscribe((change) => {
      if (change.path === path) watch.write([frameOf(change)])
    })
    this.#watches.add(watch)
    const timer = setTimeout(() => answer.endWith([]), Number(query.timeoutSeconds ?? '3600') * 1_000)
    answer.onClose(() => {
      clearTimeout(timer)
      unsubscribe()
      this.#watches.delete(watch)
    })
  }
}

const frameOf = ({ type, text }: Change): string => `{"type":"${type}","object":${text}}\n`
const bookmarkFrame = (version: number): string =>
  `{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"${version}","creationTimestamp":null},"spec":{},"status":{}}}\n`
