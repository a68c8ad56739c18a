// What there is on ordinary days by account and by region: sums of clusters, and how far the pods of a region that
// streams fall by night. By formula; an account without a cluster has no row.
import type { Cluster } from '../world/fleet.ts'
import { type ClusterState, podCount, type World } from '../world/world.ts'
import { type Asked, type Fact, sum } from './fact.ts'

function grouped(clusters: readonly Cluster[], of: (cluster: Cluster) => string): [string, Cluster[]][] {
  const groups = new Map<string, Cluster[]>()
  for (const cluster of clusters) groups.set(of(cluster), [...(groups.get(of(cluster)) ?? []), cluster])
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1))
}

export function accountFacts(world: World, { toMs }: Asked): Fact[] {
  return grouped(world.fleet.clusters, ({ account }) => account.id).flatMap(([subject, clusters]) => {
    const of = (metric: string, value: number): Fact => ({
      metric,
      subject,
      value,
      derivation: 'sum over its clusters',
    })
    return [
      of('account.clusters', clusters.length),
      of('account.nodes', sum(clusters.map((cluster) => world.state(cluster).nodes.present(toMs).count))),
      of('account.pods', sum(clusters.map((cluster) => podCount(world.state(cluster), toMs)))),
    ]
  })
}

/** Pods that the day moves, about their mean, and those it leaves alone. */
function movedBy({ podSets }: ClusterState, ms: number): { lowest: number; highest: number } {
  const moving = podSets.flatMap(({ workload }) =>
    workload.kind === 'Deployment' && workload.wave !== undefined ? [workload] : [],
  )
  const still = podSets.filter(
    ({ workload }) => workload.kind !== 'Deployment' || workload.wave === undefined,
  )
  const steady = sum(still.map((set) => set.count(ms)))
  const at = (turn: 1 | -1): number =>
    steady + sum(moving.map(({ replicas, wave }) => replicas * (1 + turn * (wave?.amplitude ?? 0))))
  return { lowest: at(-1), highest: at(1) }
}

/** Clusters of a region share the hour of their wave, so that the region's trough is the sum of theirs. */
export function dayFacts(world: World, { toMs }: Asked): Fact[] {
  const streaming = world.fleet.clusters.filter(({ family }) => family.name === 'stream')
  return grouped(streaming, ({ region }) => region.code).map(([subject, clusters]) => {
    const moved = clusters.map((cluster) => movedBy(world.state(cluster), toMs))
    const [lowest, highest] = [sum(moved.map((one) => one.lowest)), sum(moved.map((one) => one.highest))]
    return {
      metric: 'region.stream.troughToPeak',
      subject,
      value: lowest / highest,
      op: 'approx',
      tol: 0.01,
      derivation: 'lowest of the wave by its highest, a = 0.2903: (1 − a) / (1 + a) = 0.55',
    }
  })
}
