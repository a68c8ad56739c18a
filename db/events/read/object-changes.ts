// What happened to the objects of a cluster in a window, newest first: created, changed, deleted, with what
// differs before and after. What was there when a cluster was first read did not happen then. Key:
// (cluster, kind, namespace, name, uid, version); bound: the states of the window's days, of which only
// keys are read, and `limit` of them with the states before.
import { z } from 'zod'
import { changedFacts, type FactChange } from '../../../domain/model/cluster-change.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { ObjectKind, ObjectState } from '../../../domain/model/kube-object.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Events } from '../client.ts'
import { dayOfVersion, firstVersionAt, observedAtOf, type StoredState, versionDay } from '../object-rows.ts'
import { clusterCondition, scopeParams } from './event-bounds.ts'
import { knownSince, placeCondition, placeParams } from './object-source.ts'
import { objectKeys, type StateKey, stateKeyParams, statesByKey } from './object-states.ts'

export interface ObjectChange {
  readonly what: 'created' | 'changed' | 'deleted'
  /** When we learned of it. */
  readonly at: Date
  /** As it stood then; of a deleted one, as it last stood. */
  readonly state: ObjectState
  /** What differs, "phase" and facts alike; empty for what was created or deleted. */
  readonly fields: readonly FactChange[]
}

/** Where a page ended. */
export interface ChangeCursor {
  readonly version: string
  readonly kind: string
  readonly uid: string
}

export interface ChangeQuestion {
  readonly scope: Scope
  readonly clusterId: ClusterId
  readonly kinds: readonly ObjectKind[]
  /** [from, to). */
  readonly from: Date
  readonly to: Date
  readonly namespaces?: readonly string[]
  readonly namePart?: string
  /** One object only. */
  readonly uid?: string
  readonly after: ChangeCursor | null
  /** States looked at; a page may be shorter, for one that came twice is no change. */
  readonly limit: number
}

/** How long after the first reading of a kind began all that it found may have been stored. */
const firstReadingMs = 3_600_000

interface FirstReading {
  readonly kind: string
  readonly at: Date
}

/** When each kind was first read, as far as that may lie in the window. */
async function firstReadings(
  events: Events,
  { scope, clusterId, kinds, from }: ChangeQuestion,
): Promise<FirstReading[]> {
  const rows = await events.rows({
    query: `SELECT kind, toString(min(version)) AS oldest FROM object_states
      WHERE cluster_id = {cluster:String} AND kind IN {kinds:Array(String)}${clusterCondition(scope)} GROUP BY kind`,
    params: { ...scopeParams(scope), cluster: clusterId, kinds: [...kinds] },
    row: z
      .object({ kind: z.string(), oldest: z.string() })
      .transform(({ kind, oldest }): FirstReading => ({ kind, at: observedAtOf(BigInt(oldest)) })),
  })
  return rows.filter(({ at }) => at.getTime() + firstReadingMs > from.getTime())
}

/** First states of objects that were there before their kind was first read. */
const foundThere = `(
  SELECT kind, namespace, name, uid, min(version) FROM object_states
  WHERE cluster_id = {cluster:String} AND kind IN {first_kinds:Array(String)}
    AND created_at < toDateTime(transform(kind, {first_kinds:Array(String)}, {first_seconds:Array(UInt32)}, toUInt32(0)), 'UTC')
    AND version < transform(kind, {first_kinds:Array(String)}, {first_until:Array(UInt64)}, toUInt64(0))
  GROUP BY kind, namespace, name, uid)`

const firstParams = (clusterId: ClusterId, firsts: readonly FirstReading[]) => ({
  cluster: clusterId,
  first_kinds: firsts.map(({ kind }) => kind),
  first_seconds: firsts.map(({ at }) => Math.ceil(at.getTime() / 1_000)),
  first_until: firsts.map(({ at }) => firstVersionAt(new Date(at.getTime() + firstReadingMs))),
})

const keyRow = z.object({
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  uid: z.string(),
  version_text: z.string(),
})

/** States of the window, newest first. One that a keyframe carried happened on its own day. */
async function keysOf(events: Events, question: ChangeQuestion): Promise<StateKey[]> {
  const { clusterId, from, to, uid, after, limit } = question
  const own = { ...question, clusters: [clusterId] }
  const firsts = await firstReadings(events, question)
  const further = '(version, kind, uid) < ({after_version:UInt64}, {after_kind:String}, {after_uid:String})'
  const rows = await events.rows({
    query: `
      SELECT kind, namespace, name, uid, toString(version) AS version_text FROM object_states
      WHERE day >= toDateTime({first_day:UInt32}, 'UTC') AND day < toDateTime({end_day:UInt32}, 'UTC')
        AND version >= {first:UInt64} AND version < {end:UInt64} AND day = ${versionDay} AND ${placeCondition(own)}
        ${uid === undefined ? '' : 'AND uid = {uid:String}'} ${after === null ? '' : `AND ${further}`}
        ${firsts.length === 0 ? '' : `AND (kind, namespace, name, uid, version) NOT IN ${foundThere}`}
      ORDER BY version DESC, kind DESC, uid DESC LIMIT 1 BY version, kind, uid LIMIT {limit:UInt32}`,
    params: {
      ...placeParams(own),
      ...firstParams(clusterId, firsts),
      first_day: dayOfVersion(firstVersionAt(from)),
      end_day: Math.ceil(to.getTime() / 1_000),
      first: firstVersionAt(from),
      end: firstVersionAt(to),
      limit,
      ...(uid === undefined ? {} : { uid }),
      ...(after && { after_version: after.version, after_kind: after.kind, after_uid: after.uid }),
    },
    row: keyRow,
  })
  return rows.map(({ version_text, ...key }) => ({ ...key, clusterId, version: BigInt(version_text) }))
}

const beforeRow = z.object({
  kind: z.string(),
  uid: z.string(),
  version_text: z.string(),
  before_text: z.string(),
})

/** By state the key of the one before it; absent when there is none. */
async function keysBefore(
  events: Events,
  { scope, clusterId, from }: ChangeQuestion,
  keys: readonly StateKey[],
) {
  const since = await knownSince(events, { scope, clusters: [clusterId], at: from })
  const rows = await events.rows({
    query: `
      SELECT kind, uid, toString(told_version) AS version_text, toString(max(past_version)) AS before_text
      FROM (
        SELECT kind, uid, version AS past_version FROM object_states
        PREWHERE (cluster_id, kind, namespace, name, uid) IN ${objectKeys} AND day >= toDateTime({since:UInt32}, 'UTC')
      ) AS past
      INNER JOIN (
        SELECT key.1 AS kind, key.2 AS uid, toUInt64(key.3) AS told_version FROM (
          SELECT arrayJoin(arrayZip({key_kinds:Array(String)}, {key_uids:Array(String)}, {key_versions:Array(String)})) AS key)
      ) AS told USING (kind, uid)
      WHERE past_version < told_version
      GROUP BY kind, uid, told_version`,
    params: { ...stateKeyParams(keys), since },
    row: beforeRow,
  })
  const before = new Map(
    rows.map((row) => [`${row.kind} ${row.uid} ${row.version_text}`, BigInt(row.before_text)]),
  )
  return new Map(
    keys.flatMap((key) => {
      const version = before.get(nameOf(key))
      return version === undefined ? [] : [[nameOf(key), { ...key, version }] as const]
    }),
  )
}

const nameOf = ({ kind, uid, version }: Pick<StateKey, 'kind' | 'uid' | 'version'>): string =>
  `${kind} ${uid} ${version}`

/** What of a state can be compared, facts beside the rest. */
const comparable = ({ facts, phase, nodeName, ownerKind, ownerName, labels, ...rest }: ObjectState) => ({
  phase,
  nodeName,
  owner: ownerName === '' ? null : `${ownerKind}/${ownerName}`,
  labels,
  cpuMillicores: rest.cpuMillicores,
  memoryBytes: rest.memoryBytes,
  gpus: rest.gpus,
  ...facts,
})

function changeOf(now: StoredState, before: StoredState | undefined): ObjectChange[] {
  const { state } = now
  const at = state.observedAt
  if (state.isDeleted) return before?.state.isDeleted ? [] : [{ what: 'deleted', at, state, fields: [] }]
  if (before === undefined || before.state.isDeleted) return [{ what: 'created', at, state, fields: [] }]
  // Told again by somebody who did not know that it was stored.
  if (before.fingerprint === now.fingerprint) return []
  return [{ what: 'changed', at, state, fields: changedFacts(comparable(before.state), comparable(state)) }]
}

/** One page; `next` is where the following one starts, null when there is none. */
export async function objectChanges(
  events: Events,
  question: ChangeQuestion,
): Promise<{ changes: ObjectChange[]; next: ChangeCursor | null }> {
  const keys = await keysOf(events, question)
  const last = keys.at(-1)
  if (last === undefined) return { changes: [], next: null }
  const before = await keysBefore(events, question, keys)
  const states = await statesByKey(events, [...keys, ...before.values()])
  const byName = new Map(
    states.map((stored) => [nameOf({ ...stored.state, version: stored.version }), stored]),
  )
  const changes = keys.flatMap((key) => {
    const now = byName.get(nameOf(key))
    const beforeKey = before.get(nameOf(key))
    return now === undefined ? [] : changeOf(now, beforeKey && byName.get(nameOf(beforeKey)))
  })
  const next = { version: last.version.toString(), kind: last.kind, uid: last.uid }
  return { changes, next: keys.length < question.limit ? null : next }
}
