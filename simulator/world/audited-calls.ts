// Which calls of an API server its audit log has, and when each is written there: as it was received, or at its end
// when it is one that lasts. How many a window has is a formula, but for those few that last.
import { type RequestClass, requestClassesOf } from './api-requests.ts'
import { minuteMs } from './clock.ts'
import type { ClusterState } from './world.ts'

const lastingParts = new Set(['attach', 'exec', 'log', 'portforward', 'proxy'])

/** Counted at its end: a watch, and what streams. */
export const isLasting = ({ verb, subresource }: RequestClass): boolean =>
  verb === 'watch' || lastingParts.has(subresource)

/** No call takes longer. */
export const longestMs = 15 * minuteMs

export const auditedClasses = (state: ClusterState): readonly RequestClass[] =>
  requestClassesOf(state).filter(({ auditLevel }) => auditLevel !== undefined)

/** Calls from `first` on that end in [fromMs, toMs): those that were received last need not end last. */
export function endedWithin(
  of: RequestClass,
  fromMs: number,
  toMs: number,
  first = of.calls.before(fromMs - longestMs),
): { n: number; ms: number }[] {
  const ended: { n: number; ms: number }[] = []
  const end = of.calls.before(toMs)
  for (let n = first; n < end; n += 1) {
    const ms = Math.floor(((of.receivedUs(n) as number) + of.outcome(n).tookUs) / 1_000)
    if (ms >= fromMs && ms < toMs) ended.push({ n, ms })
  }
  return ended.sort((a, b) => a.ms - b.ms || a.n - b.n)
}

/** Those that began and go on still are few: of all that were received before. */
function endedBefore(of: RequestClass, ms: number): number {
  const received = of.calls.before(ms)
  const recent = received - of.calls.before(ms - longestMs)
  return received - recent + endedWithin(of, ms - 2 * longestMs, ms, received - recent).length
}

/** Written in [fromMs, toMs), by code; what there is none of is absent. */
export function writtenByCode(of: RequestClass, fromMs: number, toMs: number): ReadonlyMap<number, number> {
  if (!isLasting(of)) return of.byCode(fromMs, toMs)
  const [code, ...others] = of.byCode(fromMs - longestMs, toMs).keys()
  if (code !== undefined && others.length === 0) {
    const count = endedBefore(of, toMs) - endedBefore(of, fromMs)
    return new Map(count === 0 ? [] : [[code, count]])
  }
  const codes = new Map<number, number>()
  for (const { n } of endedWithin(of, fromMs, toMs)) {
    const one = of.outcome(n).code
    codes.set(one, (codes.get(one) ?? 0) + 1)
  }
  return codes
}
