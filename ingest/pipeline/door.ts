// The HTTP side of every pushed source: who may send, what, how much, and how it is told what became of
// it. The order matters: a sender is known before a byte of the body is read, and room is there before
// it is held. Status codes are the contract's; nothing of the body is ever told back or logged.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isPeriplusError } from '../../domain/errors.ts'
import { clusterIdSchema } from '../../domain/model/cluster-id.ts'
import type { PushSource } from '../source.ts'
import type { ReceivedBody } from './body.ts'
import { readBody } from './body.ts'
import type { Budget } from './budget.ts'
import type { Answer } from './intake.ts'
import type { IngestLimits } from './limits.ts'
import type { IngestCounters } from './metrics.ts'
import { busy, Refusal, SenderGone } from './refusal.ts'
import type { RefusedCall } from './refused-calls.ts'
import type { Slabs } from './slabs.ts'

export type Verdict =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly status: 401 | 403
      readonly reason: string
      /** Name of the token, when it is one that was known here once. */
      readonly token?: string
    }

export interface Receiver {
  readonly source: PushSource
  take(clusterId: string, body: ReceivedBody): Promise<Answer>
  /** Milliseconds the oldest body has waited for the store. */
  queueAgeMs(): number
}

export interface DoorOptions {
  readonly receivers: readonly Receiver[]
  readonly budget: Budget
  readonly slabs: Slabs
  readonly limits: IngestLimits
  readonly counters: IngestCounters
  authorize(header: string | undefined, clusterId: string): Promise<Verdict>
  /** Why nothing is taken at the moment, in words; undefined when all is well. */
  pausedBecause(): string | undefined
  onFailure(error: unknown): void
  /** Told of every call that was not taken. */
  onRefused(call: RefusedCall): void
}

export const ingestPrefix = '/api/ingest/'

/** Bytes of a refused body that are read and thrown away, so that the sender reads the answer. */
const lingerBytes = 16 << 20
const lingerMs = 2_000

/** Resolves true when the request was answered here; false when its path is nobody's of ours. */
export async function answerIngest(
  options: DoorOptions,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<boolean> {
  const path = (req.url ?? '').split(/[?#]/, 1)[0] ?? ''
  if (!path.startsWith(ingestPrefix)) return false
  try {
    const answer = await receive(options, path, req)
    sendJson(res, 200, answer, {})
  } catch (error) {
    if (!(error instanceof SenderGone)) refuse(options, req, res, asRefusal(options, error))
    else res.destroy()
  }
  return true
}

async function receive(options: DoorOptions, path: string, req: IncomingMessage): Promise<Answer> {
  const { budget, limits, counters } = options
  const { receiver, clusterId } = routed(options, path, req)
  const verdict = await options.authorize(req.headers.authorization, clusterId)
  if (!verdict.ok) {
    const headers = verdict.status === 401 ? { 'www-authenticate': 'Bearer realm="periplus ingest"' } : {}
    throw new Refusal(verdict.status, verdict.reason, headers, verdict.token ?? null)
  }
  const gzip = encodingOf(req)
  checkMediaType(req, receiver.source.mediaTypes)
  const paused = options.pausedBecause()
  if (paused !== undefined) throw new Refusal(503, paused, { 'retry-after': '60' })
  if (receiver.queueAgeMs() > limits.queueAgeMs) {
    throw busy('the event store is behind; send this body again a little later', 2)
  }
  const body = await readBody(req, gzip, budget, options.slabs, limits)
  counters.bodies += 1
  counters.bytes += body.bytes.length
  let isDone = false
  try {
    const answer = await receiver.take(clusterId, body)
    // After a failure a part of the body may still be on its way to the store.
    isDone = true
    return answer
  } finally {
    body.release(isDone)
  }
}

function routed(
  options: DoorOptions,
  path: string,
  req: IncomingMessage,
): { receiver: Receiver; clusterId: string } {
  for (const receiver of options.receivers) {
    const segment = receiver.source.clusterOf(path)
    if (segment === undefined) continue
    if (req.method !== 'POST') throw new Refusal(405, 'send events with POST', { allow: 'POST' })
    const clusterId = clusterIdSchema.safeParse(segment)
    if (!clusterId.success) throw new Refusal(400, clusterId.error.issues[0]?.message ?? 'not a cluster id')
    return { receiver, clusterId: clusterId.data }
  }
  throw new Refusal(404, 'no such ingest route; see "Ingest over HTTP" in the README')
}

/** True for gzip. */
function encodingOf(req: IncomingMessage): boolean {
  const encoding = (req.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding === 'identity') return false
  if (encoding === 'gzip' || encoding === 'x-gzip') return true
  throw new Refusal(415, 'a body may be plain or "Content-Encoding: gzip"')
}

function checkMediaType(req: IncomingMessage, known: readonly string[]): void {
  const header = req.headers['content-type']
  if (header === undefined) return
  const [type = '', ...parameters] = header.toLowerCase().split(';')
  if (!known.includes(type.trim())) {
    throw new Refusal(415, `this route does not know "Content-Type: ${shown(type)}"; send ${known[0]}`)
  }
  const charset = parameters
    .map((text) => /^\s*charset\s*=\s*"?([^";\s]+)"?\s*$/.exec(text)?.[1])
    .find(Boolean)
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii') {
    throw new Refusal(415, 'the body must be UTF-8')
  }
}

const shown = (text: string): string => text.trim().slice(0, 100)

function asRefusal(options: DoorOptions, error: unknown): Refusal {
  if (error instanceof Refusal) return error
  if (isPeriplusError(error)) {
    const headers = { 'retry-after': String(error.retryAfterSeconds ?? 2) }
    if (error.code === 'Unavailable') return new Refusal(503, error.message, headers)
    if (error.code === 'LimitExceeded') return new Refusal(429, error.message, headers)
    if (error.code === 'Forbidden') return new Refusal(403, error.message)
    if (error.code === 'Invalid') return new Refusal(400, error.message)
  }
  // Not knowing what happened, the honest answer is "not taken, send it again".
  options.onFailure(error)
  return new Refusal(503, 'this body was not stored; send it again', { 'retry-after': '5' })
}

function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): void {
  const text = JSON.stringify(body)
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  })
  res.end(text)
}

function refusedCall(
  { receivers }: DoorOptions,
  req: IncomingMessage,
  { status, message, token }: Refusal,
): RefusedCall {
  const route = (req.url ?? '').split(/[?#]/, 1)[0] ?? ''
  const named = receivers.map(({ source }) => source.clusterOf(route)).find((id) => id !== undefined)
  return {
    status,
    reason: message,
    route,
    clusterId: clusterIdSchema.safeParse(named).data ?? null,
    token,
    from: req.socket.remoteAddress ?? '',
    userAgent: req.headers['user-agent'] ?? '',
  }
}

function refuse(options: DoorOptions, req: IncomingMessage, res: ServerResponse, refusal: Refusal): void {
  options.counters.countRefusal(refusal.status)
  options.onRefused(refusedCall(options, req, refusal))
  if (res.destroyed || res.headersSent) return
  const body = { error: refusal.message }
  if (req.complete || req.destroyed) sendJson(res, refusal.status, body, refusal.headers)
  else
    linger(req, res, () => sendJson(res, refusal.status, body, { ...refusal.headers, connection: 'close' }))
}

/**
 * A sender still busy writing would meet a reset instead of the answer. So what it has under way is
 * read and thrown away first, for a moment.
 */
function linger(req: IncomingMessage, res: ServerResponse, send: () => void): void {
  let left = lingerBytes
  let isDone = false
  const done = () => {
    if (isDone) return
    isDone = true
    clearTimeout(timer)
    req.off('data', onData)
    if (!res.destroyed) send()
  }
  const onData = (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) done()
  }
  const timer = setTimeout(done, lingerMs)
  req.on('data', onData)
  req.once('end', done)
  req.once('close', done)
  req.resume()
}
