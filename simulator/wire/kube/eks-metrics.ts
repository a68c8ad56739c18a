// What EKS shows of the components that it runs for a cluster, at two paths of the API server: metrics of the scheduler
// (ksh) and of the controller manager (kcm). Of other clusters' servers there is nothing here.
import { burstsOf } from '../../physics/bursts.ts'
import { placingSeconds, queueAt, waitBounds } from '../../physics/scheduler.ts'
import { versionOfMinor } from '../../world/calendar.ts'
import { CountingProcess } from '../../world/counting.ts'
import { type Cluster, minorAt } from '../../world/fleet.ts'
import { hText } from '../../world/hash.ts'
import { Intensity } from '../../world/intensity.ts'
import { isManaged } from '../../world/posture.ts'
import type { ClusterState } from '../../world/world.ts'
import { startedMs } from './request-metrics.ts'
import { type Family, histogram, type MetricLabels, type Series, series } from './series.ts'

export const eksMetricsGroup = { group: 'metrics.eks.amazonaws.com', version: 'v1' } as const
export const eksComponents = ['kcm', 'ksh'] as const
export type EksComponent = (typeof eksComponents)[number]

/** First platform version that has them, by minor version; from 1.32 on all. */
const firstPlatforms: ReadonlyMap<number, number> = new Map([
  [28, 27],
  [29, 21],
  [30, 18],
  [31, 10],
])

/** Whether the API server has them. */
export function hasEksMetrics(cluster: Cluster, ms: number): boolean {
  const minor = minorAt(cluster, ms)
  return (
    isManaged(cluster.site) &&
    minor >= 28 &&
    versionOfMinor(minor).platform >= (firstPlatforms.get(minor) ?? 0)
  )
}

/** Undefined: the path is of something else. */
export const eksComponentOf = (path: string): EksComponent | undefined =>
  eksComponents.find(
    (component) =>
      path === `/apis/${eksMetricsGroup.group}/${eksMetricsGroup.version}/${component}/container/metrics`,
  )

const doubling = (first: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, n) => Number((first * 2 ** n).toPrecision(12)))

/** Share of an exponential distribution with this mean that is not above `bound`. */
const shareUpTo = (bound: number, mean: number): number => -Math.expm1(-bound / mean)

/** Pods that live here, placed since the scheduler was started. */
function residentsPlaced(state: ClusterState, ms: number): number {
  const fromMs = startedMs(state, ms)
  return state.podSets.reduce((sum, set) => sum + set.started(fromMs, ms), 0)
}

/** And of bursts. */
const placedSince = (state: ClusterState, ms: number): number =>
  residentsPlaced(state, ms) + Math.floor(queueAt(state, ms).placed)

const pendingName = 'scheduler_pending_pods'
const attemptsName = 'scheduler_schedule_attempts_total'
const sliName = 'scheduler_pod_scheduling_sli_duration_seconds'
const attemptName = 'scheduler_scheduling_attempt_duration_seconds'

function schedulerFamilies(state: ClusterState): readonly Family[] {
  const profile = { profile: 'default-scheduler' }
  const placed = (ms: number): number => placedSince(state, ms)
  const waiting = (ms: number): number => Math.round(queueAt(state, ms).pending)
  const observed = (seconds: number) => (ms: number) => ({ count: placed(ms), sum: placed(ms) * seconds })
  const quick = (bound: number, _ms: number, count: number): number =>
    Math.floor(count * shareUpTo(bound, placingSeconds))
  return [
    {
      name: pendingName,
      type: 'gauge',
      help: "Number of pending pods, by the queue type. 'active' means number of pods in activeQ; 'backoff' means number of pods in backoffQ; 'unschedulable' means number of pods in unschedulablePods that the scheduler attempted to schedule and failed; 'gated' is the number of unschedulable pods that the scheduler never attempted to schedule because they are gated.",
      series: () =>
        ['active', 'backoff', 'gated', 'unschedulable'].map((queue) =>
          series(pendingName, { queue }, (ms) => (queue === 'active' ? waiting(ms) : 0)),
        ),
    },
    {
      name: attemptsName,
      type: 'counter',
      help: "Number of attempts to schedule pods, by the result. 'unschedulable' means a pod could not be scheduled, while 'error' means an internal scheduler problem.",
      series: () =>
        ['error', 'scheduled', 'unschedulable'].map((result) =>
          series(attemptsName, { ...profile, result }, (ms) => (result === 'scheduled' ? placed(ms) : 0)),
        ),
    },
    {
      name: sliName,
      type: 'histogram',
      help: 'E2e latency for a pod being scheduled, from the time the pod enters the scheduling queue and might involve multiple scheduling attempts.',
      series: () =>
        histogram(sliName, { attempts: '1' }, waitBounds, slis(state), (bound, ms) =>
          waitedUpTo(state, bound, ms),
        ),
    },
    {
      name: attemptName,
      type: 'histogram',
      help: 'Scheduling attempt latency in seconds (scheduling algorithm + binding)',
      series: () =>
        histogram(
          attemptName,
          { ...profile, result: 'scheduled' },
          doubling(0.001, 15),
          observed(placingSeconds),
          quick,
        ),
    },
  ]
}

/** Pods placed, and the time that all of them waited. */
const slis = (state: ClusterState) => (ms: number) => {
  const { placed, waitedSeconds } = queueAt(state, ms)
  const residents = residentsPlaced(state, ms)
  return { count: residents + Math.floor(placed), sum: residents * placingSeconds + waitedSeconds }
}

/** Pods that were placed within so many seconds. */
function waitedUpTo(state: ClusterState, bound: number, ms: number): number {
  const within = queueAt(state, ms).within[waitBounds.indexOf(bound)] ?? 0
  return Math.floor(residentsPlaced(state, ms) * shareUpTo(bound, placingSeconds)) + Math.floor(within)
}

/** Work queues of controllers, with how many keys a pod that starts adds to each. */
const workQueues = [
  ['cronjob', 0.05],
  ['deployment', 0.6],
  ['endpoint_slice', 1.2],
  ['garbage_collector_attempt_to_delete', 1],
  ['horizontalpodautoscaler', 0],
  ['job', 0.3],
  ['replicaset', 2],
  ['resourcequota_primary', 0.4],
] as const

/** Keys that are added whether or not a pod starts. */
const addsAtRest = 0.1
/** Mean time that a key waits, and is worked on. */
const queuedSeconds = 0.0004
const workedSeconds = 0.006
const queueBounds = [1e-8, 1e-7, 1e-6, 0.00001, 0.0001, 0.001, 0.01, 0.1, 1, 10]

function addsOf(state: ClusterState, name: string, perPod: number): (ms: number) => number {
  const { cluster, epochMs } = state
  const rate = addsAtRest + (perPod * cluster.podsAimedAt) / (3 * 86_400)
  const fromMs = epochMs - 120 * 86_400_000
  const adds = CountingProcess.of(
    new Intensity([{ fromMs, shape: { kind: 'constant', rate } }]),
    cluster.id,
    hText(0, name),
  )
  return (ms) =>
    adds.within(startedMs(state, ms), ms) +
    Math.floor(perPod * burstsOf(state).reduce((sum, { pods }) => sum + pods.before(ms), 0))
}

function controllerFamilies(state: ClusterState): readonly Family[] {
  const queues = workQueues.map(([name, perPod]) => ({ name, adds: addsOf(state, name, perPod) }))
  const durations = (name: string, help: string, seconds: number): Family => ({
    name,
    type: 'histogram',
    stability: 'ALPHA',
    help,
    series: () =>
      queues.flatMap(({ name: queue, adds }): readonly Series[] => {
        const labels: MetricLabels = { name: queue }
        const observed = (ms: number) => ({ count: adds(ms), sum: adds(ms) * seconds })
        const below = (bound: number, _ms: number, count: number) =>
          Math.floor(count * shareUpTo(bound, seconds))
        return histogram(name, labels, queueBounds, observed, below)
      }),
  })
  const [depth, added] = ['workqueue_depth', 'workqueue_adds_total']
  return [
    {
      name: added,
      type: 'counter',
      stability: 'ALPHA',
      help: 'Total number of adds handled by workqueue',
      series: () => queues.map(({ name, adds }) => series(added, { name }, adds)),
    },
    {
      name: depth,
      type: 'gauge',
      stability: 'ALPHA',
      help: 'Current depth of workqueue',
      series: () => queues.map(({ name }) => series(depth, { name }, () => 0)),
    },
    durations(
      'workqueue_queue_duration_seconds',
      'How long in seconds an item stays in workqueue before being requested.',
      queuedSeconds,
    ),
    durations(
      'workqueue_work_duration_seconds',
      'How long in seconds processing an item from workqueue takes.',
      workedSeconds,
    ),
  ]
}

export const eksFamilies = (component: EksComponent, state: ClusterState): readonly Family[] =>
  component === 'ksh' ? schedulerFamilies(state) : controllerFamilies(state)
