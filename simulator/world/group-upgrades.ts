// How node groups follow the control plane to its next version: one group after the other, a tenth of its
// nodes at a time, each replaced by one of the new version.
import { minuteMs, secondMs } from './clock.ts'
import type { Cluster, NodeGroup } from './fleet.ts'
import { plannedReplacement, type Replacement } from './replacement.ts'

export interface GroupUpgrade {
  readonly group: NodeGroup
  readonly startMs: number
  readonly endMs: number
  /** 1.<minor> */
  readonly to: number
  readonly replacements: readonly Replacement[]
}

/** Of a group's nodes, how many are replaced at a time. */
export const unavailablePercentage = 10

function upgraded(cluster: Cluster, group: NodeGroup, startMs: number, to: number): GroupUpgrade {
  const atOnce = Math.max(1, Math.floor((group.size * unavailablePercentage) / 100))
  const replacements: Replacement[] = []
  let batchMs = startMs + 20 * secondMs
  for (let n = 0; n < group.size; n += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, group.size - n) }, (_, m) =>
      plannedReplacement({ cluster, group, slot: group.first + n + m, minor: to }, 'upgrade', batchMs),
    )
    replacements.push(...batch)
    batchMs = Math.max(...batch.map(({ readyMs }) => readyMs)) + 10 * secondMs
  }
  return { group, startMs, endMs: batchMs + 20 * secondMs, to, replacements }
}

/** In the order of their times. */
export function groupUpgradesOf(cluster: Cluster): readonly GroupUpgrade[] {
  const found: GroupUpgrade[] = []
  for (const { endMs, to, failure, rollsNodeGroups } of cluster.upgrades) {
    if (failure !== undefined || !rollsNodeGroups) continue
    let startMs = endMs + 5 * minuteMs
    for (const group of cluster.nodeGroups) {
      const one = upgraded(cluster, group, startMs, to)
      found.push(one)
      startMs = one.endMs + 2 * minuteMs
    }
  }
  return found
}
