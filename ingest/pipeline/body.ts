// Reads one request body into memory: plain or gzip, hashed as it comes, within the size limit, the
// byte budget and time. A bomb stops at the limit, a silent sender at the timer, and whoever goes away
// gives the bytes back.
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Budget } from './budget.ts'
import type { IngestLimits } from './limits.ts'
import { Refusal, SenderGone } from './refusal.ts'
import { LeasedRoom, tooLarge } from './room.ts'
import type { Slabs } from './slabs.ts'

export interface ReceivedBody {
  readonly bytes: Buffer
  /** Hex sha256 of the decompressed bytes. */
  readonly hash: string
  /**
   * To be called once. `isDone` says that nobody will read the bytes any more, also nobody who was told
   * to stop; only then their memory is used again.
   */
  release(isDone: boolean): void
}

/** First guess for a gzip body: audit events shrink to about a tenth. */
const gzipGuess = 8
const gzipChunk = 64 * 1024

export async function readBody(
  req: IncomingMessage,
  gzip: boolean,
  budget: Budget,
  slabs: Slabs,
  limits: IngestLimits,
): Promise<ReceivedBody> {
  const lease = budget.lease()
  try {
    const declared = Number(req.headers['content-length'] ?? 0)
    if (!gzip && declared > limits.bodyBytes) throw tooLarge(limits)
    const room = new LeasedRoom(lease, slabs, limits)
    room.ensure(Math.min(limits.bodyBytes, Math.max(1, gzip ? declared * gzipGuess : declared)))
    const hash = createHash('sha256')
    for await (const chunk of chunksOf(req, gzip, limits)) {
      room.append(chunk)
      hash.update(chunk)
    }
    const release = (isDone: boolean): void => {
      lease.release()
      if (isDone) room.giveBack()
    }
    return { bytes: room.bytes(), hash: hash.digest('hex'), release }
  } catch (error) {
    lease.release()
    throw error
  }
}

/** The decompressed chunks; throws Refusal or SenderGone. The request survives: its answer needs the socket. */
async function* chunksOf(req: IncomingMessage, gzip: boolean, limits: IngestLimits): AsyncGenerator<Buffer> {
  const stream = gzip ? createGunzip({ chunkSize: gzipChunk }) : new PassThrough()
  const slow = () => stream.destroy(new Refusal(400, 'the body did not arrive in time; it was not stored'))
  const idle = setTimeout(slow, limits.idleMs)
  const whole = setTimeout(slow, limits.bodyMs)
  const onClose = () => {
    if (!req.complete) stream.destroy(new SenderGone('the sender went away'))
  }
  const onData = () => idle.refresh()
  req.on('close', onClose)
  req.on('data', onData)
  req.pipe(stream)
  try {
    for await (const chunk of stream) yield chunk as Buffer
  } catch (error) {
    throw told(error, req, gzip)
  } finally {
    clearTimeout(idle)
    clearTimeout(whole)
    req.unpipe()
    req.off('close', onClose)
    req.off('data', onData)
  }
}

function told(error: unknown, req: IncomingMessage, gzip: boolean): unknown {
  if (error instanceof Refusal || error instanceof SenderGone) return error
  if (!req.complete && req.destroyed) return new SenderGone('the sender went away')
  if (gzip && error instanceof Error)
    return new Refusal(400, `the gzip body cannot be read: ${error.message}`)
  return error
}
