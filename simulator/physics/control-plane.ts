// How a control plane is sized at a time: its tier, which an update changes, and what follows from it.
import { type Cluster, minorAt } from '../world/fleet.ts'
import type { ClusterState } from '../world/world.ts'
import { type Limits, limitsOf, standardLevels, type Tier } from './tiers.ts'

/** What is asked for is so from the end of the update on. */
export const tierAt = ({ tier, tierChanges }: Cluster, ms: number): Tier =>
  tierChanges.findLast(({ endMs }) => endMs < ms)?.to ?? tier

export function limitsAt({ cluster }: ClusterState, ms: number): Limits {
  const tier = tierAt(cluster, ms)
  const limits = tier === 'standard' ? standardLevels[0] : limitsOf(tier, minorAt(cluster, ms))
  if (limits === undefined) throw new RangeError(`${cluster.name} has no ${tier} with its version`)
  return limits
}
