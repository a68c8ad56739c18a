// From service accounts to the workloads people know: the pods that run under them, what controls these, what
// controls that, and the labels of workloads and namespaces. Keys and bounds as in service-account-pods.ts, which
// asks; this only follows.
import type { CallerWorkload } from '../../../domain/model/caller.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Events } from '../client.ts'
import {
  controllersByName,
  type FoundController,
  type NamedObject,
  podsOfServiceAccounts,
  type ServiceAccount,
} from './service-account-pods.ts'

export interface Standing {
  readonly scope: Scope
  /** Absent: all in scope. */
  readonly clusters?: readonly ClusterId[]
  /** Absent: now. */
  readonly at?: Date
  /** Most groups of pods: workloads under the service accounts asked for. */
  readonly limit: number
  readonly signal?: AbortSignal | undefined
}

export interface WorkloadBehind extends Omit<CallerWorkload, 'owner'> {
  readonly serviceAccount: string
  /** Absent where none are stored. */
  readonly workloadLabels: FoundController['labels'] | undefined
  readonly namespaceLabels: FoundController['labels'] | undefined
}

type Workload = Omit<CallerWorkload, 'owner' | 'pods'>

const nameOf = ({ clusterId, kind, namespace, name }: NamedObject) =>
  JSON.stringify([clusterId, kind, namespace, name])
const namespaceOf = ({ clusterId, namespace }: NamedObject): NamedObject => ({
  clusterId,
  kind: 'Namespace',
  namespace: '',
  name: namespace,
})

/** ReplicaSets and Jobs mostly belong to something else, which is what people know. */
async function controllersOf(events: Events, standing: Standing, direct: readonly Workload[]) {
  const between = await controllersByName(events, {
    ...standing,
    objects: direct,
    kinds: ['ReplicaSet', 'Job'],
  })
  const found = new Map(between.map((one) => [nameOf(one), one]))
  const workloads = direct.map((workload): Workload => {
    const own = found.get(nameOf(workload))
    return own === undefined || own.ownerKind === ''
      ? workload
      : { ...workload, kind: own.ownerKind, name: own.ownerName }
  })
  return { workloads, between }
}

/** One a group of pods, most pods first; groups of one workload (two ReplicaSets of a rollout) are not added up. */
export async function workloadsBehind(
  events: Events,
  { accounts, ...standing }: Standing & { readonly accounts: readonly ServiceAccount[] },
): Promise<WorkloadBehind[]> {
  const groups = await podsOfServiceAccounts(events, { ...standing, accounts })
  const direct = groups.map(
    ({ clusterId, namespace, ownerKind, ownerName }): Workload => ({
      clusterId,
      namespace,
      kind: ownerKind,
      name: ownerName,
    }),
  )
  const { workloads, between } = await controllersOf(events, standing, direct)
  const [named, places] = await Promise.all([
    controllersByName(events, {
      ...standing,
      objects: workloads,
      kinds: ['CronJob', 'DaemonSet', 'Deployment', 'Pod', 'StatefulSet'],
    }),
    controllersByName(events, { ...standing, objects: workloads.map(namespaceOf), kinds: ['Namespace'] }),
  ])
  const labels = new Map([...between, ...named, ...places].map((one) => [nameOf(one), one.labels]))
  return groups.flatMap(({ serviceAccount, pods }, place) => {
    const workload = workloads[place]
    if (workload === undefined) return []
    const workloadLabels = labels.get(nameOf(workload))
    return {
      ...workload,
      serviceAccount,
      pods,
      workloadLabels,
      namespaceLabels: labels.get(nameOf(namespaceOf(workload))),
    }
  })
}
