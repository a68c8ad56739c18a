// The API server's own metrics: counters that follow from rates by the same law as everything that is
// counted, gauges from what is in the cluster. Text for Prometheus, made anew for each scrape.
import { gitVersionOf } from '../../world/calendar.ts'
import { bytesAllocated } from '../../world/database.ts'
import { minorAt } from '../../world/fleet.ts'
import { priorityLevels } from '../../world/flow-schemas.ts'
import { h01, hText, purpose } from '../../world/hash.ts'
import { type ClusterState, podCount } from '../../world/world.ts'
import type { Resource } from './item.ts'
import { Lines } from './metric-lines.ts'
import { addDeprecatedApis, addRequests, startedMs } from './request-metrics.ts'
import { resources } from './resources.ts'

/** Seats of the whole server by mode of the control plane. */
const seatsOf = { standard: 600, 'tier-xl': 1_700, 'tier-2xl': 3_400, 'tier-4xl': 6_800 } as const
const seatsOfLevel = (tier: keyof typeof seatsOf, share: number): number =>
  Math.ceil((seatsOf[tier] * share) / 245)

function addSeats(lines: Lines, { cluster }: ClusterState, ms: number): void {
  const { tier } = cluster.family
  const gauges = [
    [
      'apiserver_flowcontrol_nominal_limit_seats',
      'Nominal number of execution seats configured for each priority level',
      1,
    ],
    [
      'apiserver_flowcontrol_current_limit_seats',
      'current derived number of execution seats available to each priority level',
      1,
    ],
    [
      'apiserver_flowcontrol_current_executing_seats',
      'Concurrency (number of seats) occupied by the currently executing requests',
      0,
    ],
    ['apiserver_flowcontrol_current_inqueue_requests', 'Number of requests currently pending in queues', -1],
  ] as const
  for (const [name, help, what] of gauges) {
    lines.family(name, 'gauge', help)
    for (const { name: level, shares } of priorityLevels) {
      const seats = seatsOfLevel(tier, shares)
      const used = Math.floor(
        seats * 0.12 * h01(cluster.id ^ purpose.requests, hText(0, level), Math.floor(ms / 15_000)),
      )
      lines.add(name, { priority_level: level }, what === 1 ? seats : what === 0 ? used : 0)
    }
  }
  lines.family(
    'apiserver_current_inflight_requests',
    'gauge',
    'Maximal number of currently used inflight request limit',
  )
  for (const kind of ['mutating', 'readOnly']) {
    const busy =
      1 + Math.floor(cluster.nodes / 400 + 3 * h01(cluster.id, hText(0, kind), Math.floor(ms / 15_000)))
    lines.add('apiserver_current_inflight_requests', { request_kind: kind }, busy)
  }
}

/** Objects of the database, by resource: what lists count. */
export function storedObjects(state: ClusterState, ms: number): ReadonlyMap<Resource, number> {
  const stored = resources.filter(({ group }) => group !== 'metrics.k8s.io')
  return new Map(
    stored.map((resource) => [
      resource,
      resource.plural === 'pods' ? podCount(state, ms) : resource.listing(state, ms).count,
    ]),
  )
}

export function metricsText(state: ClusterState, ms: number): string {
  const lines = new Lines()
  const { cluster, epochMs } = state
  const objects = storedObjects(state, ms)
  addRequests(lines, state, ms)
  addDeprecatedApis(lines, state, ms)
  addSeats(lines, state, ms)
  const minor = minorAt(cluster, ms)
  if (minor >= 34) lines.family('apiserver_resource_objects', 'gauge', 'Number of stored objects.')
  else
    lines.family('apiserver_storage_objects', 'gauge', 'Number of stored objects at the time of last check.')
  for (const [resource, count] of objects) {
    const { group, plural } = resource
    const name = group === '' ? plural : `${plural}.${group}`
    if (minor >= 34) lines.add('apiserver_resource_objects', { group, resource: plural }, count)
    else lines.add('apiserver_storage_objects', { resource: name }, count)
  }
  lines.family(
    'apiserver_storage_size_bytes',
    'gauge',
    'Size of the storage database file physically allocated in bytes.',
  )
  lines.add('apiserver_storage_size_bytes', { storage_cluster_id: 'etcd-0' }, bytesAllocated(state, ms))
  lines.family('kubernetes_build_info', 'gauge', 'A metric with a constant 1 value labeled by version.')
  lines.add(
    'kubernetes_build_info',
    { git_version: gitVersionOf(minor), major: '1', minor: String(minor) },
    1,
  )
  lines.family(
    'process_start_time_seconds',
    'gauge',
    'Start time of the process since unix epoch in seconds.',
  )
  lines.add('process_start_time_seconds', {}, startedMs(cluster, epochMs, ms) / 1_000)
  return lines.text()
}
