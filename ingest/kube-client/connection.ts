// One API server's sockets: keep-alive agents of a bounded size, made anew when TLS material changes; a
// request with bounded waiting; a body that is unpacked and watched for silence. Follows no redirect.
import dns from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Identity, TlsMaterial } from './credentials.ts'
import { misconfigured, Silence } from './failure.ts'

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
  readonly body: Readable
}

export class Connection {
  readonly #options: ConnectionOptions
  #agent: http.Agent | https.Agent | undefined
  #tls: TlsMaterial | undefined

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
    const ask = () => this.#once(path, all, identity.tls, signal)
    try {
      return await ask()
    } catch (error) {
      // The server closed an idle connection just when it was used again: no fault of anybody.
      if (!(error instanceof StaleSocket) || signal.aborted) throw error
      return await ask()
    }
  }

  close(): void {
    this.#agent?.destroy()
    this.#agent = undefined
  }

  #once(
    path: string,
    headers: http.OutgoingHttpHeaders,
    tls: TlsMaterial,
    signal: AbortSignal,
  ): Promise<RawAnswer> {
    const { server, answerMs } = this.#options
    return new Promise((resolve, reject) => {
      const { request } = server.protocol === 'https:' ? https : http
      const url = new URL(server.pathname.replace(/\/$/, '') + path, server)
      const sent = request(url, { agent: this.#agentFor(tls), headers, signal })
      const timer = setTimeout(() => {
        sent.destroy(new Silence(`it did not answer within ${answerMs / 1_000} s`))
      }, answerMs)
      sent.once('response', (answer) => {
        clearTimeout(timer)
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: unpacked(answer) })
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
    if (this.#agent !== undefined && this.#tls === tls) return this.#agent
    // Requests under way keep their sockets; idle ones of the old agent are let go.
    this.#agent?.destroy()
    this.#tls = tls
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

class StaleSocket extends Error {
  override readonly name = 'StaleSocket'
  readonly code: string | undefined

  constructor(message: string, cause: NodeJS.ErrnoException) {
    super(message, { cause })
    this.code = cause.code
  }
}

function unpacked(answer: http.IncomingMessage): Readable {
  // Whoever reads learns of an error there; one that comes before or after is nobody's.
  answer.on('error', () => undefined)
  if (answer.headers['content-encoding'] !== 'gzip') return answer
  return pipeline(answer, createGunzip(), () => undefined)
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
