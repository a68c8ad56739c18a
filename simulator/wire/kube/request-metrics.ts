// What an API server was asked, as its metrics count it: who lives in the cluster, by rates, and the clients that
// scenarios run, by their calls; and which of those APIs are deprecated. Who called is in none of them.
import { dayMs } from '../../world/clock.ts'
import { CountingProcess } from '../../world/counting.ts'
import { type Cluster, minorAt } from '../../world/fleet.ts'
import { h01, purpose } from '../../world/hash.ts'
import { Intensity } from '../../world/intensity.ts'
import type { ClusterState } from '../../world/world.ts'
import type { Lines } from './metric-lines.ts'

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

const bounds = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
]

/** Share of a lognormal with this mean (σ 0.8) that is not above `bound`; logistic, within a hundredth. */
function shareUpTo(bound: number, mean: number): number {
  const z = (Math.log(bound / mean) + 0.32) / 0.8
  return 1 / (1 + Math.exp(-1.702 * z))
}

/** When this server was started: counters begin there. An upgrade of the control plane starts it anew. */
export function startedMs({ id, upgrades }: Cluster, epochMs: number, ms: number): number {
  const drawn = epochMs - Math.floor((1 + 20 * h01(id ^ purpose.clusterAge, 2)) * dayMs)
  const done = upgrades.filter(({ endMs, failure }) => failure === undefined && endMs < ms)
  return done.reduce((latest, { endMs }) => Math.max(latest, endMs), drawn)
}

interface Counted {
  readonly labels: Readonly<Record<string, string>>
  readonly code: string
  readonly count: number
  /** Mean duration. */
  readonly seconds: number
}

const labelsOf = (asked: Pick<RequestClass, 'group' | 'resource' | 'scope' | 'verb'>, version = 'v1') => ({
  component: 'apiserver',
  dry_run: '',
  group: asked.group,
  resource: asked.resource,
  scope: asked.scope,
  subresource: '',
  verb: asked.verb,
  version,
})

function residents({ cluster }: ClusterState, fromMs: number, ms: number): Counted[] {
  return requestClasses(cluster).map((asked, n) => {
    const intensity = new Intensity([{ fromMs, shape: { kind: 'constant', rate: asked.perSecond } }])
    const count = CountingProcess.of(intensity, cluster.id, n).within(fromMs, ms)
    return { labels: labelsOf(asked), code: asked.code, count, seconds: asked.seconds }
  })
}

/** Clients whose API this server has, and that called since it was started. */
const callersSince = ({ cluster }: ClusterState, fromMs: number, ms: number) =>
  cluster.clients
    .filter(({ caller: { removedIn } }) => removedIn === undefined || minorAt(cluster, ms) < removedIn)
    .map(({ caller, calls }) => ({ caller, count: calls.within(fromMs, ms) }))
    .filter(({ count }) => count > 0)

function guests(state: ClusterState, fromMs: number, ms: number): Counted[] {
  return callersSince(state, fromMs, ms).map(({ caller, count }) => {
    const { group, resource, version } = caller
    const verb = caller.verb.toUpperCase()
    const scope = caller.verb === 'list' ? 'cluster' : 'resource'
    return { labels: labelsOf({ group, resource, scope, verb }, version), code: '200', count, seconds: 0.006 }
  })
}

export function addRequests(lines: Lines, state: ClusterState, ms: number): void {
  const fromMs = startedMs(state.cluster, state.epochMs, ms)
  const counted = [...residents(state, fromMs, ms), ...guests(state, fromMs, ms)]
  lines.family(
    'apiserver_request_total',
    'counter',
    'Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.',
  )
  for (const { labels, code, count } of counted)
    lines.add('apiserver_request_total', { code, ...labels }, count)
  const name = 'apiserver_request_duration_seconds'
  lines.family(name, 'histogram', 'Response latency distribution in seconds for each verb.')
  for (const { labels, count, seconds } of counted.filter(({ code }) => code !== '404')) {
    for (const le of bounds) {
      const below = Math.floor(count * shareUpTo(le, seconds))
      lines.add(`${name}_bucket`, { ...labels, le: String(le) }, below)
    }
    lines.add(`${name}_bucket`, { ...labels, le: '+Inf' }, count)
    lines.add(`${name}_sum`, labels, count * seconds)
    lines.add(`${name}_count`, labels, count)
  }
}

/**
 * Deprecated APIs that were called since this server was started: it never forgets one while it runs, whether or not
 * its client calls on. Without such a call the family is absent.
 */
export function addDeprecatedApis(lines: Lines, state: ClusterState, ms: number): void {
  const callers = callersSince(state, startedMs(state.cluster, state.epochMs, ms), ms)
  const called = new Map(
    callers.flatMap(({ caller: { group, version, resource, removedIn } }) => {
      if (removedIn === undefined) return []
      const labels = { group, removed_release: `1.${removedIn}`, resource, subresource: '', version }
      return [[Object.values(labels).join('/'), labels] as const]
    }),
  )
  if (called.size === 0) return
  lines.family(
    'apiserver_requested_deprecated_apis',
    'gauge',
    'Gauge of deprecated APIs that have been requested, broken out by API group, version, resource, subresource, and removed_release.',
  )
  for (const labels of called.values()) lines.add('apiserver_requested_deprecated_apis', labels, 1)
}
