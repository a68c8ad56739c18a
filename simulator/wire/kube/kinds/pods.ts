// Pods as the API server tells of them: at which stage of its life each is at a time, and the changes from one
// stage to the next.
import { isoOf } from '../../../world/clock.ts'
import { h32, hHex, hUuid, purpose } from '../../../world/hash.ts'
import { addressOfNode, nameOfNode } from '../../../world/nodes.ts'
import { outageOf, type Pod, type PodSet } from '../../../world/pod.ts'
import { changeVersion } from '../../../world/versions.ts'
import type { ClusterState } from '../../../world/world.ts'
import {
  ageColumn,
  ageText,
  busyWindowMs,
  type Cell,
  type Change,
  column,
  type Item,
  type Listing,
  nameColumn,
  type Resource,
} from '../item.ts'
import { isJob, type PodStage, podTextOf, uidOfWorkload } from './pod-text.ts'

/** The stage and the millisecond in which it was reached. */
function stageOf({ nodes }: ClusterState, pod: Pod, ms: number): { stage: PodStage; sinceMs: number } {
  if (pod.endMs !== undefined && pod.endMs < ms) return { stage: 'succeeded', sinceMs: pod.endMs }
  if (pod.readyMs < ms) {
    const outage = outageOf(nodes, pod, ms)
    if (outage === undefined) return { stage: 'running', sinceMs: pod.readyMs }
    return outage.backMs < ms
      ? { stage: 'running', sinceMs: outage.backMs }
      : { stage: 'lost', sinceMs: outage.lostMs }
  }
  if (pod.scheduledMs < ms) return { stage: 'starting', sinceMs: pod.scheduledMs }
  return { stage: 'waiting', sinceMs: pod.bornMs }
}

/** Tells apart the changes of one millisecond; what goes has the lower half, so that it goes before another comes. */
const drawOf = ({ workload, number, incarnation }: Pod, isGone: boolean): number =>
  (isGone ? 0 : 512) + (h32(workload.id, number, incarnation) % 511)

const phases: Readonly<Record<PodStage, string>> = {
  waiting: 'Pending',
  starting: 'Pending',
  running: 'Running',
  lost: 'Running',
  succeeded: 'Succeeded',
}
const words: Readonly<Record<PodStage, string>> = {
  waiting: 'Pending',
  starting: 'ContainerCreating',
  running: 'Running',
  lost: 'Running',
  succeeded: 'Completed',
}

/** `n` below 64 tells apart what belongs to one pod. */
export const uidOfPod = ({ workload, number, incarnation }: Pod, n = 0): string =>
  hUuid(workload.id, number, incarnation * 64 + n)

const ownerUid = ({ workload, number }: Pod): string =>
  workload.kind === 'CronJob'
    ? hUuid(workload.id, number, 1)
    : uidOfWorkload(workload, workload.kind === 'Deployment' ? 1 : 0)

/** As the pod is at `ms`; `goneMs`: as the last that is told of it. */
export function podItem(state: ClusterState, pod: Pod, ms: number, goneMs?: number): Item {
  const { workload, name, number, incarnation, slot, owner } = pod
  const namespace = workload.namespace.name
  const { stage, sinceMs } = stageOf(state, pod, ms)
  const version =
    goneMs === undefined
      ? changeVersion(sinceMs, drawOf(pod, false))
      : changeVersion(goneMs, drawOf(pod, true))
  const text = podTextOf(workload, stage)
  const isPlaced = stage !== 'waiting'
  const hasAddress = isPlaced && stage !== 'starting'
  const address = hasAddress ? state.podAddress(pod) : '<none>'
  const node = isPlaced ? nameOfNode(state.cluster, slot, pod.node) : ''
  const values = {
    name,
    owner,
    index: number,
    ownerUid: ownerUid(pod),
    uid: uidOfPod(pod),
    version,
    node,
    address,
    host: addressOfNode(slot),
    container: hHex(8, workload.id ^ purpose.containerId, number, incarnation),
    created: isoOf(pod.bornMs),
    scheduled: isoOf(pod.scheduledMs),
    ready: isoOf(pod.readyMs),
    changed: isoOf(sinceMs),
    ended: pod.endMs === undefined ? '' : isoOf(pod.endMs),
  }
  const cells = (nowMs: number): Cell[] => [
    name,
    stage === 'running' ? '1/1' : '0/1',
    words[stage],
    0,
    ageText(nowMs - pod.bornMs),
    address,
    isPlaced ? node : '<none>',
    '<none>',
    '<none>',
  ]
  const fields: Readonly<Record<string, string>> = {
    'spec.nodeName': node,
    'spec.restartPolicy': isJob(workload) ? 'Never' : 'Always',
    'spec.schedulerName': 'default-scheduler',
    'spec.serviceAccountName': workload.name,
    'status.phase': phases[stage],
    'status.podIP': hasAddress ? address : '',
  }
  return {
    key: `${namespace}/${name}`,
    name,
    namespace,
    version,
    createdMs: pod.bornMs,
    labels: labelsWith(text.labels, pod),
    metadata: text.metadata.fill(values),
    rest: () => `,${text.rest.fill(values).slice(1)}`,
    cells,
    field: (field) => fields[field],
  }
}

function labelsWith(labels: Readonly<Record<string, string>>, { workload, name, number, owner }: Pod) {
  if (workload.kind === 'StatefulSet') return { ...labels, 'statefulset.kubernetes.io/pod-name': name }
  if (workload.kind === 'Job')
    return {
      ...labels,
      'batch.kubernetes.io/job-completion-index': String(number),
      'batch.kubernetes.io/job-name': owner,
      'job-name': owner,
    }
  if (workload.kind === 'CronJob')
    return { ...labels, 'batch.kubernetes.io/job-name': owner, 'job-name': owner }
  return labels
}

/** Sets stand in the order of their pods' keys, so the list is theirs one after the other. */
export function concatenated(
  sets: readonly PodSet[],
  countOf: (set: PodSet) => number,
): { count: number; find(i: number): { set: PodSet; index: number } } {
  const starts: number[] = []
  let count = 0
  for (const set of sets) {
    starts.push(count)
    count += countOf(set)
  }
  const find = (i: number) => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] as number) <= i) low = middle
      else high = middle
    }
    return { set: sets[low] as PodSet, index: i - (starts[low] as number) }
  }
  return { count, find }
}

function listing(state: ClusterState, ms: number): Listing {
  const { count, find } = concatenated(state.podSets, (set) => set.count(ms))
  const podOf = (i: number): Pod => {
    const { set, index } = find(i)
    return set.at(index, ms)
  }
  return {
    count,
    key: (i) => {
      const pod = podOf(i)
      return `${pod.workload.namespace.name}/${pod.name}`
    },
    item: (i) => podItem(state, podOf(i), ms),
  }
}

function changes(state: ClusterState, fromMs: number, toMs: number): Change[] {
  return state.podSets.flatMap((set) =>
    set.changes(fromMs, toMs).map(({ ms, type, pod }): Change => {
      if (type === 'gone') {
        return {
          type: 'DELETED',
          version: changeVersion(ms, drawOf(pod, true)),
          item: () => podItem(state, pod, ms, ms),
        }
      }
      return {
        type: type === 'born' ? 'ADDED' : 'MODIFIED',
        version: changeVersion(ms, drawOf(pod, false)),
        item: () => podItem(state, pod, ms + 1),
        ...(type === 'born' ? {} : { before: () => podItem(state, pod, ms) }),
      }
    }),
  )
}

export const pods: Resource = {
  group: '',
  version: 'v1',
  plural: 'pods',
  singular: 'pod',
  kind: 'Pod',
  isNamespaced: true,
  shortNames: ['po'],
  fieldNames: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
  ],
  watchWindowMs: busyWindowMs,
  columns: [
    nameColumn,
    column('Ready', 'The aggregate readiness state of this pod for accepting traffic.'),
    column('Status', 'The aggregate status of the containers in this pod.'),
    column('Restarts', 'The number of times the containers in this pod have been restarted.', {
      type: 'integer',
    }),
    ageColumn,
    column('IP', 'IP address allocated to the pod.', { priority: 1 }),
    column('Node', 'NodeName is a request to schedule this pod onto a specific node.', { priority: 1 }),
    column('Nominated Node', 'nominatedNodeName is set only when this pod preempts other pods.', {
      priority: 1,
    }),
    column('Readiness Gates', 'If specified, all readiness gates will be evaluated for pod readiness.', {
      priority: 1,
    }),
  ],
  listing,
  changes,
}
