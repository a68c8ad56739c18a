// The API server's own metrics: counters that follow from rates by the same law as everything that is
// counted, gauges from what is in the cluster. Families of series, which are asked for any instant.
import { growthOf, leftBehind } from '../../physics/growth.ts'
import { bytesAllocated, bytesDrawn } from '../../physics/store-size.ts'
import { gitVersionOf } from '../../world/calendar.ts'
import { minorAt } from '../../world/fleet.ts'
import { memoryAt } from '../../world/restarts.ts'
import { type ClusterState, podCount } from '../../world/world.ts'
import type { Resource } from './item.ts'
import { requestFamilies, startedMs } from './request-metrics.ts'
import { resources } from './resources.ts'
import { seatFamilies } from './seat-metrics.ts'
import { type Family, type Series, series, textOf } from './series.ts'
import { storeFamilies } from './store-metrics.ts'

/** How many objects of a resource are in the database: what lists count, and of events nearly so many. */
const storedCount = (state: ClusterState, resource: Resource, ms: number): number =>
  resource.plural === 'pods'
    ? podCount(state, ms)
    : (resource.about?.(state, ms) ?? resource.listing(state, ms).count)

interface Stored {
  readonly group: string
  readonly plural: string
  count(ms: number): number
}

/** What a client fills a database with, which lists do not have: it is told as all that is not drawn. */
function leftStored(state: ClusterState): readonly Stored[] {
  const growth = growthOf(state.cluster)
  const { caller } = growth?.leaker ?? {}
  if (growth === undefined || caller?.leavesBytes === undefined) return []
  const drawn = bytesDrawn(state, state.epochMs)
  const first = Math.max(0, Math.floor((growth.fixedBytes - drawn) / caller.leavesBytes))
  return [{ group: caller.group, plural: caller.resource, count: (ms) => first + leftBehind(growth, ms) }]
}

/** Under one name up to 1.33, and another from 1.34 on. */
function objectFamilies(state: ClusterState): readonly Family[] {
  const listed = resources
    .filter(({ group }) => group !== 'metrics.k8s.io')
    .map((resource): Stored => ({ ...resource, count: (ms) => storedCount(state, resource, ms) }))
  const stored = [...listed, ...leftStored(state)]
  const isLater = (ms: number): boolean => minorAt(state.cluster, ms) >= 34
  const [early, later] = ['apiserver_storage_objects', 'apiserver_resource_objects']
  return [
    {
      name: early,
      type: 'gauge',
      help: 'Number of stored objects at the time of last check.',
      series: () =>
        stored.map(({ group, plural, count }) => {
          const labels = { resource: group === '' ? plural : `${plural}.${group}` }
          return series(early, labels, (ms) => (isLater(ms) ? undefined : count(ms)))
        }),
    },
    {
      name: later,
      type: 'gauge',
      help: 'Number of stored objects.',
      series: () =>
        stored.map(({ group, plural, count }) => {
          const labels = { group, resource: plural }
          return series(later, labels, (ms) => (isLater(ms) ? count(ms) : undefined))
        }),
    },
  ]
}

function serverFamilies(state: ClusterState): readonly Family[] {
  const { cluster } = state
  const gauge = (name: string, help: string, all: readonly Series[]): Family => ({
    name,
    type: 'gauge',
    help,
    series: () => all,
  })
  const [size, build, memory, start] = [
    'apiserver_storage_size_bytes',
    'kubernetes_build_info',
    'process_resident_memory_bytes',
    'process_start_time_seconds',
  ]
  const minors = [...new Set([cluster.minor, ...cluster.upgrades.map(({ to }) => to)])]
  return [
    gauge(size, 'Size of the storage database file physically allocated in bytes.', [
      series(size, { storage_cluster_id: 'etcd-0' }, (ms) => bytesAllocated(state, ms)),
    ]),
    gauge(
      build,
      'A metric with a constant 1 value labeled by version.',
      minors.map((minor) => {
        const labels = { git_version: gitVersionOf(minor), major: '1', minor: String(minor) }
        return series(build, labels, (ms) => (minorAt(cluster, ms) === minor ? 1 : undefined))
      }),
    ),
    gauge(memory, 'Resident memory size in bytes.', [series(memory, {}, (ms) => memoryAt(state, ms))]),
    gauge(start, 'Start time of the process since unix epoch in seconds.', [
      series(start, {}, (ms) => startedMs(state, ms) / 1_000),
    ]),
  ]
}

/** What depends on time is asked with a time. */
export const apiServerFamilies = (state: ClusterState): readonly Family[] => [
  ...requestFamilies(state),
  ...seatFamilies(state),
  ...objectFamilies(state),
  ...storeFamilies(state),
  ...serverFamilies(state),
]

export const metricsText = (state: ClusterState, ms: number): string => textOf(apiServerFamilies(state), ms)
