// Events of a cluster's audit log in a window, for a query: as few rows as tell the same. Calls of a class that are
// alike in all that is asked are one row; those that differ in their node are one a node; the rest come one by one.
import type { RequestClass } from '../../../world/api-requests.ts'
import { auditedClasses, endedWithin, isLasting } from '../../../world/audited-calls.ts'
import type { ClusterState } from '../../../world/world.ts'
import { writtenWithin } from '../../audit/audit-log.ts'
import { varietyOf } from '../../audit/variety.ts'
import { EventRow, ManyRow, type Members, type Over } from './audit-rows.ts'

/** One by one, in the order of their times. */
export function* everyEvent(state: ClusterState, fromMs: number, toMs: number): Generator<EventRow> {
  for (const { of, n, ms } of writtenWithin(auditedClasses(state), fromMs, toMs)) {
    yield new EventRow(state, of, n, ms)
  }
}

export interface Together {
  readonly fromMs: number
  readonly toMs: number
  /** What many are told to have in a field in which they differ. */
  readonly over: Over
  /** What two events have in common when they may be told as one. */
  likeness(row: EventRow): string
}

/** What they differ in is when they were written. */
export const overTime: Over = ({ of }, { at, count }, what, field) =>
  field === '@timestamp' && what !== 'sum' ? of.calls.timeOf(at(what === 'least' ? 0 : count - 1)) : undefined

/** Class by class. */
export function* eventsTogether(state: ClusterState, asked: Together): Generator<EventRow> {
  const { fromMs, toMs } = asked
  for (const of of auditedClasses(state)) {
    if (isLasting(of)) {
      for (const { n, ms } of endedWithin(of, fromMs, toMs)) yield new EventRow(state, of, n, ms)
      continue
    }
    const [first, end] = [of.calls.before(fromMs), of.calls.before(toMs)]
    const variety = varietyOf(of)
    if (variety === 'call') {
      for (let n = first; n < end; n += 1) yield new EventRow(state, of, n, of.calls.timeOf(n) as number)
      continue
    }
    // Calls go round the nodes: those of one are so many apart.
    const step = variety === 'node' ? state.cluster.nodes : 1
    const isOfOneCode = of.byCode(fromMs, toMs).size < 2
    for (let at = first; at < Math.min(end, first + step); at += 1) {
      const all = stepping(at, step, Math.ceil((end - at) / step))
      for (const members of isOfOneCode ? [all] : byCode(of, all)) yield* alike(state, of, members, asked)
    }
  }
}

const stepping = (first: number, step: number, count: number): Members => ({
  count,
  at: (i) => first + i * step,
})

const part = ({ at }: Members, from: number, count: number): Members => ({
  count,
  at: (i) => at(from + i),
})

/** What comes out of calls may change from one to the next. */
function byCode(of: RequestClass, { count, at }: Members): Members[] {
  const codes = new Map<number, number[]>()
  for (let i = 0; i < count; i += 1) {
    const n = at(i)
    const { code } = of.outcome(n)
    const known = codes.get(code)
    if (known === undefined) codes.set(code, [n])
    else known.push(n)
  }
  return [...codes.values()].map((ns) => ({ count: ns.length, at: (i) => ns[i] as number }))
}

/**
 * Whoever calls changes at most from one version to the next and from one node to the one after it, and never back: so
 * when the first and the last are alike, all between them are.
 */
function* alike(
  state: ClusterState,
  of: RequestClass,
  members: Members,
  asked: Together,
): Generator<EventRow> {
  const { count, at } = members
  if (count === 0) return
  const row = new ManyRow(state, of, members, asked.over)
  if (count > 1) {
    const last = new EventRow(state, of, at(count - 1), of.calls.timeOf(at(count - 1)) as number)
    if (asked.likeness(row) !== asked.likeness(last)) {
      const half = count >> 1
      yield* alike(state, of, part(members, 0, half), asked)
      yield* alike(state, of, part(members, half, count - half), asked)
      return
    }
  }
  yield row
}
