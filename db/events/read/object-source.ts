// Where the states of objects stand at an instant: the newest of each alive object now, or at any instant
// of retention. It only finds and names the rows. What never changes of an object (its place and name) is
// judged before states are folded, everything else after. Key: (cluster, kind, namespace, name, uid);
// for the past also every state since the cluster's last keyframe before the instant.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { ObjectKind } from '../../../domain/model/kube-object.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Events } from '../client.ts'
import { lastVersionAt, objectKey } from '../object-rows.ts'
import { clusterCondition, scopeParams } from './event-bounds.ts'

export interface SourceQuestion {
  readonly scope: Scope
  /** Absent: all in scope. */
  readonly clusters?: readonly ClusterId[]
  readonly kinds: readonly ObjectKind[]
  /** Absent: as they stand now. */
  readonly at?: Date
  readonly namespaces?: readonly string[]
  /** A part of the name, in any case. */
  readonly namePart?: string
}

/** What may change of an object and can be asked for. */
export type StateColumn =
  | 'cpu_millicores'
  | 'created_at'
  | 'facts'
  | 'gpus'
  | 'labels'
  | 'memory_bytes'
  | 'node_name'
  | 'owner_kind'
  | 'owner_name'
  | 'phase'

export interface ObjectSource {
  /** A subquery of alive objects: their key, `version` and the columns asked for. */
  rows(columns: readonly StateColumn[]): string
  readonly params: Record<string, unknown>
}

/** Conditions on what an object keeps for life; the values are in `placeParams`. */
export function placeCondition(question: Omit<SourceQuestion, 'at'>): string {
  const { scope, clusters, namespaces, namePart } = question
  return [
    `kind IN {kinds:Array(String)}${clusterCondition(scope)}`,
    // A namespace is itself one of those a viewer may see; what lies in none is not.
    scope.namespaces === 'all'
      ? ''
      : "if(kind = 'Namespace', name, namespace) IN {scope_namespaces:Array(String)}",
    clusters === undefined ? '' : 'cluster_id IN {asked_clusters:Array(String)}',
    namespaces === undefined ? '' : 'namespace IN {namespaces:Array(String)}',
    namePart === undefined ? '' : 'positionCaseInsensitiveUTF8(name, {name_part:String}) > 0',
  ]
    .filter((condition) => condition !== '')
    .join(' AND ')
}

export function placeParams(question: Omit<SourceQuestion, 'at'>): Record<string, unknown> {
  const { scope, clusters, kinds, namespaces, namePart } = question
  return {
    ...scopeParams(scope),
    kinds: [...kinds],
    ...(clusters && { asked_clusters: [...clusters] }),
    ...(namespaces && { namespaces: [...namespaces] }),
    ...(namePart === undefined ? {} : { name_part: namePart }),
  }
}

const keyframeRow = z.object({ since: z.coerce.number() })

/** Start of the first day that must be read to know an instant, in Unix seconds; 0 means from the beginning. */
export async function knownSince(
  events: Events,
  args: { scope: Scope; clusters?: readonly ClusterId[]; at: Date },
): Promise<number> {
  const { scope, clusters, at } = args
  const asked = clusters === undefined ? '' : ' AND cluster_id IN {asked_clusters:Array(String)}'
  // A cluster that has no keyframe yet must be read from its beginning, and so all must.
  const [row] = await events.rows({
    query: `
      SELECT if(count() = 0, 0, toUnixTimestamp(min(newest))) AS since FROM (
        SELECT cluster_id, maxIf(day, is_keyframe AND day <= toDateTime({at:UInt32}, 'UTC')) AS newest FROM (
          SELECT cluster_id, day, 1 AS is_keyframe FROM object_keyframes WHERE 1${clusterCondition(scope)}${asked}
          UNION ALL
          SELECT DISTINCT cluster_id, toDateTime(0, 'UTC') AS day, 0 AS is_keyframe FROM objects WHERE 1${clusterCondition(scope)}${asked}
        ) GROUP BY cluster_id)`,
    params: {
      ...scopeParams(scope),
      at: Math.floor(at.getTime() / 1_000),
      ...(clusters && { asked_clusters: [...clusters] }),
    },
    row: keyframeRow,
  })
  return row?.since ?? 0
}

const lasting = objectKey.join(', ')

function rowsNow(question: SourceQuestion) {
  return (columns: readonly StateColumn[]): string => `(
    SELECT ${[lasting, 'version', ...columns].join(', ')} FROM objects FINAL
    PREWHERE ${placeCondition(question)} WHERE is_deleted = 0)`
}

function rowsThen(question: SourceQuestion) {
  const stood = (columns: readonly StateColumn[]): string =>
    columns
      .map((column) => `, argMax(object_states.${column}, object_states.version) AS last_${column}`)
      .join('')
  return (columns: readonly StateColumn[]): string => `(
    SELECT ${lasting}, last_version AS version${columns.map((column) => `, last_${column} AS ${column}`).join('')}
    FROM (
      SELECT ${lasting}, max(object_states.version) AS last_version,
        argMax(is_deleted, object_states.version) AS last_is_deleted${stood(columns)}
      FROM object_states
      PREWHERE day >= toDateTime({since:UInt32}, 'UTC') AND day <= toDateTime({until:UInt32}, 'UTC')
        AND version <= {last_version:UInt64} AND ${placeCondition(question)}
      GROUP BY ${lasting})
    WHERE last_is_deleted = 0)`
}

/** Alive objects of a question, now or at its instant. */
export async function objectSource(events: Events, question: SourceQuestion): Promise<ObjectSource> {
  const { scope, clusters, at } = question
  const params = placeParams(question)
  if (at === undefined) return { rows: rowsNow(question), params }
  const since = await knownSince(events, { scope, at, ...(clusters && { clusters }) })
  return {
    rows: rowsThen(question),
    params: {
      ...params,
      since,
      until: Math.floor(at.getTime() / 1_000),
      last_version: lastVersionAt(at).toString(),
    },
  }
}
