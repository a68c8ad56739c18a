// Clients that scenarios run, as an API server is asked by them.
import { heldCallsOf } from '../physics/held-seats.ts'
import { writeLoadsOf } from '../physics/write-load.ts'
import { type Agent, onceAt } from './agents.ts'
import { type Asking, asking, type Outcomes, theOne } from './api-asking.ts'
import { agentOnPods, personNamed, workloadClient } from './api-identities.ts'
import type { CountingProcess } from './counting.ts'
import { type Cluster, minorAt } from './fleet.ts'
import { servedMs } from './restarts.ts'
import { stormOutcomes, stormSeconds } from './storms.ts'
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

/** Of one that is deployed to every node: its lists, and what who applies it does. */
function agentAskings(state: ClusterState, agent: Agent): readonly Asking[] {
  const { namespace, name, userAgent, by, group, version, resource, appliedMs, untilMs } = agent
  const person = ({ cluster }: ClusterState, { ms }: { ms: number }) =>
    personNamed(cluster, by, 'admin', minorAt(cluster, ms))
  const once = (what: string, ms: number, more: Partial<Asking>): Asking => ({
    ...asking(`${namespace}/${name} by ${by}`, person, what, 0, {
      group: 'apps',
      target: theOne(namespace, name),
      ...more,
    }),
    calls: onceAt(ms),
  })
  return [
    {
      ...asking(userAgent, agentOnPods(namespace, name, userAgent), `list ${resource}`, 0, {
        group,
        version,
        seconds: stormSeconds(state, agent),
      }),
      calls: agent.calls,
      outcomes: stormOutcomes(state, agent),
    },
    once('get daemonsets', appliedMs - 60, { code: 404 }),
    once('create daemonsets', appliedMs, { code: 201, query: 'fieldManager=kubectl-client-side-apply' }),
    once('patch daemonsets', servedMs(state, untilMs), { query: 'fieldManager=kubectl-patch' }),
  ]
}

/** Those that do nothing but write. */
const writingClients = (state: ClusterState): readonly Asking[] =>
  writeLoadsOf(state).map(({ planned: { client, steps }, calls, outcomes }): Asking => {
    const { from, userAgent } = client
    return {
      key: userAgent,
      who: workloadClient(from.namespace, from.name, userAgent),
      verb: 'update',
      resource: 'configmaps',
      target: (_, { n }) => ({ namespace: from.namespace, name: `load-${n % 1_000}` }),
      seconds: 0.012,
      perSecond: steps[0]?.perSecond ?? 0,
      calls,
      outcomes,
    }
  })

export const clientAskings = (state: ClusterState): readonly Asking[] => [
  ...runningClients(state),
  ...holdingClients(state),
  ...writingClients(state),
  ...state.cluster.agents.flatMap((agent) => agentAskings(state, agent)),
]
