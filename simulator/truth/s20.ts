// A zone that falls silent: how many nodes are lost in it, by cluster and in all.
import { zoneOf } from '../world/nodes.ts'
import type { ClusterState, World } from '../world/world.ts'
import { type Asked, type Fact, type ScenarioTruths, sum } from './fact.ts'
import { nodeFacts } from './nodes.ts'

const isIn = (ms: number, fromMs: number, toMs: number): boolean => fromMs < ms && ms <= toMs

function zoneFacts({ cluster, nodes }: ClusterState, { toMs }: Asked): readonly Fact[] {
  return cluster.happenings.impairments.flatMap(({ zone }) => {
    const slots = Array.from({ length: cluster.nodes }, (_, slot) => slot)
    const of = (metric: string, value: number, derivation: string): Fact => ({
      metric,
      subject: `${cluster.name}/${zone}`,
      value,
      derivation,
    })
    const lost = nodes.outages.filter(({ lostMs, backMs }) => isIn(toMs, lostMs, backMs))
    const shifted = nodes.outages.filter(({ cordonedMs, uncordonedMs }) =>
      isIn(toMs, cordonedMs, uncordonedMs),
    )
    return [
      of('zone.places', slots.filter((slot) => zoneOf(cluster, slot) === zone).length, 'drawn for each node'),
      of('zone.nodes.lost', lost.length, 'silent, after the grace of their leases'),
      of('zone.nodes.cordoned', shifted.length, 'while EKS shifts away, where the cluster lets it'),
    ]
  })
}

const isConcerned = ({ cluster }: ClusterState): boolean => cluster.happenings.impairments.length > 0

export const s20Truths: ScenarioTruths = {
  ofCluster: (state, asked) =>
    isConcerned(state) ? [...zoneFacts(state, asked), ...nodeFacts(state, asked)] : [],
  ofFleet: (world: World, { toMs }: Asked) => {
    const concerned = world.fleet.clusters.map((cluster) => world.state(cluster)).filter(isConcerned)
    const lost = concerned.map(
      ({ nodes }) => nodes.outages.filter(({ lostMs, backMs }) => isIn(toMs, lostMs, backMs)).length,
    )
    return [
      {
        metric: 'fleet.nodes.lost',
        subject: 'fleet',
        value: sum(lost),
        derivation: 'sum over clusters of the region',
      },
    ]
  },
}
