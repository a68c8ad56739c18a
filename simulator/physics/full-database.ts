// What becomes of calls that would write while the database is full: an error of the server's, and nothing is changed.
import type { Outcomes } from '../world/api-asking.ts'
import type { CountingProcess } from '../world/counting.ts'
import type { Cluster } from '../world/fleet.ts'
import { growthOf, isFullAt } from './growth.ts'

const refusedCode = 500
const writes: readonly string[] = ['create', 'update', 'patch', 'delete', 'deletecollection']

/** Of calls with this verb, received as `calls` counts them. */
export function whileFull(cluster: Cluster, verb: string, whole: Outcomes, calls: CountingProcess): Outcomes {
  const full = growthOf(cluster)?.full ?? []
  if (full.length === 0 || !writes.includes(verb)) return whole
  return {
    outcome: (n) => {
      const outcome = whole.outcome(n)
      return isFullAt(cluster, calls.timeOf(n) ?? 0) ? { ...outcome, code: refusedCode } : outcome
    },
    byCode: (fromMs, toMs) => {
      const counts = new Map<number, number>()
      const add = (code: number, count: number) => {
        if (count > 0) counts.set(code, (counts.get(code) ?? 0) + count)
      }
      let sinceMs = fromMs
      const upTo = (ms: number) => {
        if (ms > sinceMs) for (const [code, count] of whole.byCode(sinceMs, ms)) add(code, count)
        sinceMs = Math.max(sinceMs, ms)
      }
      for (const stretch of full) {
        upTo(Math.min(toMs, stretch.fromMs))
        const untilMs = Math.min(toMs, stretch.untilMs)
        if (untilMs <= sinceMs) continue
        add(refusedCode, calls.within(sinceMs, untilMs))
        sinceMs = untilMs
      }
      upTo(toMs)
      return counts
    },
  }
}
