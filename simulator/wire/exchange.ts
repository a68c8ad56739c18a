// One request and its answer: body, compression, headers. Knows nothing of what is asked or told.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import { promisify } from 'node:util'
import { createGzip, gzip } from 'node:zlib'

const zip = promisify(gzip)
/** Bodies up to this size are sent as they are. */
const smallestZipped = 131_072
const mostBodyBytes = 1_048_576

/** Once what was written to `into` is on its way, or `res` is closed. */
export function drained(into: Writable, res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      into.off('drain', done)
      res.off('close', done)
      resolve()
    }
    into.once('drain', done)
    res.once('close', done)
  })
}

export class TooLarge extends RangeError {}

export class Exchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly path: string
  readonly query: URLSearchParams
  /** Its body ends half-way, and the connection with it. */
  isTruncated = false

  /** Undefined for a target that cannot be read. */
  static of(req: IncomingMessage, res: ServerResponse): Exchange | undefined {
    const target = req.url ?? '/'
    try {
      // A target that begins with two slashes is a path and names no host.
      const url = new URL(`http://simulator${target.startsWith('/') ? target : '/'}`)
      decodeURIComponent(url.pathname)
      return new Exchange(req, res, url)
    } catch {
      return undefined
    }
  }

  private constructor(req: IncomingMessage, res: ServerResponse, url: URL) {
    this.req = req
    this.res = res
    this.path = url.pathname
    this.query = url.searchParams
    res.on('error', () => undefined)
  }

  get accept(): string {
    return this.req.headers.accept ?? '*/*'
  }

  header(name: string): string {
    const value = this.req.headers[name]
    return (Array.isArray(value) ? value[0] : value) ?? ''
  }

  /** The whole body, as bytes; rejects what is too large. */
  async body(): Promise<Buffer> {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of this.req) {
      size += (chunk as Buffer).length
      if (size > mostBodyBytes) throw new TooLarge(`a body has at most ${mostBodyBytes} bytes`)
      chunks.push(chunk as Buffer)
    }
    return Buffer.concat(chunks)
  }

  async send(
    status: number,
    type: string,
    text: string,
    headers: Record<string, string> = {},
  ): Promise<void> {
    await this.sendBytes(status, type, Buffer.from(text), headers)
  }

  async sendBytes(
    status: number,
    type: string,
    plain: Buffer,
    headers: Record<string, string> = {},
  ): Promise<void> {
    const { res } = this
    const isZipped = plain.length > smallestZipped && this.#takesGzip
    const bytes = isZipped ? await zip(plain, { level: 1 }) : plain
    if (res.destroyed || res.headersSent) return
    res.writeHead(status, {
      ...headers,
      'Content-Type': type,
      'Content-Length': bytes.length,
      ...(isZipped ? { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : {}),
    })
    if (this.isTruncated) res.write(bytes.subarray(0, bytes.length >> 1), () => res.destroy())
    else res.end(this.req.method === 'HEAD' ? undefined : bytes)
  }

  /** Chunk by chunk, no faster than it is read. */
  async stream(type: string, chunks: Iterable<Buffer>): Promise<void> {
    const { res } = this
    if (this.isTruncated) {
      await this.sendBytes(200, type, Buffer.concat([...chunks]))
      return
    }
    const isZipped = this.#takesGzip
    res.writeHead(200, {
      'Content-Type': type,
      ...(isZipped ? { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : {}),
    })
    const zipper = isZipped ? createGzip({ level: 1 }) : undefined
    zipper?.pipe(res)
    const into = zipper ?? res
    for (const chunk of chunks) {
      if (res.destroyed) break
      if (!into.write(chunk)) await drained(into, res)
    }
    into.end()
  }

  get #takesGzip(): boolean {
    return /\bgzip\b/.test(this.header('accept-encoding'))
  }
}
