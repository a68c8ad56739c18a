// One answer of the API server for tests, and the fault that happens to it: refused, hung, cut, split or out
// of order. Only tests import it.
import type http from 'node:http'
import http2 from 'node:http2'
import { gzipSync } from 'node:zlib'

export interface RecordedCall {
  readonly verb: 'get' | 'list' | 'watch'
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly userAgent: string
  readonly authorization: string
  status: number
}

/** What happens to a call instead of, or besides, its answer. */
export type Fault =
  | {
      readonly do: 'status'
      readonly status: number
      readonly body?: string
      readonly headers?: http.OutgoingHttpHeaders
    }
  | { readonly do: 'html' }
  /** The head of the answer, or not even that, and then nothing. */
  | { readonly do: 'hang'; readonly head: boolean }
  /** The connection is cut after so many bytes of the body. */
  | { readonly do: 'reset'; readonly afterBytes: number }
  /** Watches: an ERROR frame. */
  | { readonly do: 'error-frame'; readonly code: number }
  /** Watches: ended in order after so many frames. */
  | { readonly do: 'end'; readonly afterFrames: number }
  /** Watches: frames come twice, in another order, or in pieces of so many bytes. */
  | { readonly do: 'twice' }
  | { readonly do: 'shuffle'; readonly random: () => number }
  | { readonly do: 'dribble'; readonly bytes: number }

const statusOf = (code: number, reason: string, message: string): string =>
  JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code })
export const errorFrame = (code: number): string =>
  `{"type":"ERROR","object":${statusOf(code, code === 410 ? 'Expired' : 'InternalError', `error ${code}`)}}\n`

/** One answer and the fault that happens to it. */
export class StandInAnswer {
  /** The fault was the whole answer. */
  readonly isTaken: boolean
  readonly #req: http.IncomingMessage
  readonly #res: http.ServerResponse
  readonly #call: RecordedCall
  readonly #fault: Fault | undefined
  #framesLeft: number
  #waiting: string[] = []
  #isDue = false

  constructor(
    req: http.IncomingMessage,
    res: http.ServerResponse,
    call: RecordedCall,
    fault: Fault | undefined,
  ) {
    this.#req = req
    this.#res = res
    this.#call = call
    this.#fault = fault
    this.#framesLeft = fault?.do === 'end' ? fault.afterFrames : Number.POSITIVE_INFINITY
    this.isTaken = this.#takeOver()
  }

  #takeOver(): boolean {
    const fault = this.#fault
    if (fault?.do === 'status') {
      this.#head(fault.status, { 'Content-Type': 'application/json', ...fault.headers })
      this.#res.end(fault.body ?? statusOf(fault.status, 'Failure', `refused with ${fault.status}`))
      return true
    }
    if (fault?.do === 'html') {
      this.#head(200, { 'Content-Type': 'text/html; charset=utf-8' })
      this.#res.end('<!doctype html><html><title>Sign in</title></html>')
      return true
    }
    if (fault?.do !== 'hang') return false
    if (fault.head) {
      this.#head(200, { 'Content-Type': 'application/json' })
      this.#res.flushHeaders()
    }
    return true
  }

  json(body: string): void {
    this.#whole(body, 'application/json')
  }

  text(body: string): void {
    this.#whole(body, 'text/plain; version=0.0.4; charset=utf-8')
  }

  refuse(status: number, reason: string, message: string): void {
    this.#head(status, { 'Content-Type': 'application/json' })
    this.#res.end(statusOf(status, reason, message))
  }

  /** The head goes out at once, as a real server's does. */
  openWatch(): void {
    this.#head(200, { 'Content-Type': 'application/json' })
    this.#res.flushHeaders()
    if (this.#fault?.do === 'error-frame') this.endWith([errorFrame(this.#fault.code)])
  }

  /** Frames of one turn go out together, so that they can be shuffled. */
  frames(frames: readonly string[]): void {
    this.#waiting.push(...frames)
    if (this.#isDue) return
    this.#isDue = true
    setImmediate(() => {
      this.#isDue = false
      this.#send(this.#waiting.splice(0))
    })
  }

  endWith(frames: readonly string[]): void {
    this.#send(this.#waiting.splice(0))
    if (!this.#res.writableEnded) this.#res.end(frames.join(''))
  }

  onClose(listener: () => void): void {
    this.#res.once('close', listener)
  }

  #send(frames: string[]): void {
    const fault = this.#fault
    if (this.#res.writableEnded || frames.length === 0) return
    const sent = frames.slice(0, this.#framesLeft)
    this.#framesLeft -= sent.length
    if (fault?.do === 'shuffle') sent.sort(() => fault.random() - 0.5)
    const text = fault?.do === 'twice' ? [...sent, ...sent].join('') : sent.join('')
    if (fault?.do === 'reset') this.#cutAfter(text, fault.afterBytes)
    else if (fault?.do === 'dribble') this.#dribble(Buffer.from(text), fault.bytes)
    else this.#res.write(text)
    if (this.#framesLeft <= 0) this.endWith([])
  }

  #dribble(bytes: Buffer, size: number): void {
    for (let at = 0; at < bytes.length; at += size) this.#res.write(bytes.subarray(at, at + size))
  }

  #cutAfter(text: string, bytes: number): void {
    this.#res.write(Buffer.from(text).subarray(0, bytes), () => this.#cutOff())
  }

  #cutOff(): void {
    const stream = (this.#req as unknown as Partial<http2.Http2ServerRequest>).stream
    if (stream === undefined) this.#req.socket.resetAndDestroy()
    else stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR)
  }

  /** Large bodies are packed for whoever reads packed ones, as a real server does. */
  #whole(body: string, type: string): void {
    const accepts = String(this.#req.headers['accept-encoding'] ?? '').includes('gzip')
    const isPacked = accepts && body.length > 128 * 1_024
    const bytes = isPacked ? gzipSync(body) : Buffer.from(body)
    this.#head(200, { 'Content-Type': type, ...(isPacked ? { 'Content-Encoding': 'gzip' } : {}) })
    if (this.#fault?.do !== 'reset') this.#res.end(bytes)
    else {
      const part = bytes.subarray(0, this.#fault.afterBytes)
      this.#res.write(part, () => this.#cutOff())
    }
  }

  #head(status: number, headers: http.OutgoingHttpHeaders): void {
    this.#call.status = status
    this.#res.writeHead(status, headers)
  }
}
