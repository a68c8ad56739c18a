// A database that a client fills: how large it is, when it reaches what, and what is refused from then on.
import { tierAt } from '../physics/control-plane.ts'
import { bytesOfGrowth, type Growth, growthOf, isFullAt, leftBehind } from '../physics/growth.ts'
import { gigabyte, quotaGbOf } from '../physics/tiers.ts'
import { minuteMs } from '../world/clock.ts'
import type { ClusterState } from '../world/world.ts'
import type { Asked, Fact, ScenarioTruths } from './fact.ts'

/** When the database comes to so many bytes, by the rate alone; undefined: it has long. */
function reachedMs(growth: Growth, bytes: number, ms: number): number | undefined {
  const { leaker } = growth
  const sinceMs = Math.max(ms, leaker?.fromMs ?? ms)
  const missing = bytes - bytesOfGrowth(growth, sinceMs)
  if (leaker === undefined || missing < 0) return undefined
  return sinceMs + (missing / (leaker.caller.leavesBytes ?? 0)) * leaker.caller.everyMs
}

function factsOf({ cluster }: ClusterState, growth: Growth, { fromMs, toMs }: Asked): readonly Fact[] {
  const { leaker } = growth
  if (leaker === undefined) return []
  const { from, group, resource, everyMs, leavesBytes = 0 } = leaker.caller
  const quotaGb = quotaGbOf(tierAt(cluster, toMs))
  const owner = `system:serviceaccount:${from.namespace}:${from.name}`
  const fact = (metric: string, value: number, derivation: string, subject = cluster.name): Fact => ({
    metric,
    subject,
    value,
    derivation,
  })
  const refused = growth.full.reduce(
    (sum, stretch) =>
      sum +
      Math.max(
        0,
        leaker.calls.within(
          Math.max(fromMs, stretch.fromMs),
          Math.max(fromMs, Math.min(toMs, stretch.untilMs)),
        ),
      ),
    0,
  )
  const reached = [0.8, 0.9, 1].flatMap((share) => {
    const ms = reachedMs(growth, share * quotaGb * gigabyte, toMs)
    if (ms === undefined) return []
    const derivation =
      'what is missing, at one object of so many bytes each time it calls; milliseconds after 1970'
    return [fact(`database.reaches.${share * 100}%`, Math.round(ms), derivation)]
  })
  return [
    fact('database.quotaBytes', quotaGb * gigabyte, 'of the tier that the control plane has'),
    fact('database.bytes', bytesOfGrowth(growth, toMs), 'fixed at the epoch, and what was left behind'),
    fact('database.isFull', isFullAt(cluster, toMs) ? 1 : 0, 'writes are refused with 500, reads go on'),
    ...reached,
    fact(
      'database.bytesAMinute',
      (leavesBytes * minuteMs) / everyMs,
      'one object of so many bytes each time it calls',
      `${resource}.${group}`,
    ),
    fact('database.leftBehind', leftBehind(growth, toMs), 'calls, but for those that were refused', owner),
    {
      ...fact('database.refusedWrites', refused, 'its calls while the database was full', owner),
      isWindow: true,
    },
    fact(
      'database.tierChangesRefused',
      [...growth.refused].filter(({ startMs }) => startMs < toMs).length,
      'to a tier whose database is smaller than what is in it',
    ),
  ]
}

export const s10Truths: ScenarioTruths = {
  ofCluster: (state, asked) => {
    const growth = growthOf(state.cluster)
    return growth === undefined ? [] : factsOf(state, growth, asked)
  },
}
