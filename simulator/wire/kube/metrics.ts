// The API server's own metrics: counters that follow from rates by the same law as everything that is
// counted, gauges from what is in the cluster. Text for Prometheus, made anew for each scrape.
import { gitVersionOf } from '../../world/calendar.ts'
import { dayMs } from '../../world/clock.ts'
import { CountingProcess } from '../../world/counting.ts'
import { bytesAllocated } from '../../world/database.ts'
import { type Cluster, minorAt } from '../../world/fleet.ts'
import { h01, hText, purpose } from '../../world/hash.ts'
import { Intensity } from '../../world/intensity.ts'
import { type ClusterState, podCount } from '../../world/world.ts'
import type { Resource } from './item.ts'
import { resources } from './resources.ts'

interface RequestClass {
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly scope: 'cluster' | 'namespace' | 'resource'
  readonly code: string
  readonly perSecond: number
  /** Mean duration. */
  readonly seconds: number
}

/** Offered load of a cluster at rest: who lives renews, reports, watches and starts pods. */
export function requestClasses({ nodes, podsAimedAt }: Cluster): readonly RequestClass[] {
  const starts = podsAimedAt / (3 * 86_400)
  const of = (
    verb: string,
    resource: string,
    perSecond: number,
    seconds: number,
    more: Partial<RequestClass> = {},
  ): RequestClass => ({
    verb,
    resource,
    perSecond,
    seconds,
    group: '',
    scope: 'resource',
    code: '200',
    ...more,
  })
  const lease = { group: 'coordination.k8s.io' }
  return [
    of('PUT', 'leases', nodes / 10 + 20, 0.004, lease),
    of('GET', 'leases', 20, 0.002, lease),
    of('PATCH', 'nodes', nodes / 300 + 0.01, 0.007),
    of('POST', 'pods', starts + 0.01, 0.012, { scope: 'namespace', code: '201' }),
    of('PATCH', 'pods', 3.5 * starts + 0.01, 0.008),
    of('DELETE', 'pods', starts + 0.01, 0.009),
    of('GET', 'pods', 2 * starts + 0.5, 0.003),
    of('LIST', 'pods', 0.02 + nodes / 20_000, 0.18, { scope: 'cluster' }),
    of('LIST', 'nodes', 0.02, 0.06, { scope: 'cluster' }),
    of('WATCH', 'pods', nodes / 450 + 0.05, 420, { scope: 'cluster' }),
    of('WATCH', 'nodes', 0.05, 420, { scope: 'cluster' }),
    of('POST', 'events', 5 * starts + 0.05, 0.006, { scope: 'namespace', code: '201' }),
    of('GET', 'configmaps', 0.4 + nodes / 100, 0.002),
    of('GET', 'deployments', 0.3, 0.004, { group: 'apps' }),
    of('PUT', 'deployments', starts / 2 + 0.01, 0.009, { group: 'apps' }),
    of('GET', 'pods', 0.02, 0.002, { code: '404' }),
  ]
}

/** Seats of the whole server by mode of the control plane. */
const seatsOf = { standard: 600, 'tier-xl': 1_700, 'tier-2xl': 3_400, 'tier-4xl': 6_800 } as const
/** Shares of the priority levels, of 245 in all. */
const levels = [
  ['leader-election', 10],
  ['node-high', 40],
  ['system', 30],
  ['workload-high', 40],
  ['workload-low', 100],
  ['global-default', 20],
  ['catch-all', 5],
] as const
export const seatsOfLevel = (tier: keyof typeof seatsOf, share: number): number =>
  Math.ceil((seatsOf[tier] * share) / 245)

const bounds = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
]

/** Share of a lognormal with this mean (σ 0.8) that is not above `bound`; logistic, within a hundredth. */
function shareUpTo(bound: number, mean: number): number {
  const z = (Math.log(bound / mean) + 0.32) / 0.8
  return 1 / (1 + Math.exp(-1.702 * z))
}

class Lines {
  readonly #lines: string[] = []

  family(name: string, type: 'counter' | 'gauge' | 'histogram', help: string): void {
    this.#lines.push(`# HELP ${name} [STABLE] ${help}`, `# TYPE ${name} ${type}`)
  }

  add(name: string, labels: Readonly<Record<string, string>>, value: number): void {
    const text = Object.entries(labels)
      .map(([key, label]) => `${key}="${label}"`)
      .join(',')
    this.#lines.push(`${name}${text === '' ? '' : `{${text}}`} ${value}`)
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`
  }
}

/** When this server was started: counters begin there. */
export const startedMs = ({ id }: Cluster, epochMs: number): number =>
  epochMs - Math.floor((1 + 20 * h01(id ^ purpose.clusterAge, 2)) * dayMs)

const labelsOf = (asked: RequestClass) => ({
  component: 'apiserver',
  dry_run: '',
  group: asked.group,
  resource: asked.resource,
  scope: asked.scope,
  subresource: '',
  verb: asked.verb,
  version: 'v1',
})

function addRequests(lines: Lines, { cluster, epochMs }: ClusterState, ms: number): void {
  const fromMs = startedMs(cluster, epochMs)
  const counted = requestClasses(cluster).map((asked, n) => {
    const intensity = new Intensity([{ fromMs, shape: { kind: 'constant', rate: asked.perSecond } }])
    return { asked, count: CountingProcess.of(intensity, cluster.id, n).within(fromMs, ms) }
  })
  lines.family(
    'apiserver_request_total',
    'counter',
    'Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.',
  )
  for (const { asked, count } of counted) {
    lines.add('apiserver_request_total', { code: asked.code, ...labelsOf(asked) }, count)
  }
  const name = 'apiserver_request_duration_seconds'
  lines.family(name, 'histogram', 'Response latency distribution in seconds for each verb.')
  for (const { asked, count } of counted.filter(({ asked: { code } }) => code !== '404')) {
    const labels = labelsOf(asked)
    for (const le of bounds) {
      lines.add(
        `${name}_bucket`,
        { ...labels, le: String(le) },
        Math.floor(count * shareUpTo(le, asked.seconds)),
      )
    }
    lines.add(`${name}_bucket`, { ...labels, le: '+Inf' }, count)
    lines.add(`${name}_sum`, labels, count * asked.seconds)
    lines.add(`${name}_count`, labels, count)
  }
}

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
    for (const [level, share] of levels) {
      const seats = seatsOfLevel(tier, share)
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
  lines.add('process_start_time_seconds', {}, startedMs(cluster, epochMs) / 1_000)
  return lines.text()
}
