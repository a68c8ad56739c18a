// Clients that scenarios run, as an API server is asked by them.
import { heldCallsOf } from '../physics/held-seats.ts'
import type { Asking, Outcomes } from './api-asking.ts'
import { workloadClient } from './api-identities.ts'
import type { CountingProcess } from './counting.ts'
import { type Cluster, minorAt } from './fleet.ts'
import type { ClusterState } from './world.ts'

/** Not found from when on the server no longer has it: what an upgrade changes is seen from the next millisecond on. */
function untilRemoved(
  cluster: Cluster,
  removedIn: number,
  whole: Outcomes,
  calls: CountingProcess,
): Outcomes {
  const upgrade = cluster.upgrades.find(({ to, failure }) => failure === undefined && to >= removedIn)
  if (minorAt(cluster, cluster.epochMs) < removedIn && upgrade === undefined) return whole
  const removedMs = upgrade === undefined ? Number.NEGATIVE_INFINITY : upgrade.endMs + 1
  return {
    outcome: (n) => {
      const outcome = whole.outcome(n)
      return (calls.timeOf(n) ?? 0) < removedMs ? outcome : { ...outcome, code: 404 }
    },
    byCode: (fromMs, toMs) => {
      const served = removedMs <= fromMs ? 0 : calls.within(fromMs, Math.min(toMs, removedMs))
      const missed = calls.within(fromMs, toMs) - served
      return new Map([[200, served] as const, [404, missed] as const].filter(([, count]) => count > 0))
    },
  }
}

/** Those that call on their own account. */
const runningClients = ({ cluster }: ClusterState): readonly Asking[] =>
  cluster.clients.map(({ caller, calls }): Asking => {
    const { userAgent, from, verb, group, version, resource, everyMs, removedIn } = caller
    return {
      key: userAgent,
      who: workloadClient(from.namespace, from.name, userAgent),
      verb,
      group,
      version,
      resource,
      seconds: 0.006,
      ...(verb === 'create' ? { code: 201, target: () => ({ namespace: from.namespace }) } : {}),
      perSecond: 1_000 / everyMs,
      calls,
      ...(removedIn === undefined
        ? {}
        : { removedIn, outcomes: (whole, of) => untilRemoved(cluster, removedIn, whole, of) }),
    }
  })

/** Those that keep seats busy: all pods of the cluster, again and again. */
const holdingClients = (state: ClusterState): readonly Asking[] =>
  heldCallsOf(state).map(({ hold, calls, outcomes }, n): Asking => {
    const { from, userAgent } = hold.client
    return {
      key: `${userAgent}/${n}`,
      who: workloadClient(from.namespace, from.name, userAgent),
      verb: 'list',
      resource: 'pods',
      seconds: hold.holdSeconds,
      perSecond: hold.perSecond,
      calls,
      outcomes,
    }
  })

export const clientAskings = (state: ClusterState): readonly Asking[] => [
  ...runningClients(state),
  ...holdingClients(state),
]
