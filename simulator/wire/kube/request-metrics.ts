// What an API server was asked, as its metrics count it: the same classes of requests that audit events are made of;
// and which of those APIs are deprecated. Who called is in none of them.
import { type RequestClass, requestClassesOf } from '../../world/api-requests.ts'
import { dayMs } from '../../world/clock.ts'
import { type Cluster, minorAt } from '../../world/fleet.ts'
import { h01, purpose } from '../../world/hash.ts'
import type { ClusterState } from '../../world/world.ts'
import type { Lines } from './metric-lines.ts'

/** As metrics name what audit logs call otherwise. */
const methods: Readonly<Record<string, string>> = { create: 'POST', update: 'PUT' }

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

const labelsOf = ({ group, resource, scope, subresource, verb, version }: RequestClass) => ({
  component: 'apiserver',
  dry_run: '',
  group,
  resource,
  scope,
  subresource,
  verb: methods[verb] ?? verb.toUpperCase(),
  version: resource === '' ? '' : version,
})

/** Of classes that metrics tell as one. */
interface Series {
  readonly labels: Readonly<Record<string, string>>
  readonly byCode: Map<number, number>
  /** Those that were served, and how long they took. */
  readonly served: { readonly count: number; readonly seconds: number }[]
}

/** Those whose API this server has. */
const servedClasses = (state: ClusterState, ms: number): readonly RequestClass[] =>
  requestClassesOf(state).filter(
    ({ removedIn }) => removedIn === undefined || minorAt(state.cluster, ms) < removedIn,
  )

function seriesOf(state: ClusterState, fromMs: number, ms: number): readonly Series[] {
  const found = new Map<string, Series>()
  for (const asked of servedClasses(state, ms)) {
    const labels = labelsOf(asked)
    const key = Object.values(labels).join('/')
    const series: Series = found.get(key) ?? { labels, byCode: new Map(), served: [] }
    let served = 0
    for (const [code, count] of asked.byCode(fromMs, ms)) {
      series.byCode.set(code, (series.byCode.get(code) ?? 0) + count)
      if (code !== 429) served += count
    }
    if (served > 0) series.served.push({ count: served, seconds: asked.meanUs / 1_000_000 })
    if (series.byCode.size > 0) found.set(key, series)
  }
  return [...found.values()]
}

export function addRequests(lines: Lines, state: ClusterState, ms: number): void {
  const all = seriesOf(state, startedMs(state.cluster, state.epochMs, ms), ms)
  lines.family(
    'apiserver_request_total',
    'counter',
    'Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.',
  )
  for (const { labels, byCode } of all)
    for (const [code, count] of byCode)
      lines.add('apiserver_request_total', { code: String(code), ...labels }, count)
  const name = 'apiserver_request_duration_seconds'
  lines.family(name, 'histogram', 'Response latency distribution in seconds for each verb.')
  for (const { labels, served } of all.filter((series) => series.served.length > 0)) {
    const sum = (of: (one: Series['served'][number]) => number): number =>
      served.reduce((total, one) => total + of(one), 0)
    for (const le of bounds) {
      const below = sum(({ count, seconds }) => Math.floor(count * shareUpTo(le, seconds)))
      lines.add(`${name}_bucket`, { ...labels, le: String(le) }, below)
    }
    const count = sum((one) => one.count)
    lines.add(`${name}_bucket`, { ...labels, le: '+Inf' }, count)
    lines.add(
      `${name}_sum`,
      labels,
      sum((one) => one.count * one.seconds),
    )
    lines.add(`${name}_count`, labels, count)
  }
}

/**
 * Deprecated APIs that were called since this server was started: it never forgets one while it runs, whether or not
 * its client calls on. Without such a call the family is absent.
 */
export function addDeprecatedApis(lines: Lines, state: ClusterState, ms: number): void {
  const fromMs = startedMs(state.cluster, state.epochMs, ms)
  const called = new Map(
    servedClasses(state, ms).flatMap(({ group, version, resource, removedIn, calls }) => {
      if (removedIn === undefined || calls.within(fromMs, ms) === 0) return []
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
