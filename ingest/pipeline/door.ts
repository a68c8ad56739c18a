// The HTTP side of every pushed source: who may send, what, how much, and how it is told what became of
// it. The order matters: a sender is known before a byte of the body is read, and room is there before
// it is held. Status codes are the contract's; nothing of the body is ever told back or logged.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isPeriplusError } from '../../domain/errors.ts'
import { clusterIdSchema } from '../../domain/model/cluster-id-input.ts'
import { readBody } from './body.ts'
import type { Budget } from './budget.ts'
import type { IngestLimits } from './limits.ts'
import type { IngestCounters } from './metrics.ts'
import { type Authorize, plainAnswerType, type Receiver } from './receiver.ts'
import { busy, Refusal, SenderGone } from './refusal.ts'
import type { RefusedCall } from './refused-calls.ts'
import type { Slabs } from './slabs.ts'

export interface DoorOptions {
  readonly receivers: readonly Receiver[]
  readonly budget: Budget
  readonly slabs: Slabs
  readonly limits: IngestLimits
  readonly counters: IngestCounters
  readonly authorize: Authorize
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
  const path = pathOf(req)
  if (!path.startsWith(ingestPrefix)) return false
  const receiver = receiverOf(options, path)
  try {
    if (receiver === undefined) {
      throw new Refusal(404, 'no such ingest route; see "Ingest over HTTP" in the README')
    }
    sendJson(res, 200, await receive(options, receiver, path, req), {}, receiver.answerType)
  } catch (error) {
    if (!(error instanceof SenderGone)) refuse(options, receiver, req, res, asRefusal(options, error))
    else res.destroy()
  }
  return true
}

async function receive(
  options: DoorOptions,
  receiver: Receiver,
  path: string,
  req: IncomingMessage,
): Promise<object> {
  const { budget, limits } = options
  const { headers } = req
  const clusterId = clusterOf(receiver, path, req)
  const authorization = receiver.authorizationOf(headers)
  const verdict = await options.authorize(authorization, clusterId)
  if (!verdict.ok) {
    const told = verdict.status === 401 ? { 'www-authenticate': 'Bearer realm="periplus ingest"' } : {}
    throw new Refusal(verdict.status, verdict.reason, told, verdict.token ?? null)
  }
  const gzip = encodingOf(req)
  checkMediaType(req, receiver.mediaTypes)
  const paused = options.pausedBecause()
  if (paused !== undefined) throw new Refusal(503, paused, { 'retry-after': '60' })
  if (receiver.queueAgeMs() > limits.queueAgeMs) {
    throw busy('the event store is behind; send this body again a little later', 2)
  }
  const body = await readBody(req, gzip, budget, options.slabs, limits)
  const counters = options.counters.of(receiver.name)
  counters.bodies += 1
  counters.bytes += body.bytes.length
  let isDone = false
  try {
    const authorize = (cluster: string) => options.authorize(authorization, cluster)
    const answer = await receiver.take(body, { headers, clusterId, authorize })
    // After a failure a part of the body may still be on its way to the store.
    isDone = true
    return answer
  } finally {
    body.release(isDone)
  }
}

/** Undefined when the path names none. */
function clusterOf(receiver: Receiver, path: string, req: IncomingMessage): string | undefined {
  if (req.method !== 'POST') throw new Refusal(405, 'send events with POST', { allow: 'POST' })
  const segment = receiver.claim(path)?.cluster
  if (segment === undefined) return undefined
  const clusterId = clusterIdSchema.safeParse(segment)
  if (!clusterId.success) throw new Refusal(400, clusterId.error.issues[0]?.message ?? 'not a cluster id')
  return clusterId.data
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
    throw new Refusal(415, `this route does not know that Content-Type; it reads ${known.join(', ')}`)
  }
  const charset = parameters
    .map((text) => /^\s*charset\s*=\s*"?([^";\s]+)"?\s*$/.exec(text)?.[1])
    .find(Boolean)
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii') {
    throw new Refusal(415, 'the body must be UTF-8')
  }
}

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
  body: object,
  headers: Readonly<Record<string, string>>,
  type: string,
): void {
  const text = JSON.stringify(body)
  res.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  })
  res.end(text)
}

/** Where a path is nobody's, its refusals are counted. */
const nobody = 'none'
const unknown = '…'

const pathOf = (req: IncomingMessage): string => (req.url ?? '').split(/[?#]/, 1)[0] ?? ''

const receiverOf = ({ receivers }: DoorOptions, path: string): Receiver | undefined =>
  receivers.find((candidate) => candidate.claim(path) !== undefined)

/** A route of ours as it was called. Of what is no cluster or no route nothing is told: it may be a token. */
function shownRoute(receiver: Receiver | undefined, path: string): string {
  if (receiver === undefined) return `${path.startsWith(ingestPrefix) ? ingestPrefix : '/'}${unknown}`
  const cluster = receiver.claim(path)?.cluster
  if (cluster === undefined || clusterIdSchema.safeParse(cluster).success) return path
  return `${ingestPrefix}${unknown}`
}

interface Told {
  readonly status: number
  readonly message: string
  readonly token?: string | null
}

function refusedCall(
  receiver: Receiver | undefined,
  req: IncomingMessage,
  { status, message, token = null }: Told,
): RefusedCall {
  const path = pathOf(req)
  const { origin, 'user-agent': userAgent = '' } = req.headers
  // A page in somebody's browser is no sender: whatever cluster it names is none the worse for it.
  const named = origin === undefined ? receiver?.claim(path)?.cluster : undefined
  return {
    status,
    reason: message,
    route: shownRoute(receiver, path),
    clusterId: clusterIdSchema.safeParse(named).data ?? null,
    token,
    fromPage: origin !== undefined,
    from: req.socket.remoteAddress ?? '',
    userAgent,
  }
}

/** Takes note of a call that was refused before it came here. */
export function noteRefused(options: DoorOptions, req: IncomingMessage, told: Told): void {
  const receiver = receiverOf(options, pathOf(req))
  options.counters.of(receiver?.name ?? nobody).countRefusal(told.status)
  options.onRefused(refusedCall(receiver, req, told))
}

function refuse(
  options: DoorOptions,
  receiver: Receiver | undefined,
  req: IncomingMessage,
  res: ServerResponse,
  refusal: Refusal,
): void {
  const { status, message, headers } = refusal
  noteRefused(options, req, refusal)
  if (res.destroyed || res.headersSent) return
  const body = receiver?.failure(req.headers, message) ?? { error: message }
  const type = receiver?.answerType ?? plainAnswerType
  if (req.complete || req.destroyed) sendJson(res, status, body, headers, type)
  else linger(req, res, () => sendJson(res, status, body, { ...headers, connection: 'close' }, type))
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
