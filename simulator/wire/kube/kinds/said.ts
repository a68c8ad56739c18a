// What is said of pods and nodes in Events, and by whom, in the words of the scheduler, kubelets and the node
// controller.
import { hUuid } from '../../../world/hash.ts'
import { nameOfNode } from '../../../world/nodes.ts'
import type { PodChange } from '../../../world/pod.ts'
import type { ClusterState } from '../../../world/world.ts'
import { uidOfPod } from './pods.ts'

export interface Said {
  readonly ms: number
  readonly namespace: string
  readonly name: string
  readonly uid: string
  /** Tells apart what is said in one millisecond. */
  readonly draw: number
  readonly reason: string
  readonly component: 'default-scheduler' | 'kubelet' | 'node-controller'
  /** The node's whose kubelet says it. */
  readonly host: string
  readonly message: string
  readonly of: { readonly kind: 'Pod' | 'Node'; readonly name: string; readonly uid: string }
}

type Words = Pick<Said, 'reason' | 'component'> & { message(change: PodChange, node: string): string }

const ofPods: Readonly<Partial<Record<PodChange['type'], Words>>> = {
  scheduled: {
    reason: 'Scheduled',
    component: 'default-scheduler',
    message: ({ pod }, node) => `Successfully assigned ${pod.workload.namespace.name}/${pod.name} to ${node}`,
  },
  ready: { reason: 'Started', component: 'kubelet', message: () => 'Started container main' },
  gone: { reason: 'Killing', component: 'kubelet', message: () => 'Stopping container main' },
}
const order = { born: 0, scheduled: 1, ready: 2, ended: 3, gone: 4, lost: 5, back: 6 } as const

/** As client-go names them: whose, and when as a number. */
const nameAt = (whose: string, ms: number, n: number): string =>
  `${whose}.${(ms * 1_000 + n).toString(16).padStart(16, '0')}`

function saidOfPod({ cluster }: ClusterState, change: PodChange): Said[] {
  const words = ofPods[change.type]
  if (words === undefined) return []
  const { pod, ms, type } = change
  const { reason, component } = words
  const node = nameOfNode(cluster, pod.slot, pod.node)
  return [
    {
      ms,
      namespace: pod.workload.namespace.name,
      name: nameAt(pod.name, ms, order[type]),
      uid: uidOfPod(pod, 10 + order[type]),
      draw: pod.workload.id + pod.number * 5 + order[type],
      reason,
      component,
      host: component === 'kubelet' ? node : '',
      message: words.message(change, node),
      of: { kind: 'Pod', name: pod.name, uid: uidOfPod(pod) },
    },
  ]
}

interface NodeSaid {
  readonly ms: number
  readonly slot: number
  readonly incarnation: number
  readonly reason: string
  readonly component: Said['component']
  readonly message: (node: string) => string
}

const isNow = (reason: string) => ({
  reason,
  message: (node: string) => `Node ${node} status is now: ${reason}`,
})

/** Of all that may be said about these times. */
function ofNodes({ nodes }: ClusterState, fromMs: number, toMs: number): NodeSaid[] {
  const replaced = nodes.within(fromMs, toMs).flatMap(({ slot, cordonedMs, goneMs, bornMs, readyMs }) => {
    if (!Number.isFinite(goneMs)) return []
    const incarnation = nodes.incarnation(slot, goneMs)
    const old = { slot, incarnation }
    const next = { slot, incarnation: incarnation + 1 }
    const moved = (what: string, of: string) => (node: string) =>
      `Node ${node} event: ${what} Node ${node} ${of} Controller`
    return [
      { ...old, ms: cordonedMs, component: 'kubelet', ...isNow('NodeNotSchedulable') },
      {
        ...old,
        ms: goneMs,
        component: 'node-controller',
        reason: 'RemovingNode',
        message: moved('Removing', 'from'),
      },
      {
        ...next,
        ms: bornMs,
        component: 'node-controller',
        reason: 'RegisteredNode',
        message: moved('Registered', 'in'),
      },
      { ...next, ms: readyMs, component: 'kubelet', ...isNow('NodeReady') },
    ] as const
  })
  const silent = nodes.outages.flatMap(({ slot, lostMs, backMs }) => {
    const whose = { slot, incarnation: nodes.incarnation(slot, lostMs) }
    return [
      { ...whose, ms: lostMs, component: 'node-controller', ...isNow('NodeNotReady') },
      { ...whose, ms: backMs, component: 'kubelet', ...isNow('NodeReady') },
    ] as const
  })
  return [...replaced, ...silent].filter(({ ms }) => ms >= fromMs && ms < toMs)
}

/** How much is said in [from, to), but that a pod which starts at an edge of it counts as if it started at once. */
export function saidCount(state: ClusterState, fromMs: number, toMs: number): number {
  const ofPods = state.podSets.reduce((sum, set) => {
    const started = set.started(fromMs, toMs)
    const gone = started - (set.count(toMs) - set.count(fromMs))
    return sum + 2 * started + gone
  }, 0)
  return ofPods + ofNodes(state, fromMs, toMs).length
}

/** In [from, to). Nodes lie in no namespace; what is said of them is in "default". */
export function saidIn(state: ClusterState, fromMs: number, toMs: number): Said[] {
  const { cluster, podSets } = state
  const pods = podSets
    .flatMap((set) => set.changes(fromMs, toMs))
    .flatMap((change) => saidOfPod(state, change))
  const nodes = ofNodes(state, fromMs, toMs).map(
    ({ ms, slot, incarnation, reason, component, message }): Said => {
      const node = nameOfNode(cluster, slot, incarnation)
      return {
        ms,
        namespace: 'default',
        name: nameAt(node, ms, 0),
        uid: hUuid(cluster.id ^ ms, slot, 4),
        draw: slot,
        reason,
        component,
        host: component === 'kubelet' ? node : '',
        message: message(node),
        of: { kind: 'Node', name: node, uid: node },
      }
    },
  )
  return [...pods, ...nodes]
}
