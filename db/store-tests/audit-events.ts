// Audit events for store tests, as the landing table takes them: spliced keys first. And the oracle: a
// count of distinct requests written from the contract's words, which shares no code with the product.
import type { Scope } from '../../domain/model/scope.ts'

export const everything = { clusters: 'all', namespaces: 'all' } as unknown as Scope

export interface TestEvent {
  readonly cluster: string
  readonly auditID: string
  readonly stage: 'RequestReceived' | 'ResponseStarted' | 'ResponseComplete' | 'Panic'
  readonly verb: string
  readonly user: string
  readonly code: number
  /** Unix milliseconds. */
  readonly receivedMs: number
  readonly tookMs: number
  /** What the API server annotates of its wait in a queue. */
  readonly waitText?: string
}

/** The wide bounds most tests use; `_lo` and `_hi` in Unix seconds. */
const bounds = { lo: 1_700_000_000, hi: 1_900_000_000 }

export function landingLine(event: TestEvent, line: number, body = 1): string {
  return JSON.stringify({
    _c: event.cluster,
    _b: body,
    _l: line,
    _lo: bounds.lo,
    _hi: bounds.hi,
    auditID: event.auditID,
    stage: event.stage,
    verb: event.verb,
    requestURI: '/api/v1/namespaces/shop/pods?limit=500',
    userAgent: `${event.user}-agent/1.0`,
    user: { username: event.user, groups: ['system:authenticated'] },
    sourceIPs: ['10.0.0.1'],
    objectRef: { resource: 'pods', namespace: 'shop', apiVersion: 'v1' },
    responseStatus: { metadata: {}, code: event.code },
    requestReceivedTimestamp: new Date(event.receivedMs).toISOString().replace('Z', '000Z'),
    stageTimestamp: new Date(event.receivedMs + event.tookMs).toISOString().replace('Z', '000Z'),
    annotations: {
      ...(event.waitText !== undefined && { 'apiserver.latency.k8s.io/apf-queue-wait': event.waitText }),
      'authorization.k8s.io/decision': 'allow',
    },
  })
}

export function landingBody(events: readonly TestEvent[], body = 1): Buffer {
  return Buffer.from(events.map((event, index) => landingLine(event, index + 1, body)).join('\n'))
}

const ranks = { RequestReceived: 0, ResponseStarted: 1, ResponseComplete: 2, Panic: 3 } as const

/** Requests that count, one per identity: the highest stage, then the earliest stage time. */
export function countedRequests(events: readonly TestEvent[]): TestEvent[] {
  const winners = new Map<string, TestEvent>()
  for (const event of events) {
    const counts =
      event.stage === 'ResponseComplete' ||
      event.stage === 'Panic' ||
      (event.stage === 'ResponseStarted' && event.code === 401)
    if (!counts) continue
    const identity = `${event.cluster} ${event.auditID} ${event.receivedMs}`
    const best = winners.get(identity)
    const better =
      best === undefined ||
      ranks[event.stage] > ranks[best.stage] ||
      (ranks[event.stage] === ranks[best.stage] && event.tookMs < best.tookMs)
    if (better) winners.set(identity, event)
  }
  return [...winners.values()]
}
