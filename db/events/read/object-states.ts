// Whole states of objects whose keys and versions are known. Key: (cluster, kind, namespace, name, uid,
// version) within the days they can lie on; bound: the states asked for.
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Events } from '../client.ts'
import { dayOfVersion, type StoredState, stateSelection, storedStateRow } from '../object-rows.ts'

export interface StateKey {
  readonly clusterId: ClusterId
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly version: bigint
}

/** Tuples of `stateKeyParams`: cluster, kind, namespace, name, uid, version. */
export const stateKeys = `(
  SELECT key.1, key.2, key.3, key.4, key.5, toUInt64(key.6) FROM (
    SELECT arrayJoin(arrayZip({key_clusters:Array(String)}, {key_kinds:Array(String)}, {key_namespaces:Array(String)},
      {key_names:Array(String)}, {key_uids:Array(String)}, {key_versions:Array(String)})) AS key))`

/** The same without the version. */
export const objectKeys = `(
  SELECT key.1, key.2, key.3, key.4, key.5 FROM (
    SELECT arrayJoin(arrayZip({key_clusters:Array(String)}, {key_kinds:Array(String)}, {key_namespaces:Array(String)},
      {key_names:Array(String)}, {key_uids:Array(String)})) AS key))`

export function stateKeyParams(keys: readonly StateKey[]): Record<string, unknown> {
  return {
    key_clusters: keys.map(({ clusterId }) => clusterId),
    key_kinds: keys.map(({ kind }) => kind),
    key_namespaces: keys.map(({ namespace }) => namespace),
    key_names: keys.map(({ name }) => name),
    key_uids: keys.map(({ uid }) => uid),
    key_versions: keys.map(({ version }) => version.toString()),
  }
}

/** In no order. A state lies on the day it was learned, and on those of keyframes it was carried to. */
export async function statesByKey(events: Events, keys: readonly StateKey[]): Promise<StoredState[]> {
  if (keys.length === 0) return []
  return events.rows({
    query: `
      SELECT ${stateSelection} FROM object_states
      PREWHERE (cluster_id, kind, namespace, name, uid, version) IN ${stateKeys}
        AND day IN (
          SELECT toDateTime(arrayJoin({key_days:Array(UInt32)}), 'UTC')
          UNION ALL SELECT day FROM object_keyframes WHERE cluster_id IN {key_clusters:Array(String)})
      LIMIT 1 BY cluster_id, kind, uid, version`,
    params: {
      ...stateKeyParams(keys),
      key_days: [...new Set(keys.map(({ version }) => dayOfVersion(version)))],
    },
    row: storedStateRow,
  })
}

/** Objects as they stand now, in no order; those that are gone are left out. Versions are not looked at. */
export async function newestByKey(events: Events, keys: readonly StateKey[]): Promise<StoredState[]> {
  if (keys.length === 0) return []
  return events.rows({
    query: `
      SELECT ${stateSelection} FROM objects FINAL
      PREWHERE (cluster_id, kind, namespace, name, uid) IN ${objectKeys}
      WHERE is_deleted = 0`,
    params: stateKeyParams(keys),
    row: storedStateRow,
  })
}
