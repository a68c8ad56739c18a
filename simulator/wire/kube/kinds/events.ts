// The API server's own Events: what the scheduler, kubelets and the node controller say, for the hour that it is kept.
import { hourMs, isoOf } from '../../../world/clock.ts'
import { byCode } from '../../../world/names.ts'
import { changeVersion } from '../../../world/versions.ts'
import { ageText, busyWindowMs, type Change, column, type Item, nameColumn, type Resource } from '../item.ts'
import { objectItem } from './object.ts'
import { type Said, saidCount, saidIn } from './said.ts'

function eventItem(said: Said, goneMs?: number): Item {
  const { ms, namespace, name, uid, draw, reason, component, host, message, of } = said
  const at = isoOf(ms)
  const involved = { ...of, ...(of.kind === 'Pod' ? { namespace } : {}) }
  return objectItem({
    name,
    namespace,
    uid,
    version: changeVersion(goneMs ?? ms, draw),
    createdMs: ms,
    apiVersion: 'v1',
    manager: component,
    body: {
      involvedObject: { ...involved, apiVersion: 'v1' },
      reason,
      message,
      source: { component, ...(host === '' ? {} : { host }) },
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
      type: 'Normal',
      eventTime: null,
      reportingComponent: component,
      reportingInstance: host,
    },
    cells: (nowMs) => {
      const age = ageText(nowMs - ms)
      const source = host === '' ? component : `${component}, ${host}`
      const whose = `${of.kind.toLowerCase()}/${of.name}`
      return [age, 'Normal', reason, whose, '', source, message, age, 1, name]
    },
    fields: {
      'involvedObject.kind': of.kind,
      'involvedObject.namespace': of.kind === 'Pod' ? namespace : '',
      'involvedObject.name': of.name,
      'involvedObject.uid': of.uid,
      reason,
      type: 'Normal',
      source: component,
      reportingComponent: component,
    },
  })
}

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
  about: (state, ms) => saidCount(state, ms - hourMs, ms),
  listing: (state, ms) => {
    const found = saidIn(state, ms - hourMs, ms)
      .map((said) => ({ said, key: `${said.namespace}/${said.name}` }))
      .sort((a, b) => byCode(a.key, b.key))
    return {
      count: found.length,
      key: (i) => (found[i] as { key: string }).key,
      item: (i) => eventItem((found[i] as { said: Said }).said),
    }
  },
  changes: (state, fromMs, toMs) => [
    ...saidIn(state, fromMs, toMs).map(
      (said): Change => ({
        type: 'ADDED',
        version: changeVersion(said.ms, said.draw),
        item: () => eventItem(said),
      }),
    ),
    ...saidIn(state, fromMs - hourMs, toMs - hourMs).map(
      (said): Change => ({
        type: 'DELETED',
        version: changeVersion(said.ms + hourMs, said.draw),
        item: () => eventItem(said, said.ms + hourMs),
      }),
    ),
  ],
}
