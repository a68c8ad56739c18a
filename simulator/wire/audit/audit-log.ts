// The audit log of a cluster: which of its calls are written, when, and in what order. Goes through a window one event
// after the other, whatever its length, and keeps no more than one place for each class of requests.
import type { ApiCall, RequestClass } from '../../world/api-requests.ts'
import { auditedClasses, endedWithin, isLasting, longestMs } from '../../world/audited-calls.ts'
import { minuteMs } from '../../world/clock.ts'
import type { ClusterState } from '../../world/world.ts'
import type { AuditLine } from './envelope.ts'
import { eventText } from './event-text.ts'
import { varietyOf } from './variety.ts'

/** As filters of a subscription are. */
export interface AuditFilter {
  /** Of these calls alone. */
  readonly userAgent?: string
  /** Without what nodes ask, who renew their leases all day: { $.user.username != "system:node:*" }. */
  readonly withoutNodes?: boolean
}

/** A call that is written: as it was received, or at its end when it is one that lasts. */
export interface Written {
  readonly of: RequestClass
  readonly n: number
  readonly ms: number
}

/** Where one class has come to. */
interface Place {
  readonly of: RequestClass
  n: number
  ms: number
  next(): boolean
}

function placeOf(of: RequestClass, fromMs: number, toMs: number): Place {
  const { calls } = of
  let n = calls.before(fromMs) - 1
  const end = calls.before(toMs)
  const place: Place = {
    of,
    n,
    ms: fromMs,
    next: () => {
      n += 1
      if (n >= end) return false
      place.n = n
      place.ms = calls.timeOf(n) as number
      return true
    },
  }
  return place
}

/** As many at once as end within this. */
const stepMs = 5 * minuteMs

function lastingPlaceOf(of: RequestClass, fromMs: number, toMs: number): Place {
  let [beginMs, at] = [fromMs, 0]
  let ended: { n: number; ms: number }[] = []
  const place: Place = {
    of,
    n: 0,
    ms: fromMs,
    next: () => {
      while (at === ended.length) {
        if (beginMs >= toMs) return false
        const endMs = Math.min(toMs, beginMs + stepMs)
        ended = endedWithin(of, beginMs, endMs)
        at = 0
        beginMs = endMs
      }
      const one = ended[at] as { n: number; ms: number }
      at += 1
      place.n = one.n
      place.ms = one.ms
      return true
    },
  }
  return place
}

const comesFirst = (a: Place, b: Place): boolean => a.ms < b.ms || (a.ms === b.ms && a.of.id < b.of.id)

/** The first of a heap was moved on: down with it, until it comes before those below. */
function sink(heap: Place[], from: number): void {
  const place = heap[from] as Place
  let at = from
  for (;;) {
    const left = 2 * at + 1
    if (left >= heap.length) break
    const right = left + 1
    const least = right < heap.length && comesFirst(heap[right] as Place, heap[left] as Place) ? right : left
    if (!comesFirst(heap[least] as Place, place)) break
    heap[at] = heap[least] as Place
    at = least
  }
  heap[at] = place
}

/** In the order of their times. The same object is told again and again. */
export function* writtenWithin(
  classes: readonly RequestClass[],
  fromMs: number,
  toMs: number,
): Generator<Written> {
  const heap = classes
    .map((of) => (isLasting(of) ? lastingPlaceOf(of, fromMs, toMs) : placeOf(of, fromMs, toMs)))
    .filter((place) => place.next())
  for (let at = (heap.length >> 1) - 1; at >= 0; at -= 1) sink(heap, at)
  while (heap.length > 0) {
    const first = heap[0] as Place
    yield first
    if (!first.next()) {
      const last = heap.pop() as Place
      if (heap.length === 0) return
      heap[0] = last
    }
    sink(heap, 0)
  }
}

/** Of most classes all calls are of one agent, but for another version of it after an upgrade. */
function mayBeOf(of: RequestClass, userAgent: string, fromMs: number, toMs: number): boolean {
  if (varietyOf(of) === 'call') return true
  const first = of.calls.before(fromMs - longestMs)
  const calls = [of.call(first), of.call(of.calls.before(toMs) - 1)]
  return calls.some((call) => call?.userAgent === userAgent)
}

/** Events of [fromMs, toMs), in the order in which they were written. */
export function* auditLines(
  state: ClusterState,
  fromMs: number,
  toMs: number,
  { userAgent, withoutNodes = false }: AuditFilter = {},
): Generator<AuditLine> {
  const classes = auditedClasses(state).filter(
    (of) =>
      (userAgent === undefined || mayBeOf(of, userAgent, fromMs, toMs)) &&
      !(withoutNodes && varietyOf(of) === 'node'),
  )
  for (const { of, n, ms } of writtenWithin(classes, fromMs, toMs)) {
    const call = of.call(n) as ApiCall
    if (userAgent !== undefined && call.userAgent !== userAgent) continue
    if (withoutNodes && call.user.startsWith('system:node:')) continue
    yield { ms, text: eventText(of, n, call, of.outcome(n)) }
  }
}
