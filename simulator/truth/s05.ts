// What a client that calls deprecated APIs leaves behind: its calls in any window, what EKS's daily look counts of
// them, and whether it bars the next version.
import { type Client, lastCallMs } from '../world/clients.ts'
import { type Cluster, minorAt } from '../world/fleet.ts'
import { callsWindowMs, lastLookMs } from '../world/looks.ts'
import type { ClusterState } from '../world/world.ts'
import type { Asked, Fact, ScenarioTruths } from './fact.ts'

function factsOf({ cluster }: ClusterState, client: Client, { fromMs, toMs }: Asked): readonly Fact[] {
  const { userAgent, removedIn } = client.caller
  if (removedIn === undefined) return []
  const lookMs = lastLookMs(cluster, toMs)
  const fact = (metric: string, value: number, derivation: string): Fact => ({
    metric,
    subject: userAgent,
    value,
    derivation,
  })
  const within = (ms: number): number => client.calls.within(ms - callsWindowMs, ms)
  const isBarred = within(lookMs) > 0 && minorAt(cluster, lookMs) + 1 === removedIn
  const last = lastCallMs(client, lookMs)
  return [
    {
      ...fact(
        'api.deprecatedRequests',
        client.calls.within(fromMs, toMs),
        'one call in so many minutes, counted',
      ),
      isWindow: true,
    },
    fact('api.deprecatedRequestsLast30Days', within(toMs), 'calls of thirty days up to this instant'),
    fact('insight.requestsLast30Days', within(lookMs), 'calls of thirty days up to the daily look'),
    fact('insight.lastRefreshMs', lookMs, "the cluster's hour of the day"),
    ...(last === undefined
      ? []
      : [fact('insight.lastRequestMs', last, 'the last call before the daily look')]),
    fact('insight.bars', isBarred ? 1 : 0, 'called within thirty days, and removed in the next version'),
    ...findingOf(cluster, client, { requests: within(lookMs), toMs }),
  ]
}

interface Counted {
  readonly requests: number
  readonly toMs: number
}

/** Whom to talk to, of whom only the agent is known; nobody once the cluster has what he calls no more. */
function findingOf(cluster: Cluster, { caller }: Client, { requests, toMs }: Counted): readonly Fact[] {
  const { userAgent, group, version, resource, removedIn = 0 } = caller
  const steps = removedIn - minorAt(cluster, toMs)
  if (requests === 0 || steps <= 0) return []
  return [
    {
      metric: `finding.api-removals.${steps === 1 ? 'error' : 'warning'}`,
      subject: `${cluster.name}/Client/${userAgent}#${group}/${version} ${resource}`,
      value: requests,
      derivation:
        'calls of thirty days up to the daily look, by a client of what a later version does not have',
    },
  ]
}

export const s05Truths: ScenarioTruths = {
  ofCluster: (state, asked) => state.cluster.clients.flatMap((client) => factsOf(state, client, asked)),
}
