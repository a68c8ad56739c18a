// How a control plane is sized at a time: its tier, which an update changes, and what follows from it; in standard mode
// how far it has grown.
import { type Cluster, minorAt } from '../world/fleet.ts'
import type { TierChange } from '../world/tier-changes.ts'
import type { ClusterState } from '../world/world.ts'
import { growthOf } from './growth.ts'
import { seatsAskedFor } from './seat-demand.ts'
import { standardModeOf } from './standard-mode.ts'
import { type Limits, limitsOf, standardLevels, type Tier } from './tiers.ts'

/** To a tier whose database would be too small for what is in it. */
export const isRefused = (cluster: Cluster, change: TierChange): boolean =>
  growthOf(cluster)?.refused.has(change) ?? false

/** What is asked for is so from the end of the update on. */
export const tierAt = (cluster: Cluster, ms: number): Tier =>
  cluster.tierChanges.findLast((change) => change.endMs < ms && !isRefused(cluster, change))?.to ??
  cluster.tier

const modes = new WeakMap<ClusterState, (ms: number) => Limits>()

function standardAt(state: ClusterState, ms: number): Limits {
  const { holds } = state.cluster.happenings
  const [first] = holds
  if (first === undefined) return standardLevels[0] as Limits
  const made =
    modes.get(state) ??
    standardModeOf({
      fromMs: first.fromMs,
      untilMs: Math.max(...holds.map(({ untilMs }) => untilMs)),
      at: (at) => seatsAskedFor(state, at),
    })
  modes.set(state, made)
  return made(ms)
}

export function limitsAt(state: ClusterState, ms: number): Limits {
  const { cluster } = state
  const tier = tierAt(cluster, ms)
  const limits = tier === 'standard' ? standardAt(state, ms) : limitsOf(tier, minorAt(cluster, ms))
  if (limits === undefined) throw new RangeError(`${cluster.name} has no ${tier} with its version`)
  return limits
}
