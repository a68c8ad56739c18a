// How large a cluster's database is. In use is what its objects take and what was written since the last
// compaction; the file grows to the most that was ever in use and shrinks only when it is defragmented.
// Sizes of objects are assumptions of the model.
import { dayMs, hourMs, minuteMs, secondMs } from '../world/clock.ts'
import { type ClusterState, podCount } from '../world/world.ts'
import { bytesOfGrowth, growthOf } from './growth.ts'

/** Bytes of one object, as it is stored. */
export const bytesOf = { node: 9_000, pod: 4_500, lease: 400, event: 1_000, other: 2_000 } as const
/** Definitions, roles, secrets and what else every cluster has. */
const fixedBytes = 60_000_000
/** Earlier revisions are kept for as long. */
const compactionMs = 5 * minuteMs
const eventsLiveMs = hourMs
/** Born, scheduled, started and gone are told, each as an event. */
const eventsPerPod = 4
/** Status of a pod is written as often while it starts. */
const writesPerPod = 8
const leaseEveryMs = 10 * secondMs
const defragmentedEveryMs = 7 * dayMs

const startedIn = ({ podSets }: ClusterState, fromMs: number, toMs: number): number =>
  podSets.reduce((sum, set) => sum + set.started(fromMs, toMs), 0)

/** What objects and their late revisions take at this time. */
export function bytesInUse(state: ClusterState, ms: number): number {
  const growth = growthOf(state.cluster)
  return growth === undefined ? bytesDrawn(state, ms) : bytesOfGrowth(growth, ms)
}

/** As it follows from what is in the cluster. */
export function bytesDrawn(state: ClusterState, ms: number): number {
  const { cluster, workloads, namespaces } = state
  const events = eventsPerPod * startedIn(state, ms - eventsLiveMs, ms)
  const objects =
    cluster.nodes * (bytesOf.node + bytesOf.lease) +
    podCount(state, ms) * bytesOf.pod +
    events * bytesOf.event +
    (2 * workloads.length + namespaces.length) * bytesOf.other
  const renewals = cluster.nodes * (compactionMs / leaseEveryMs) * bytesOf.lease
  const changes = writesPerPod * startedIn(state, ms - compactionMs, ms) * bytesOf.pod
  return fixedBytes + objects + renewals + changes
}

interface Highest {
  readonly sinceMs: number
  untilMs: number
  bytes: number
}

/** Kept so that a scrape need not look at a week of hours; the same whatever was asked before. */
const highest = new WeakMap<ClusterState, Highest>()

/** Of the file: the most that was in use on any full hour since it was defragmented, and now. */
export function bytesAllocated(state: ClusterState, ms: number): number {
  const growth = growthOf(state.cluster)
  if (growth !== undefined) return bytesOfGrowth(growth, ms)
  const { epochMs } = state
  const sinceMs = epochMs + Math.floor((ms - epochMs) / defragmentedEveryMs) * defragmentedEveryMs
  let known = highest.get(state)
  if (known?.sinceMs !== sinceMs || known.untilMs > ms) {
    known = { sinceMs, untilMs: sinceMs, bytes: bytesInUse(state, sinceMs) }
    highest.set(state, known)
  }
  while (known.untilMs + hourMs <= ms) {
    known.untilMs += hourMs
    known.bytes = Math.max(known.bytes, bytesInUse(state, known.untilMs))
  }
  return Math.max(known.bytes, bytesInUse(state, ms))
}
