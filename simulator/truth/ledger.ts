// The ledger: what a reader of the faces should have found, worked out from the formulas alone. It asks no
// face and enumerates nothing, so that it can be written before anything is read.
import { minorText, newestMinorAt } from '../world/calendar.ts'
import { type Cluster, versionCounts } from '../world/fleet.ts'
import type { WorkloadKind } from '../world/workloads.ts'
import { type ClusterState, podCount, type World } from '../world/world.ts'

export interface Truth {
  /** "S01.cluster.pods/stream-use1-c1": what it is of, then whose. */
  readonly id: string
  readonly scenario: string
  /** Undefined: of the whole fleet. */
  readonly cluster?: string
  /** Half-open; of an instant both are the same. */
  readonly window: readonly [string, string]
  readonly subject: string
  readonly metric: string
  readonly op: 'eq' | 'approx' | 'order' | 'absent'
  readonly value: number
  readonly tol: number
  readonly derivation: string
}

export interface Asked {
  readonly fromMs: number
  readonly toMs: number
  /** Of this cluster alone. */
  readonly cluster?: string
}

type Fact = Pick<Truth, 'metric' | 'subject' | 'value' | 'derivation'> & { readonly isWindow?: boolean }

const countOf = ({ workloads }: ClusterState, kinds: readonly WorkloadKind[]): number =>
  workloads.filter(({ kind }) => kinds.includes(kind)).length

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

/** Of one cluster: what there is at the end of the window, and what happened in it. */
function factsOf(state: ClusterState, { fromMs, toMs }: Asked): Fact[] {
  const { cluster, namespaces, podSets } = state
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
    fact('cluster.nodes', cluster.nodes, fixed),
    fact('cluster.pods', after, 'sum over workloads of births less deaths'),
    fact('cluster.namespaces', namespaces.length, fixed),
    fact('cluster.deployments', countOf(state, ['Deployment']), fixed),
    fact('cluster.replicasets', countOf(state, ['Deployment']), 'one revision of each Deployment'),
    fact('cluster.statefulsets', countOf(state, ['StatefulSet']), fixed),
    fact('cluster.daemonsets', countOf(state, ['DaemonSet']), fixed),
    fact('cluster.cronjobs', countOf(state, ['CronJob']), fixed),
    fact('cluster.jobs', jobs, 'three finished runs of each CronJob and the one under way'),
    { ...fact('pods.started', started, 'difference of births'), isWindow: true },
    { ...fact('pods.stopped', started - (after - before), 'births less the growth'), isWindow: true },
  ]
}

function fleetFacts(world: World, { toMs }: Asked): Fact[] {
  const { clusters, epochMs } = world.fleet
  const newest = newestMinorAt(epochMs)
  const of = (metric: string, subject: string, value: number, derivation: string): Fact => ({
    metric,
    subject,
    value,
    derivation,
  })
  const pods = sum(clusters.map((cluster) => podCount(world.state(cluster), toMs)))
  return [
    of('fleet.clusters', 'fleet', clusters.length, 'the table of sites'),
    of('fleet.nodes', 'fleet', sum(clusters.map(({ nodes }) => nodes)), 'fixed by seed and scale'),
    of('fleet.pods', 'fleet', pods, 'sum over clusters of births less deaths'),
    ...versionCounts(clusters.length).map((count, below) =>
      of('fleet.clusters.byVersion', minorText(newest - below), count, 'shares below the newest version'),
    ),
  ]
}

/** Throws RangeError for a cluster that there is not, and a window that runs backwards. */
export function ledgerOf(world: World, asked: Asked): Truth[] {
  const { fromMs, toMs, cluster: name } = asked
  if (fromMs > toMs) throw new RangeError('the window ends before it begins')
  const clusters: readonly (Cluster | undefined)[] =
    name === undefined ? world.fleet.clusters : [world.cluster(name)]
  const iso = (ms: number): string => new Date(ms).toISOString()
  const truthOf = ({ isWindow = false, ...fact }: Fact, cluster: string | undefined): Truth => ({
    id: `S01.${fact.metric}/${fact.subject}`,
    scenario: 'S01',
    ...(cluster === undefined ? {} : { cluster }),
    window: [iso(isWindow ? fromMs : toMs), iso(toMs)],
    op: 'eq',
    tol: 0,
    ...fact,
  })
  const ofClusters = clusters.flatMap((cluster) => {
    if (cluster === undefined) throw new RangeError(`there is no cluster ${JSON.stringify(name)}`)
    return factsOf(world.state(cluster), asked).map((fact) => truthOf(fact, cluster.name))
  })
  const ofFleet = name === undefined ? fleetFacts(world, asked).map((fact) => truthOf(fact, undefined)) : []
  return [...ofFleet, ...ofClusters]
}
