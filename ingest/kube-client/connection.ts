// One API server's sockets: HTTP/2 over one of them where the server speaks it, else keep-alive agents of a
// bounded size; both made anew when TLS material changes. A request with bounded waiting; a body that is
// unpacked and watched for silence. Follows no redirect.
import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Identity, TlsMaterial } from './credentials.ts'
import { misconfigured, Silence } from './failure.ts'
import { dial, type Session, StaleSocket } from './http2-session.ts'

export interface ConnectionOptions {
  readonly server: URL
  /** Watches keep one each, lists and readings share the rest. */
  readonly mostSockets: number
  /** From the request to the head of the answer. */
  readonly answerMs: number
  /** Why an address must not be spoken to; undefined: it may. */
  refuses(address: string): string | undefined
}

export interface RawAnswer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  /** Not unpacked. */
  readonly body: Readable
}

interface Question {
  readonly path: string
  readonly headers: http.OutgoingHttpHeaders
  readonly tls: TlsMaterial
  readonly signal: AbortSignal
}

export class Connection {
  readonly #options: ConnectionOptions
  #agent: http.Agent | https.Agent | undefined
  #tls: TlsMaterial | undefined
  /** Resolves with undefined for a server that speaks HTTP/1.1 only. */
  #session: Promise<Session | undefined> | undefined

  constructor(options: ConnectionOptions) {
    this.#options = options
  }

  /** Rejects with whatever Node says, Silence, or the reason of `signal`. */
  async get(
    path: string,
    headers: http.OutgoingHttpHeaders,
    identity: Identity,
    signal: AbortSignal,
  ): Promise<RawAnswer> {
    const { server } = this.#options
    const literal = server.hostname.replace(/^\[(.*)\]$/, '$1')
    if (net.isIP(literal) !== 0) this.#proveAllowed(literal)
    const all = { ...headers, ...identity.headers } as http.OutgoingHttpHeaders
    const question = {
      path: server.pathname.replace(/\/$/, '') + path,
      headers: all,
      tls: identity.tls,
      signal,
    }
    try {
      return unpacked(await this.#once(question))
    } catch (error) {
      // The server closed a connection just when it was used again: no fault of anybody.
      if (!(error instanceof StaleSocket) || signal.aborted) throw error
      return unpacked(await this.#once(question))
    }
  }

  close(): void {
    this.#forget(true)
    this.#tls = undefined
  }

  async #once(question: Question): Promise<RawAnswer> {
    this.#keepTo(question.tls)
    if (this.#options.server.protocol === 'http:') return this.#ask(question)
    const session = await this.#sessionNow(question.tls)
    question.signal.throwIfAborted()
    const { path, headers, signal } = question
    return session === undefined ? this.#ask(question) : session.get({ path, headers, signal })
  }

  /** The one there is, unless it has ended; many who come at once wait for one. */
  async #sessionNow(tls: TlsMaterial): Promise<Session | undefined> {
    const { server, answerMs } = this.#options
    this.#session ??= dial({ server, tls, lookup: this.#lookup, answerMs })
    const opened = this.#session
    try {
      const session = await opened
      if (session === undefined || session.isOpen) return session
    } catch (error) {
      if (this.#session === opened) this.#session = undefined
      throw error
    }
    if (this.#session === opened) this.#session = undefined
    return this.#sessionNow(tls)
  }

  /** Other material: what is under way ends in its own time, nothing new begins there. */
  #keepTo(tls: TlsMaterial): void {
    if (this.#tls !== tls) this.#forget(false)
    this.#tls = tls
  }

  #forget(atOnce: boolean): void {
    this.#agent?.destroy()
    this.#agent = undefined
    this.#session?.then(
      (session) => session?.close({ atOnce }),
      () => undefined,
    )
    this.#session = undefined
  }

  #ask({ path, headers, tls, signal }: Question): Promise<RawAnswer> {
    const { server, answerMs } = this.#options
    return new Promise((resolve, reject) => {
      const { request } = server.protocol === 'https:' ? https : http
      const sent = request(new URL(path, server), { agent: this.#agentFor(tls), headers, signal })
      const timer = setTimeout(() => {
        sent.destroy(new Silence(`it did not answer within ${answerMs / 1_000} s`))
      }, answerMs)
      sent.once('response', (answer) => {
        clearTimeout(timer)
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: answer })
      })
      sent.once('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer)
        const isStale = sent.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
        reject(isStale ? new StaleSocket(error.message, error) : error)
      })
      sent.end()
    })
  }

  #agentFor(tls: TlsMaterial): http.Agent | https.Agent {
    if (this.#agent !== undefined) return this.#agent
    const common = {
      keepAlive: true,
      maxSockets: this.#options.mostSockets,
      maxFreeSockets: 2,
      lookup: this.#lookup,
    }
    const { ca, cert, key, servername, rejectUnauthorized } = tls
    const given = Object.fromEntries(
      Object.entries({ ca, cert, key, servername }).filter(([, value]) => value !== undefined),
    )
    this.#agent =
      this.#options.server.protocol === 'https:'
        ? new https.Agent({ ...common, ...given, rejectUnauthorized, minVersion: 'TLSv1.2' })
        : new http.Agent(common)
    return this.#agent
  }

  #proveAllowed(address: string): void {
    const reason = this.#options.refuses(address)
    if (reason === undefined) return
    throw misconfigured(`${this.#options.server.host} must not be spoken to: ${reason}`, [
      'Name another address, or allow this one in periplus.yaml.',
    ])
  }

  /** Judges what a name resolves to at the moment it is connected to, so that it cannot change in between. */
  readonly #lookup: net.LookupFunction = (hostname, options, callback) => {
    dns.lookup(hostname, options, (error, address, family) => {
      if (error !== null) return callback(error, address, family)
      const found = Array.isArray(address) ? address.map((one) => one.address) : [address]
      try {
        for (const one of found) this.#proveAllowed(one)
      } catch (refused) {
        return callback(refused as Error, address, family)
      }
      callback(null, address, family)
    })
  }
}

function unpacked(answer: RawAnswer): RawAnswer {
  const { headers, body } = answer
  // Whoever reads learns of an error there; one that comes before or after is nobody's.
  body.on('error', () => undefined)
  if (headers['content-encoding'] !== 'gzip') return answer
  const whole = pipeline(body, createGunzip(), () => undefined)
  whole.on('error', () => undefined)
  return { ...answer, body: whole }
}

/** The chunks of a body; rejects with Silence when none comes for so long. Reader's time does not count. */
export async function* chunksOf(body: Readable, silenceMs: number): AsyncGenerator<Buffer> {
  const wait = () =>
    setTimeout(() => body.destroy(new Silence(`it sent nothing for ${silenceMs / 1_000} s`)), silenceMs)
  let timer = wait()
  try {
    for await (const chunk of body) {
      clearTimeout(timer)
      yield chunk as Buffer
      timer = wait()
    }
  } finally {
    clearTimeout(timer)
  }
}
