// What an API server was asked, as its metrics count it: who lives in the cluster, by rates, and the clients that
// scenarios run, by their calls; and which of those APIs are deprecated. Who called is in none of them.
import type { Client } from '../../world/clients.ts'
import { dayMs } from '../../world/clock.ts'
import { CountingProcess } from '../../world/counting.ts'
import { type Cluster, minorAt } from '../../world/fleet.ts'
import { h01, purpose } from '../../world/hash.ts'
import { Intensity } from '../../world/intensity.ts'
import type { ClusterState } from '../../world/world.ts'
import { type Family, histogram, type MetricLabels, type Series, series } from './series.ts'

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
  readonly labels: MetricLabels
  readonly code: string
  /** Since the server was started; undefined: it has none. */
  count(ms: number): number | undefined
  /** Mean duration. */
  readonly seconds: number
}

const labelsOf = (
  asked: Pick<RequestClass, 'group' | 'resource' | 'scope' | 'verb'>,
  version = 'v1',
): MetricLabels => ({
  component: 'apiserver',
  dry_run: '',
  group: asked.group,
  resource: asked.resource,
  scope: asked.scope,
  subresource: '',
  verb: asked.verb,
  version,
})

function residents({ cluster, epochMs }: ClusterState): Counted[] {
  return requestClasses(cluster).map((asked, n) => {
    const shape = { kind: 'constant', rate: asked.perSecond } as const
    // Counted anew by each server, from its start on.
    const counting = new Map<number, CountingProcess>()
    const since = (fromMs: number): CountingProcess => {
      const known =
        counting.get(fromMs) ?? CountingProcess.of(new Intensity([{ fromMs, shape }]), cluster.id, n)
      counting.set(fromMs, known)
      return known
    }
    return {
      labels: labelsOf(asked),
      code: asked.code,
      count: (ms) => {
        const fromMs = startedMs(cluster, epochMs, ms)
        return since(fromMs).within(fromMs, ms)
      },
      seconds: asked.seconds,
    }
  })
}

/** Calls of a client since this server was started; undefined: none, or its API is not there. */
function callsOf({ cluster, epochMs }: ClusterState, { caller, calls }: Client, ms: number) {
  const { removedIn } = caller
  if (removedIn !== undefined && minorAt(cluster, ms) >= removedIn) return undefined
  return calls.within(startedMs(cluster, epochMs, ms), ms) || undefined
}

function guests(state: ClusterState): Counted[] {
  return state.cluster.clients.map((client) => {
    const { group, resource, version, verb } = client.caller
    const scope = verb === 'list' ? 'cluster' : 'resource'
    const method = verb === 'create' ? 'POST' : verb.toUpperCase()
    return {
      labels: labelsOf({ group, resource, scope, verb: method }, version),
      code: '200',
      count: (ms) => callsOf(state, client, ms),
      seconds: 0.006,
    }
  })
}

const durationName = 'apiserver_request_duration_seconds'

function durationsOf({ labels, count, seconds }: Counted): readonly Series[] {
  const observed = (ms: number) => {
    const all = count(ms)
    return all === undefined ? undefined : { count: all, sum: all * seconds }
  }
  const shares = new Map(bounds.map((bound) => [bound, shareUpTo(bound, seconds)]))
  const below = (bound: number, _ms: number, all: number) => Math.floor(all * (shares.get(bound) as number))
  return histogram(durationName, labels, bounds, observed, below)
}

export function requestFamilies(state: ClusterState): readonly Family[] {
  const counted = [...residents(state), ...guests(state)]
  return [
    {
      name: 'apiserver_request_total',
      type: 'counter',
      help: 'Counter of apiserver requests broken out for each verb, dry run value, group, version, resource, scope, component, and HTTP response code.',
      series: counted.map(({ labels, code, count }) =>
        series('apiserver_request_total', { code, ...labels }, count),
      ),
    },
    {
      name: durationName,
      type: 'histogram',
      help: 'Response latency distribution in seconds for each verb.',
      series: counted.filter(({ code }) => code !== '404').flatMap(durationsOf),
    },
    deprecatedApis(state),
  ]
}

/**
 * Deprecated APIs that were called since this server was started: it never forgets one while it runs, whether or not
 * its client calls on. Without such a call the family is absent.
 */
function deprecatedApis(state: ClusterState): Family {
  const name = 'apiserver_requested_deprecated_apis'
  const called = new Map<string, { labels: MetricLabels; clients: Client[] }>()
  for (const client of state.cluster.clients) {
    const { group, version, resource, removedIn } = client.caller
    if (removedIn === undefined) continue
    const labels = { group, removed_release: `1.${removedIn}`, resource, subresource: '', version }
    const key = Object.values(labels).join('/')
    const known = called.get(key) ?? { labels, clients: [] as Client[] }
    known.clients.push(client)
    called.set(key, known)
  }
  return {
    name,
    type: 'gauge',
    help: 'Gauge of deprecated APIs that have been requested, broken out by API group, version, resource, subresource, and removed_release.',
    series: [...called.values()].map(({ labels, clients }) =>
      series(name, labels, (ms) =>
        clients.some((client) => callsOf(state, client, ms) !== undefined) ? 1 : undefined,
      ),
    ),
  }
}
