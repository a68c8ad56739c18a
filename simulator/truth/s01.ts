// What there is on ordinary days: counts of the fleet and of each cluster.

import { bytesAllocated } from '../physics/store-size.ts'
import { minorText } from '../world/calendar.ts'
import { minorAt } from '../world/fleet.ts'
import type { WorkloadKind } from '../world/workloads.ts'
import { type ClusterState, podCount, type World } from '../world/world.ts'
import { requestFacts } from './api-requests.ts'
import { backupFacts, fleetBackupFacts } from './backups.ts'
import { accountFacts, dayFacts } from './by-place.ts'
import { type Asked, type Fact, type ScenarioTruths, sum } from './fact.ts'
import { findingFacts } from './findings.ts'
import { postureFacts } from './posture.ts'

const countOf = ({ workloads }: ClusterState, kinds: readonly WorkloadKind[], ms: number): number =>
  workloads.filter(({ kind, appearsMs = 0 }) => kinds.includes(kind) && appearsMs < ms).length

/** What there is at the end of the window, and what happened in it. */
function factsOf(state: ClusterState, { fromMs, toMs }: Asked): Fact[] {
  const { cluster, namespaces, nodes, podSets } = state
  const jobs = sum(
    podSets.filter(({ workload }) => workload.kind === 'CronJob').map((set) => set.count(toMs)),
  )
  const started = sum(podSets.map((set) => set.started(fromMs, toMs)))
  const [before, after] = [podCount(state, fromMs), podCount(state, toMs)]
  const fact = (metric: string, value: number, derivation: string): Fact => ({
    metric,
    subject: cluster.name,
    value,
    derivation,
  })
  const fixed = 'fixed by seed and scale'
  return [
    fact('cluster.nodes', nodes.present(toMs).count, 'places less those whose node is being replaced'),
    fact('cluster.pods', after, 'sum over workloads of births less deaths'),
    fact('cluster.namespaces', namespaces.length, fixed),
    fact('cluster.deployments', countOf(state, ['Deployment'], toMs), fixed),
    fact('cluster.replicasets', countOf(state, ['Deployment'], toMs), 'one revision of each Deployment'),
    fact('cluster.statefulsets', countOf(state, ['StatefulSet'], toMs), fixed),
    fact('cluster.daemonsets', countOf(state, ['DaemonSet'], toMs), fixed),
    fact('cluster.cronjobs', countOf(state, ['CronJob'], toMs), fixed),
    fact(
      'cluster.jobs',
      jobs + countOf(state, ['Job'], toMs),
      'three finished runs of each CronJob and the one under way, and gangs',
    ),
    fact('cluster.database.bytes', bytesAllocated(state, toMs), 'the most in use since it was defragmented'),
    {
      ...fact('pods.started', started, 'difference of births, and successors of pods whose node went'),
      isWindow: true,
    },
    { ...fact('pods.stopped', started - (after - before), 'births less the growth'), isWindow: true },
  ]
}

function fleetFacts(world: World, asked: Asked): Fact[] {
  const { toMs } = asked
  const { clusters } = world.fleet
  const of = (metric: string, subject: string, value: number, derivation: string): Fact => ({
    metric,
    subject,
    value,
    derivation,
  })
  const pods = sum(clusters.map((cluster) => podCount(world.state(cluster), toMs)))
  const nodes = sum(clusters.map((cluster) => world.state(cluster).nodes.present(toMs).count))
  const versions = new Map<number, number>()
  for (const cluster of clusters) {
    const minor = minorAt(cluster, toMs)
    versions.set(minor, (versions.get(minor) ?? 0) + 1)
  }
  return [
    of('fleet.clusters', 'fleet', clusters.length, 'the table of sites'),
    of('fleet.nodes', 'fleet', nodes, 'sum over clusters of places less those being replaced'),
    of('fleet.pods', 'fleet', pods, 'sum over clusters of births less deaths'),
    ...[...versions]
      .sort(([a], [b]) => b - a)
      .map(([minor, count]) =>
        of(
          'fleet.clusters.byVersion',
          minorText(minor),
          count,
          'shares below the newest version at the epoch, pins and upgrades',
        ),
      ),
    ...postureFacts(world, asked),
    ...fleetBackupFacts(world, asked),
  ]
}

export const s01Truths: ScenarioTruths = {
  ofCluster: (state, asked) => [
    ...factsOf(state, asked),
    ...backupFacts(state.cluster, asked),
    ...findingFacts(state, asked),
    ...requestFacts(state, asked),
  ],
  ofFleet: (world, asked) => [
    ...fleetFacts(world, asked),
    ...accountFacts(world, asked),
    ...dayFacts(world, asked),
  ],
}
