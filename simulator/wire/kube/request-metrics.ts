// What an API server was asked, as its metrics count it: the same classes of requests that audit events are made of;
// and which of those APIs are deprecated. Who called is in none of them.
import { isEverSlow, slowedOf } from '../../physics/slow-changes.ts'
import { durationBounds as bounds } from '../../physics/write-load.ts'
import type { Took } from '../../world/api-asking.ts'
import { type RequestClass, requestClassesOf } from '../../world/api-requests.ts'
import { dayMs } from '../../world/clock.ts'
import { minorAt } from '../../world/fleet.ts'
import { h01, purpose } from '../../world/hash.ts'
import { restartsOf } from '../../world/restarts.ts'
import type { ClusterState } from '../../world/world.ts'
import { type Family, histogram, type MetricLabels, type Series, series } from './series.ts'

/** As metrics name what audit logs call otherwise. */
const methods: Readonly<Record<string, string>> = { create: 'POST', update: 'PUT' }

/** Share of a lognormal with this mean (σ 0.8) that is not above `bound`; logistic, within a hundredth. */
function shareUpTo(bound: number, mean: number): number {
  const z = (Math.log(bound / mean) + 0.32) / 0.8
  return 1 / (1 + Math.exp(-1.702 * z))
}

/**
 * When this server was started: counters begin there. An upgrade of the control plane starts it anew, and being killed;
 * the scheduler and the controller manager begin anew with it, since they lose their leases meanwhile.
 */
export function startedMs(state: ClusterState, ms: number): number {
  const { cluster, epochMs } = state
  const drawn = epochMs - Math.floor((1 + 20 * h01(cluster.id ^ purpose.clusterAge, 2)) * dayMs)
  const done = cluster.upgrades.filter(({ endMs, failure }) => failure === undefined && endMs < ms)
  const upgradedMs = done.reduce((latest, { endMs }) => Math.max(latest, endMs), drawn)
  return Math.max(upgradedMs, restartsOf(state).findLast(({ backMs }) => backMs < ms)?.backMs ?? drawn)
}

const labelsOf = ({ group, resource, scope, subresource, verb, version }: RequestClass): MetricLabels => ({
  component: 'apiserver',
  dry_run: '',
  group,
  resource,
  scope,
  subresource,
  verb: methods[verb] ?? verb.toUpperCase(),
  version: resource === '' ? '' : version,
})

/** Classes that metrics tell as one. */
interface Alike {
  readonly labels: MetricLabels
  readonly classes: RequestClass[]
}

function alikeOf(state: ClusterState): readonly Alike[] {
  const found = new Map<string, Alike>()
  for (const asked of requestClassesOf(state)) {
    const labels = labelsOf(asked)
    const key = Object.values(labels).join('/')
    const alike: Alike = found.get(key) ?? { labels, classes: [] }
    alike.classes.push(asked)
    found.set(key, alike)
  }
  return [...found.values()]
}

/** Whether this server has its API. */
const isServed = ({ cluster }: ClusterState, { removedIn }: RequestClass, ms: number): boolean =>
  removedIn === undefined || minorAt(cluster, ms) < removedIn

/** What codes are looked for in. */
const [longBeforeMs, longAfterMs] = [30 * dayMs, 400 * dayMs]

/** Calls since the server was started; undefined: none. */
function countOf(
  state: ClusterState,
  { classes }: Alike,
  of: (codes: ReadonlyMap<number, number>) => number,
  ms: number,
): number | undefined {
  const fromMs = startedMs(state, ms)
  let count = 0
  for (const asked of classes) {
    // Calls are counted when they are answered, which is when they come but for those that wait.
    if (isServed(state, asked, ms)) count += of(asked.answered?.(fromMs, ms) ?? asked.byCode(fromMs, ms))
  }
  return count === 0 ? undefined : count
}

function totalsOf(state: ClusterState, alike: Alike): readonly Series[] {
  const { epochMs } = state
  const codes = new Set(
    alike.classes.flatMap(({ byCode }) => [...byCode(epochMs - longBeforeMs, epochMs + longAfterMs).keys()]),
  )
  return [...codes].map((code) =>
    series('apiserver_request_total', { code: String(code), ...alike.labels }, (ms) =>
      countOf(state, alike, (counts) => counts.get(code) ?? 0, ms),
    ),
  )
}

const durationName = 'apiserver_request_duration_seconds'

/** Those that were let run. */
const servedOf = (codes: ReadonlyMap<number, number>): number => {
  let count = 0
  for (const [code, calls] of codes) if (code !== 429) count += calls
  return count
}

/** Each line of a histogram asks for the same instant. */
function lastAsked(of: (ms: number) => number): (ms: number) => number {
  let [askedMs, found] = [Number.NaN, 0]
  return (ms) => {
    if (ms !== askedMs) [askedMs, found] = [ms, of(ms)]
    return found
  }
}

/** Seconds in all and how many are below the n-th bound, of calls since the server was started. */
interface Durations {
  count(ms: number): number
  seconds(ms: number): number
  below(n: number, ms: number): number
}

/** Of calls that say themselves what they took. */
const toldDurations = (state: ClusterState, took: (ms: number) => Took): Omit<Durations, 'count'> => ({
  seconds: (ms) => took(ms).seconds - took(startedMs(state, ms)).seconds,
  below: (n, ms) =>
    Math.floor((took(ms).within[n] as number) - (took(startedMs(state, ms)).within[n] as number)),
})

function durationsOf(state: ClusterState, { labels, classes }: Alike): readonly Series[] {
  const parts = classes.map((asked): Durations => {
    const count = lastAsked((ms) => countOf(state, { labels, classes: [asked] }, servedOf, ms) ?? 0)
    if (asked.took !== undefined) return { count, ...toldDurations(state, asked.took) }
    const mean = asked.meanUs / 1_000_000
    const upTo = (bound: number): number => shareUpTo(bound, mean)
    const ofThese = { within: asked.calls.within.bind(asked.calls), shareUpTo: upTo }
    const slowedAt = isEverSlow(state, asked.verb) ? slowedOf(state, bounds, ofThese) : undefined
    const shares = bounds.map(upTo)
    return {
      count,
      seconds: (ms: number) => count(ms) * mean + (slowedAt?.(ms).seconds ?? 0),
      below: (n: number, ms: number) =>
        Math.floor(count(ms) * (shares[n] as number) - (slowedAt?.(ms).beyond[n] ?? 0)),
    }
  })
  const total = (of: (part: (typeof parts)[number]) => number): number =>
    parts.reduce((sum, part) => sum + of(part), 0)
  const observed = (ms: number) => {
    const count = total((part) => part.count(ms))
    return count === 0 ? undefined : { count, sum: total((part) => part.seconds(ms)) }
  }
  const below = (bound: number, ms: number) => total((part) => part.below(bounds.indexOf(bound), ms))
  return histogram(durationName, labels, bounds, observed, below)
}

export function requestFamilies(state: ClusterState): readonly Family[] {
  return [
    {
      name: 'apiserver_request_total',
      type: 'counter',
      help: 'Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.',
      series: () => alikeOf(state).flatMap((alike) => totalsOf(state, alike)),
    },
    {
      name: durationName,
      type: 'histogram',
      help: 'Response latency distribution in seconds for each verb.',
      series: () => alikeOf(state).flatMap((alike) => durationsOf(state, alike)),
    },
    deprecatedFamily(state),
  ]
}

const deprecatedName = 'apiserver_requested_deprecated_apis'

/**
 * Deprecated APIs that were called since this server was started: it never forgets one while it runs, whether or not
 * its client calls on. Without such a call the family is absent.
 */
const deprecatedFamily = (state: ClusterState): Family => ({
  name: deprecatedName,
  type: 'gauge',
  help: 'Gauge of deprecated APIs that have been requested, broken out by API group, version, resource, subresource, and removed_release.',
  series: () => deprecatedApis(state),
})

function deprecatedApis(state: ClusterState): readonly Series[] {
  const called = new Map<string, { labels: MetricLabels; classes: RequestClass[] }>()
  for (const asked of requestClassesOf(state)) {
    const { group, version, resource, removedIn } = asked
    if (removedIn === undefined) continue
    const labels = { group, removed_release: `1.${removedIn}`, resource, subresource: '', version }
    const key = Object.values(labels).join('/')
    const alike = called.get(key) ?? { labels, classes: [] as RequestClass[] }
    alike.classes.push(asked)
    called.set(key, alike)
  }
  return [...called.values()].map((alike) =>
    series(deprecatedName, alike.labels, (ms) =>
      countOf(state, alike, servedOf, ms) === undefined ? undefined : 1,
    ),
  )
}
