// Clusters that are upgraded in rings: which version each has, what its nodes run, and what failed.
import { type Cluster, minorAt } from '../world/fleet.ts'
import type { World } from '../world/world.ts'
import { type Asked, type Fact, type ScenarioTruths, sum } from './fact.ts'
import { kubeletFacts, nodeFacts } from './nodes.ts'

const isPlanned = ({ upgrades }: Cluster): boolean => upgrades.some(({ rollsNodeGroups }) => rollsNodeGroups)

const failedBefore = ({ upgrades }: Cluster, ms: number): number =>
  upgrades.filter(({ failure, endMs }) => failure !== undefined && endMs < ms).length

function fleetFacts(world: World, { toMs }: Asked): readonly Fact[] {
  const planned = world.fleet.clusters.filter(isPlanned)
  const rings = ['dev', 'stage', 'prod'] as const
  const upgraded = (of: readonly Cluster[]): number =>
    of.filter((cluster) => minorAt(cluster, toMs) > cluster.minor).length
  return [
    ...rings.map((ring): Fact => {
      const clusters = planned.filter(({ family }) => family.environment === ring)
      return {
        metric: 'upgrade.clusters',
        subject: ring,
        value: upgraded(clusters),
        derivation: 'upgrades that the scenario plans and that have ended without failure',
      }
    }),
    {
      metric: 'upgrade.failed',
      subject: 'fleet',
      value: sum(planned.map((cluster) => failedBefore(cluster, toMs))),
      derivation: 'upgrades that the scenario lets fail',
    },
  ]
}

export const s19Truths: ScenarioTruths = {
  ofFleet: fleetFacts,
  ofCluster: (state, asked) => {
    const { cluster } = state
    if (!isPlanned(cluster)) return []
    const { toMs } = asked
    const of = (metric: string, value: number, derivation: string): Fact => ({
      metric,
      subject: cluster.name,
      value,
      derivation,
    })
    const groups = state.nodes.upgrades.filter(({ endMs }) => endMs < toMs).length
    return [
      of('cluster.minor', minorAt(cluster, toMs), 'pinned, and upgrades that ended without failure'),
      of('upgrade.failed', failedBefore(cluster, toMs), 'what the scenario lets fail'),
      of('upgrade.nodeGroups', groups, 'one after the other, once the control plane is done'),
      ...kubeletFacts(state, asked),
      ...nodeFacts(state, asked),
    ]
  },
}
