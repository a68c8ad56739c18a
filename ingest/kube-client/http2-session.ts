// HTTP/2 with an API server: every list and watch of a cluster over one socket. What a paused reader leaves
// unread keeps nobody else waiting, and a connection that is dead without saying so is found by pings.
import http2 from 'node:http2'
import net from 'node:net'
import { PassThrough } from 'node:stream'
import tls from 'node:tls'
import type { RawAnswer } from './connection.ts'
import type { TlsMaterial } from './credentials.ts'
import { Silence } from './failure.ts'

export interface Dialled {
  readonly server: URL
  readonly tls: TlsMaterial
  readonly lookup: net.LookupFunction
  /** How long an answer may take; a connection is proven alive within that. */
  readonly answerMs: number
}

export interface Asked {
  readonly path: string
  readonly headers: http2.OutgoingHttpHeaders
  readonly signal: AbortSignal
}

/** The connection had ended when it was used, and the server has not seen the request: it may be sent again. */
export class StaleSocket extends Error {
  override readonly name = 'StaleSocket'
  readonly code: string | undefined

  constructor(message: string, cause: NodeJS.ErrnoException) {
    super(message, { cause })
    this.code = cause.code
  }
}

/** Bytes of one answer that may be on their way unread, and of all: a paused list leaves room for watches. */
const streamWindow = 256 << 10
const sessionWindow = 8 << 20

/** Undefined when the server speaks HTTP/1.1 only. Rejects with what TLS or the network says, or Silence. */
export async function dial(dialled: Dialled): Promise<Session | undefined> {
  const socket = await connected(dialled)
  if (socket.alpnProtocol === 'h2') return new Session(dialled, socket)
  socket.destroy()
  return undefined
}

function connected({ server, tls: material, lookup, answerMs }: Dialled): Promise<tls.TLSSocket> {
  const host = server.hostname.replace(/^\[(.*)\]$/, '$1')
  const { ca, cert, key, servername = net.isIP(host) === 0 ? host : undefined, rejectUnauthorized } = material
  const given = Object.entries({ ca, cert, key, servername }).filter(([, value]) => value !== undefined)
  return new Promise((resolve, reject) => {
    const socket = tls.connect({
      host,
      port: Number(server.port || 443),
      lookup,
      rejectUnauthorized,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['h2', 'http/1.1'],
      ...Object.fromEntries(given),
    })
    const timer = setTimeout(
      () => socket.destroy(new Silence(`it did not answer within ${answerMs / 1_000} s`)),
      answerMs,
    )
    socket.once('secureConnect', () => {
      clearTimeout(timer)
      socket.removeListener('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
    socket.once('close', () => clearTimeout(timer))
  })
}

const { NGHTTP2_NO_ERROR, NGHTTP2_CANCEL, NGHTTP2_REFUSED_STREAM } = http2.constants

export class Session {
  readonly #session: http2.ClientHttp2Session
  readonly #answerMs: number
  readonly #ping: NodeJS.Timeout
  /** What ended it, when that was said. */
  #failure: NodeJS.ErrnoException | undefined

  constructor({ server, answerMs }: Dialled, socket: tls.TLSSocket) {
    this.#answerMs = answerMs
    this.#session = http2.connect(server.origin, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: streamWindow },
      maxSessionMemory: 32,
    })
    this.#session.once('connect', () => {
      if (!this.#session.destroyed) this.#session.setLocalWindowSize(sessionWindow)
    })
    this.#session.on('error', (error: NodeJS.ErrnoException) => {
      this.#failure ??= error
    })
    this.#ping = setInterval(() => this.#proveAlive(), answerMs / 2)
    this.#ping.unref()
    this.#session.once('close', () => clearInterval(this.#ping))
  }

  get isOpen(): boolean {
    return !this.#session.closed && !this.#session.destroyed
  }

  /** `atOnce`: what is under way is cut. */
  close({ atOnce }: { readonly atOnce: boolean }): void {
    if (atOnce) this.#session.destroy()
    else this.#session.close()
  }

  get({ path, headers, signal }: Asked): Promise<RawAnswer> {
    const answerMs = this.#answerMs
    return new Promise((resolve, reject) => {
      const stream = this.#open({ ...headers, ':path': path }, signal)
      // An HTTP/2 stream that is cut looks as if it had ended; what is handed on does not.
      const body = new PassThrough()
      const timer = setTimeout(() => {
        stream.destroy(new Silence(`it did not answer within ${answerMs / 1_000} s`))
        this.#proveAlive()
      }, answerMs)
      let failure: NodeJS.ErrnoException | undefined
      stream.once('response', ({ ':status': status = 0, ...answered }) => {
        clearTimeout(timer)
        resolve({ status, headers: answered, body })
      })
      stream.on('error', (error: NodeJS.ErrnoException) => {
        failure = error
      })
      stream.once('close', () => {
        clearTimeout(timer)
        if (stream.readableEnded && stream.rstCode === NGHTTP2_NO_ERROR) return
        const reason = this.#reasonOf(stream.rstCode, failure)
        reject(reason)
        body.destroy(reason)
      })
      body.on('error', () => undefined)
      body.once('close', () => stream.destroy())
      stream.pipe(body)
    })
  }

  #open(headers: http2.OutgoingHttpHeaders, signal: AbortSignal): http2.ClientHttp2Stream {
    try {
      return this.#session.request(headers, { endStream: true, signal })
    } catch (error) {
      // It has just been closed, by us or by the server.
      throw new StaleSocket('the connection has ended', error as NodeJS.ErrnoException)
    }
  }

  /** Why there was no answer. */
  #reasonOf(code: number | undefined, failure: NodeJS.ErrnoException | undefined): Error {
    if (code === NGHTTP2_REFUSED_STREAM)
      return new StaleSocket('the server lets nothing new begin on this connection', failure ?? cut())
    const isOfSession = failure === undefined || failure.code === 'ERR_HTTP2_STREAM_CANCEL'
    if (this.#failure !== undefined && isOfSession) return this.#failure
    if (failure !== undefined && code !== NGHTTP2_NO_ERROR && code !== NGHTTP2_CANCEL) return failure
    return failure ?? cut()
  }

  /** Whoever does not answer a ping is gone, and with it all that was under way. */
  #proveAlive(): void {
    if (!this.isOpen) return
    const withinMs = this.#answerMs / 4
    const silent = new Silence(`it did not answer a ping within ${withinMs / 1_000} s`)
    const timer = setTimeout(() => this.#session.destroy(silent), withinMs)
    timer.unref()
    this.#session.ping(() => clearTimeout(timer))
  }
}

const cut = (): NodeJS.ErrnoException =>
  Object.assign(new Error('the connection was cut'), { code: 'ECONNRESET' })
