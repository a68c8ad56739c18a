// What somebody asks of an API server again and again: who, what, how often, and of which object each time.
import { type At, setsOf, slotOfCall, type Who } from './api-identities.ts'
import type { CountingProcess } from './counting.ts'
import { hBelow, purpose } from './hash.ts'
import type { Piece } from './intensity.ts'
import { nameOfNode } from './nodes.ts'
import type { Workload } from './workloads.ts'
import type { ClusterState } from './world.ts'

/** What one call is about. */
interface Target {
  readonly namespace?: string
  readonly name?: string
}

export type TargetOf = (state: ClusterState, at: At) => Target

export interface Outcome {
  readonly code: number
  /** From being received to being answered, its wait among others included. */
  readonly tookUs: number
  /** Of it the wait before it was let run, or turned away. */
  readonly waitedUs: number
  /** Of a 429 by API Priority and Fairness. */
  readonly reason?: 'concurrency-limit' | 'queue-full' | 'time-out'
}

/** What calls took that were answered: seconds in all, and how many took no longer than each bound of a histogram. */
export interface Took {
  readonly seconds: number
  readonly within: readonly number[]
}

/** What becomes of the calls of a class. */
export interface Outcomes {
  outcome(n: number): Outcome
  /** Calls received in [from, to) by code; what there is none of is absent. */
  byCode(fromMs: number, toMs: number): ReadonlyMap<number, number>
  /** Of those that were answered in [from, to), whenever they came; absent: as `byCode`, since none takes long. */
  answered?(fromMs: number, toMs: number): ReadonlyMap<number, number>
  /** By an instant, of the bounds that durations have; absent: as the mean of the class has it. */
  took?(ms: number): Took
}

export interface Asking {
  /** Of this cluster, once. */
  readonly key: string
  readonly who: Who
  /** As an audit log has it. */
  readonly verb: string
  readonly group?: string
  /** v1 where absent. */
  readonly version?: string
  /** '': a path that is no resource's. */
  readonly resource: string
  readonly subresource?: string
  readonly path?: string
  /** Calls a second, or how they go by the day. */
  readonly perSecond: number | Piece
  /** Mean duration. */
  readonly seconds: number
  /** 200 where absent. */
  readonly code?: number
  /** What is the same for all calls where it is absent: nothing. */
  readonly target?: TargetOf
  readonly query?: string
  /** 1.<minor> that no longer serves this. */
  readonly removedIn?: number
  /** Instead of `perSecond`. */
  readonly calls?: CountingProcess
  /** Where it is not the same of all calls. */
  readonly outcomes?: (whole: Outcomes, calls: CountingProcess) => Outcomes
}

type More = Partial<Omit<Asking, 'key' | 'resource' | 'verb' | 'who'>>

/** `what`: "update leases". The key is made of whom it is of, verb and resource, unless `more` tells two apart. */
export function asking(
  whose: string,
  who: Who,
  what: string,
  perSecond: Asking['perSecond'],
  { seconds = 0.004, ...more }: More = {},
): Asking {
  const [verb = '', resource = ''] = what.split(' ')
  const { subresource = '', code = 200 } = more
  return {
    key: [whose, what, subresource, code].join('/'),
    who,
    verb,
    resource,
    perSecond,
    seconds,
    ...more,
  }
}

const isLasting = ({ kind }: Workload): boolean => kind === 'Deployment' || kind === 'StatefulSet'

/** A workload of the cluster, another for each call. */
function someWorkload({ cluster, workloads }: ClusterState, n: number): Workload {
  const first = hBelow(workloads.length, cluster.id ^ purpose.apiCall, n, 51)
  for (let i = 0; i < workloads.length; i += 1) {
    const one = workloads[(first + i) % workloads.length] as Workload
    if (isLasting(one)) return one
  }
  return workloads[first] as Workload
}

export const aNode: TargetOf = ({ cluster, node }, { n, ms }) => {
  const slot = slotOfCall(cluster, n)
  return { name: node(slot, ms)?.name ?? nameOfNode(cluster, slot) }
}

export const aNodesLease: TargetOf = (state, at) => ({
  namespace: 'kube-node-lease',
  ...aNode(state, at),
})

export const aWorkload: TargetOf = (state, { n }) => {
  const { name, namespace } = someWorkload(state, n)
  return { namespace: namespace.name, name }
}

export const aNamespace: TargetOf = (state, { n }) => ({
  namespace: someWorkload(state, n).namespace.name,
})

/** A pod that is there then. */
export const aPod: TargetOf = (state, { n, ms }) => {
  const workload = someWorkload(state, n)
  const set = setsOf(state).byWorkload.get(workload)
  const count = set?.count(ms) ?? 0
  const namespace = workload.namespace.name
  if (set === undefined || count === 0) return { namespace, name: workload.name }
  return { namespace, name: set.at(hBelow(count, workload.id ^ purpose.apiCall, n, 52), ms).name }
}

export const theOne =
  (namespace: string, name?: string): TargetOf =>
  () =>
    name === undefined ? { namespace } : { namespace, name }
