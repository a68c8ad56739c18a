// The API server's own Events: what the scheduler and kubelets say of pods, for the hour they are kept.
import { hourMs, isoOf } from '../../../world/clock.ts'
import { byCode } from '../../../world/names.ts'
import { nameOfNode } from '../../../world/nodes.ts'
import type { PodChange } from '../../../world/pod.ts'
import { changeVersion } from '../../../world/versions.ts'
import type { ClusterState } from '../../../world/world.ts'
import { ageText, busyWindowMs, type Change, column, type Item, nameColumn, type Resource } from '../item.ts'
import { objectItem } from './object.ts'
import { uidOfPod } from './pods.ts'

interface Said {
  readonly reason: string
  readonly component: 'default-scheduler' | 'kubelet'
  message(change: PodChange, node: string): string
}

const said: Readonly<Partial<Record<PodChange['type'], Said>>> = {
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
const nameOf = ({ pod, ms, type }: PodChange): string =>
  `${pod.name}.${(ms * 1_000 + order[type]).toString(16).padStart(16, '0')}`
const keyOf = (change: PodChange): string => `${change.pod.workload.namespace.name}/${nameOf(change)}`
const drawOf = ({ pod, type }: PodChange): number => pod.workload.id + pod.number * 5 + order[type]

function eventItem(state: ClusterState, change: PodChange, goneMs?: number): Item {
  const { pod, ms, type } = change
  const { reason, component, message } = said[type] as Said
  const namespace = pod.workload.namespace.name
  const node = nameOfNode(state.cluster, pod.slot, pod.node)
  const uid = uidOfPod(pod)
  const text = message(change, node)
  const at = isoOf(ms)
  return objectItem({
    name: nameOf(change),
    namespace,
    uid: uidOfPod(pod, 10 + order[type]),
    version: changeVersion(goneMs ?? ms, drawOf(change)),
    createdMs: ms,
    apiVersion: 'v1',
    manager: component,
    body: {
      involvedObject: { kind: 'Pod', namespace, name: pod.name, uid, apiVersion: 'v1' },
      reason,
      message: text,
      source: { component, ...(component === 'kubelet' ? { host: node } : {}) },
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
      type: 'Normal',
      eventTime: null,
      reportingComponent: component,
      reportingInstance: component === 'kubelet' ? node : '',
    },
    cells: (nowMs) => {
      const age = ageText(nowMs - ms)
      const source = component === 'kubelet' ? `kubelet, ${node}` : component
      return [age, 'Normal', reason, `pod/${pod.name}`, '', source, text, age, 1, nameOf(change)]
    },
    fields: {
      'involvedObject.kind': 'Pod',
      'involvedObject.namespace': namespace,
      'involvedObject.name': pod.name,
      'involvedObject.uid': uid,
      reason,
      type: 'Normal',
      source: component,
      reportingComponent: component,
    },
  })
}

const saidIn = ({ podSets }: ClusterState, fromMs: number, toMs: number): PodChange[] =>
  podSets.flatMap((set) => set.changes(fromMs, toMs)).filter(({ type }) => said[type] !== undefined)

export const events: Resource = {
  group: '',
  version: 'v1',
  plural: 'events',
  singular: 'event',
  kind: 'Event',
  isNamespaced: true,
  shortNames: ['ev'],
  fieldNames: [
    'involvedObject.kind',
    'involvedObject.name',
    'involvedObject.namespace',
    'involvedObject.uid',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  watchWindowMs: busyWindowMs,
  columns: [
    column('Last Seen', 'The time at which the most recent occurrence of this event was recorded.'),
    column('Type', 'Type of this event (Normal, Warning), new types could be added in the future'),
    column('Reason', "The reason for the transition into the object's current status."),
    column('Object', 'The object that this event is about.'),
    column('Subobject', 'The part of the object that this event is about.', { priority: 1 }),
    column('Source', 'The component reporting this event.', { priority: 1 }),
    column('Message', 'A human-readable description of the status of this operation.'),
    column('First Seen', 'The time at which the event was first recorded.', { priority: 1 }),
    column('Count', 'The number of times this event has occurred.', { priority: 1 }),
    { ...nameColumn, priority: 1 },
  ],
  listing: (state, ms) => {
    const found = saidIn(state, ms - hourMs, ms)
      .map((change) => ({ change, key: keyOf(change) }))
      .sort((a, b) => byCode(a.key, b.key))
    return {
      count: found.length,
      key: (i) => (found[i] as { key: string }).key,
      item: (i) => eventItem(state, (found[i] as { change: PodChange }).change),
    }
  },
  changes: (state, fromMs, toMs) => [
    ...saidIn(state, fromMs, toMs).map(
      (change): Change => ({
        type: 'ADDED',
        version: changeVersion(change.ms, drawOf(change)),
        item: () => eventItem(state, change),
      }),
    ),
    ...saidIn(state, fromMs - hourMs, toMs - hourMs).map(
      (change): Change => ({
        type: 'DELETED',
        version: changeVersion(change.ms + hourMs, drawOf(change)),
        item: () => eventItem(state, change, change.ms + hourMs),
      }),
    ),
  ],
}
