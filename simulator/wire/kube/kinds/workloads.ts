// Deployments, their ReplicaSets, StatefulSets and DaemonSets: what each asks for and how many of its pods
// are there and ready, which follows from the pods themselves.
import { isoOf } from '../../../world/clock.ts'
import type { PodSet, Status } from '../../../world/pod.ts'
import { changeVersion } from '../../../world/versions.ts'
import type { Workload } from '../../../world/workloads.ts'
import type { ClusterState } from '../../../world/world.ts'
import {
  ageColumn,
  ageText,
  type Cell,
  type Column,
  column,
  type Item,
  nameColumn,
  quietWindowMs,
  type Resource,
} from '../item.ts'
import { appearances, objectItem, SortedSets, statusChanges } from './object.ts'
import { templateSpecOf, uidOfWorkload, workloadLabels } from './pod-text.ts'

const whole = { type: 'integer' } as const
const wide = { priority: 1 } as const
const images = [
  column('Containers', 'Names of each container in the template.', wide),
  column('Images', 'Images referenced by each container in the template.', wide),
  column('Selector', 'Selector of the pods.', wide),
]

const selectorOf = ({ name, namespace }: Workload) => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': namespace.name,
})
const selectorText = (workload: Workload): string =>
  Object.entries(selectorOf(workload))
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
const imageCells = (workload: Workload): Cell[] => ['main', workload.image, selectorText(workload)]

const hashOf = (workload: Workload): Record<string, string> =>
  workload.kind === 'Deployment' ? { 'pod-template-hash': workload.templateHash } : {}

const templateOf = (workload: Workload, labels: Record<string, string> = {}, spec: object = {}) => ({
  metadata: { creationTimestamp: null, labels: { ...workloadLabels(workload), ...labels } },
  spec: { ...templateSpecOf(workload), ...spec },
})

type Told = { spec: object; status: object; cells: readonly Cell[] }

interface Form {
  readonly plural: string
  readonly singular: string
  readonly kind: string
  readonly shortNames: readonly string[]
  readonly of: Workload['kind']
  readonly columns: readonly Column[]
  nameOf(workload: Workload): string
  tell(workload: Workload, status: Status): Told
}

const isPlain = ({ name }: Workload): string => name

const deploymentForm: Form = {
  plural: 'deployments',
  singular: 'deployment',
  kind: 'Deployment',
  shortNames: ['deploy'],
  of: 'Deployment',
  nameOf: isPlain,
  columns: [
    nameColumn,
    column('Ready', 'Number of the pod with ready state'),
    column('Up-to-date', 'Total number of non-terminated pods that have the desired template spec.'),
    column('Available', 'Total number of available pods.'),
    ageColumn,
    ...images,
  ],
  tell: (workload, { wanted, replicas, ready, changedMs }) => {
    const at = { lastUpdateTime: isoOf(changedMs), lastTransitionTime: isoOf(workload.createdMs) }
    return {
      spec: {
        replicas: wanted,
        selector: { matchLabels: selectorOf(workload) },
        template: templateOf(workload),
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      },
      status: {
        observedGeneration: 1,
        replicas,
        updatedReplicas: replicas,
        readyReplicas: ready,
        availableReplicas: ready,
        ...(wanted > ready ? { unavailableReplicas: wanted - ready } : {}),
        conditions: [
          {
            type: 'Available',
            status: 'True',
            ...at,
            reason: 'MinimumReplicasAvailable',
            message: 'Deployment has minimum availability.',
          },
          {
            type: 'Progressing',
            status: 'True',
            ...at,
            reason: 'NewReplicaSetAvailable',
            message: `ReplicaSet "${workload.name}" has successfully progressed.`,
          },
        ],
      },
      cells: [`${ready}/${wanted}`, replicas, ready],
    }
  },
}

const replicaSetForm: Form = {
  plural: 'replicasets',
  singular: 'replicaset',
  kind: 'ReplicaSet',
  shortNames: ['rs'],
  of: 'Deployment',
  nameOf: (workload) => `${workload.name}-${hashOf(workload)['pod-template-hash']}`,
  columns: [
    nameColumn,
    column('Desired', 'Number of desired pods.', whole),
    column('Current', 'The most recently observed number of replicas.', whole),
    column('Ready', 'The number of ready replicas for this replica set.', whole),
    ageColumn,
    ...images,
  ],
  tell: (workload, { wanted, replicas, ready }) => ({
    spec: {
      replicas: wanted,
      selector: { matchLabels: { ...selectorOf(workload), ...hashOf(workload) } },
      template: templateOf(workload, hashOf(workload)),
    },
    status: {
      replicas,
      fullyLabeledReplicas: replicas,
      readyReplicas: ready,
      availableReplicas: ready,
      observedGeneration: 1,
    },
    cells: [wanted, replicas, ready],
  }),
}

const statefulSetForm: Form = {
  plural: 'statefulsets',
  singular: 'statefulset',
  kind: 'StatefulSet',
  shortNames: ['sts'],
  of: 'StatefulSet',
  nameOf: isPlain,
  columns: [
    nameColumn,
    column('Ready', 'Number of the pod with ready state'),
    ageColumn,
    ...images.slice(0, 2),
  ],
  tell: (workload, { wanted, replicas, ready }) => {
    const revision = `${workload.name}-${workload.id.toString(16)}`
    return {
      spec: {
        replicas: wanted,
        selector: { matchLabels: selectorOf(workload) },
        template: templateOf(workload),
        serviceName: workload.name,
        podManagementPolicy: 'OrderedReady',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        revisionHistoryLimit: 10,
      },
      status: {
        observedGeneration: 1,
        replicas,
        readyReplicas: ready,
        currentReplicas: replicas,
        updatedReplicas: replicas,
        currentRevision: revision,
        updateRevision: revision,
        collisionCount: 0,
        availableReplicas: ready,
      },
      cells: [`${ready}/${wanted}`],
    }
  },
}

/** From all nodes: it is for such as there are none. */
const isTaken = (workload: Workload, wanted: number): boolean =>
  workload.kind === 'DaemonSet' && workload.stopsMs !== undefined && wanted === 0

const nodeSelector = { 'example.invalid/agents': 'none' } as const

const daemonSetForm: Form = {
  plural: 'daemonsets',
  singular: 'daemonset',
  kind: 'DaemonSet',
  shortNames: ['ds'],
  of: 'DaemonSet',
  nameOf: isPlain,
  columns: [
    nameColumn,
    column('Desired', 'The total number of nodes that should be running the daemon pod.', whole),
    column('Current', 'The number of nodes that are running at least 1 daemon pod.', whole),
    column('Ready', 'The number of nodes that should be running the daemon pod and have it ready.', whole),
    column('Up-to-date', 'The total number of nodes that are running updated daemon pod', whole),
    column('Available', 'The number of nodes that have the daemon pod running and available.', whole),
    column('Node Selector', 'A selector which must be true for the pod to fit on a node.'),
    ageColumn,
    ...images,
  ],
  tell: (workload, { wanted, replicas, ready }) => ({
    spec: {
      selector: { matchLabels: selectorOf(workload) },
      template: templateOf(workload, {}, isTaken(workload, wanted) ? { nodeSelector } : {}),
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%', maxSurge: 0 } },
      revisionHistoryLimit: 10,
    },
    status: {
      currentNumberScheduled: replicas,
      numberMisscheduled: 0,
      desiredNumberScheduled: wanted,
      numberReady: ready,
      observedGeneration: 1,
      updatedNumberScheduled: replicas,
      numberAvailable: ready,
    },
    cells: [
      wanted,
      replicas,
      ready,
      replicas,
      ready,
      isTaken(workload, wanted) ? 'example.invalid/agents=none' : '<none>',
    ],
  }),
}

/** Where among the columns the age stands. */
const withAge = (
  { columns }: Form,
  name: string,
  cells: readonly Cell[],
  age: string,
  workload: Workload,
): Cell[] => {
  const at = columns.indexOf(ageColumn) - 1
  const rest = imageCells(workload).slice(0, columns.length - 2 - cells.length)
  return [name, ...cells.slice(0, at), age, ...cells.slice(at), ...rest]
}

function itemOf(form: Form, workload: Workload, status: Status): Item {
  const { spec, status: told, cells } = form.tell(workload, status)
  const name = form.nameOf(workload)
  const isReplicaSet = form.kind === 'ReplicaSet'
  const annotations =
    form.kind === 'DaemonSet'
      ? 'deprecated.daemonset.template.generation'
      : 'deployment.kubernetes.io/revision'
  const createdMs = workload.createdMs + (isReplicaSet ? 120 : 0)
  return objectItem({
    name,
    namespace: workload.namespace.name,
    uid: uidOfWorkload(workload, isReplicaSet ? 1 : 0),
    version: changeVersion(Math.max(status.changedMs, createdMs), workload.id),
    createdMs,
    labels: { ...workloadLabels(workload), ...(isReplicaSet ? hashOf(workload) : {}) },
    ...(form.kind === 'StatefulSet' ? {} : { annotations: { [annotations]: '1' } }),
    ...(isReplicaSet
      ? {
          owner: {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: workload.name,
            uid: uidOfWorkload(workload, 0),
          },
        }
      : {}),
    generation: isTaken(workload, status.wanted) ? 2 : 1,
    apiVersion: 'apps/v1',
    manager: isReplicaSet ? 'kube-controller-manager' : 'helm',
    body: { spec, status: told },
    cells: (nowMs) => withAge(form, name, cells, ageText(nowMs - createdMs), workload),
  })
}

function resourceOf(form: Form): Resource {
  const sets = new SortedSets(({ kind }) => kind === form.of, form.nameOf)
  const item = (set: PodSet, ms: number): Item => itemOf(form, set.workload, set.status(ms))
  return {
    group: 'apps',
    version: 'v1',
    plural: form.plural,
    singular: form.singular,
    kind: form.kind,
    isNamespaced: true,
    shortNames: form.shortNames,
    fieldNames: [],
    watchWindowMs: quietWindowMs,
    columns: form.columns,
    listing: (state, ms) => sets.listing(state, ms, (set) => item(set, ms)),
    changes: (state: ClusterState, fromMs, toMs) => [
      ...appearances(sets.of(state), fromMs, toMs, item),
      ...statusChanges(sets.of(state), fromMs, toMs, item),
    ],
  }
}

export const deployments = resourceOf(deploymentForm)
export const replicaSets = resourceOf(replicaSetForm)
export const statefulSets = resourceOf(statefulSetForm)
export const daemonSets = resourceOf(daemonSetForm)
