// What of the requests since an instant is durable by now, for whoever watches them come in: how many each minute
// holds, and the newest that were not told yet. Key: (cluster, minute); bounded by the minutes asked about and `limit`.
import { z } from 'zod'
import type { Scope } from '../../../domain/model/scope.ts'
import type { ApiRequest, TalkerFilter } from '../../../domain/model/talker.ts'
import type { Events } from '../client.ts'
import { clusterCondition, namespaceCondition, scopeParams } from './event-bounds.ts'
import { rawRequests, requestColumns, requestRow } from './request-rows.ts'
import { filterCondition, filterParams } from './talker-dimensions.ts'

export interface TailQuestion {
  readonly scope: Scope
  readonly where: TalkerFilter
  readonly signal?: AbortSignal | undefined
}

export interface ClusterMinute {
  readonly clusterId: string
  /** Its start, Unix seconds. */
  readonly minute: number
}

/** Most minutes of clusters that one look is about. */
const minuteLimit = 50_000
const count = z.coerce.number()
const minuteRow = z.object({ cluster_id: z.string(), minute: count, n: count })

const named = ({ cluster_id, minute, n }: z.infer<typeof minuteRow>) => ({
  clusterId: cluster_id,
  minute,
  n,
})

/** How often each minute since `from` (Unix seconds) was touched; those that were not are left out. */
export async function touchedMinutes(
  events: Events,
  args: TailQuestion & { from: number },
): Promise<(ClusterMinute & { n: number })[]> {
  const rows = await events.rows({
    query: `
      SELECT cluster_id, toUnixTimestamp(bucket) AS minute, sum(touches) AS n FROM audit_dirty
      WHERE grain = 'minute' AND bucket >= toDateTime({from:UInt32}, 'UTC')${clusterCondition(args.scope, args.where)}
      GROUP BY cluster_id, bucket ORDER BY bucket DESC LIMIT ${minuteLimit}`,
    params: { from: args.from, ...scopeParams(args.scope), ...filterParams(args.where) },
    row: minuteRow,
    ...(args.signal ? { signal: args.signal } : {}),
  })
  return rows.map(named)
}

const inMinutes = `(cluster_id, minute) IN (SELECT pair.1, toDateTime(pair.2, 'UTC') FROM (
    SELECT arrayJoin(arrayZip({tail_clusters:Array(String)}, {tail_minutes:Array(UInt32)})) AS pair))`

const matching = ({ scope, where }: TailQuestion) =>
  `(${rawRequests(`${inMinutes}${clusterCondition(scope, where)}${namespaceCondition(scope)}`)})
      WHERE 1${filterCondition(where)}`

const minutesParams = (args: TailQuestion & { minutes: readonly ClusterMinute[] }) => ({
  tail_clusters: args.minutes.map(({ clusterId }) => clusterId),
  tail_minutes: args.minutes.map(({ minute }) => minute),
  ...scopeParams(args.scope),
  ...filterParams(args.where),
})

/** Requests that match in each of these minutes, told twice or not; minutes without any are left out. */
export async function requestsByMinute(
  events: Events,
  args: TailQuestion & { minutes: readonly ClusterMinute[] },
): Promise<(ClusterMinute & { n: number })[]> {
  const rows = await events.rows({
    query: `
      SELECT cluster_id, toUnixTimestamp(minute) AS minute, n FROM (
        SELECT cluster_id, minute, count() AS n FROM ${matching(args)} GROUP BY cluster_id, minute)`,
    params: minutesParams(args),
    row: minuteRow,
    ...(args.signal ? { signal: args.signal } : {}),
  })
  return rows.map(named)
}

/** The newest of them, without those whose ids were told. The id is a number of the store's. */
export async function newestRequests(
  events: Events,
  args: TailQuestion & { minutes: readonly ClusterMinute[]; told: readonly string[]; limit: number },
): Promise<{ id: string; request: ApiRequest }[]> {
  const rows = await events.rows({
    query: `
      SELECT toString(tail_id) AS tail_id, ${requestColumns} FROM (
        SELECT *, cityHash64(cluster_id, audit_id, received_at) AS tail_id FROM ${matching(args)})
      WHERE tail_id NOT IN (SELECT toUInt64(arrayJoin({told:Array(String)})))
      ORDER BY at DESC, cluster_id, audit_id LIMIT {limit:UInt32}`,
    params: { ...minutesParams(args), told: args.told, limit: args.limit },
    row: z.object({ tail_id: z.string() }).and(requestRow),
    ...(args.signal ? { signal: args.signal } : {}),
  })
  return rows.map(({ tail_id, request }) => ({ id: tail_id, request }))
}
