// What was watched: newest event per cluster, and how many clusters had data in each bucket, hours that Logs Insights
// added up among them. Key: `audit_dirty` by (grain, cluster, bucket), `log_readings` by (cluster, hour); bounded by
// clusters times buckets of the window.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { clusterCondition, inWindow, scopeParams, windowParams } from './event-bounds.ts'

export interface NewestEvent {
  readonly clusterId: ClusterId
  readonly newest: Date
}

/** Newest event of every cluster in scope that has ever sent one; at most `limit` clusters. */
export async function newestByCluster(
  events: Events,
  args: { scope: Scope; limit: number },
): Promise<NewestEvent[]> {
  return events.rows({
    query: `
      SELECT cluster_id, toUnixTimestamp64Milli(toDateTime64(max(newest_at), 3, 'UTC')) AS newest_ms FROM audit_dirty
      WHERE grain = 'day'${clusterCondition(args.scope)}
      GROUP BY cluster_id ORDER BY cluster_id LIMIT {limit:UInt32}`,
    params: { ...scopeParams(args.scope), limit: args.limit },
    row: z
      .object({ cluster_id: z.string(), newest_ms: z.coerce.number() })
      .transform((raw) => ({ clusterId: raw.cluster_id, newest: new Date(raw.newest_ms) })),
  })
}

/** Whether raw audit told anything of the window. */
export async function isAnyTold(
  events: Events,
  args: { scope: Scope; window: Pick<Window, 'from' | 'to'> },
): Promise<boolean> {
  const rows = await events.rows({
    query: `
      SELECT 1 AS one FROM audit_dirty WHERE grain = 'minute' AND ${inWindow}${clusterCondition(args.scope)} LIMIT 1`,
    params: { ...windowParams(args.window), ...scopeParams(args.scope) },
    row: z.object({ one: z.coerce.number() }),
  })
  return rows.length > 0
}

/** Hours that were read whole, or the days they are of. */
export const logged = ({ scope }: { scope: Scope }, grain: 'hour' | 'day'): string =>
  `SELECT cluster_id, ${grain === 'hour' ? 'bucket' : 'toStartOfDay(bucket)'} AS bucket FROM log_readings
    WHERE is_whole = 1 AND ${inWindow}${clusterCondition(scope)}`

/** Clusters with at least one event, by bucket start (Unix seconds); a bucket that is absent has none. */
export async function clustersCovered(
  events: Events,
  args: { scope: Scope; window: Window },
): Promise<ReadonlyMap<number, number>> {
  const rows = await events.rows({
    query: `
      SELECT toUnixTimestamp(bucket) AS bucket, uniqExact(cluster_id) AS clusters FROM (
        SELECT cluster_id, bucket FROM audit_dirty
        WHERE grain = {grain:String} AND ${inWindow}${clusterCondition(args.scope)}
        ${args.window.grain === 'minute' ? '' : `UNION ALL ${logged(args, args.window.grain)}`})
      GROUP BY bucket`,
    params: { grain: args.window.grain, ...windowParams(args.window), ...scopeParams(args.scope) },
    row: z.object({ bucket: z.coerce.number(), clusters: z.coerce.number() }),
  })
  return new Map(rows.map((row) => [row.bucket, row.clusters]))
}

/** Hours of a window in which each cluster sent anything or was read; clusters without are absent. At most `limit` clusters. */
export async function coveredHours(
  events: Events,
  args: { scope: Scope; window: Pick<Window, 'from' | 'to'>; limit: number },
): Promise<ReadonlyMap<ClusterId, number>> {
  const rows = await events.rows({
    query: `
      SELECT cluster_id, uniqExact(bucket) AS hours FROM (
        SELECT cluster_id, bucket FROM audit_dirty WHERE grain = 'hour' AND ${inWindow}${clusterCondition(args.scope)}
        UNION ALL ${logged(args, 'hour')})
      GROUP BY cluster_id ORDER BY cluster_id LIMIT {limit:UInt32}`,
    params: { ...windowParams(args.window), ...scopeParams(args.scope), limit: args.limit },
    row: z.object({ cluster_id: z.string(), hours: z.coerce.number() }),
  })
  return new Map(rows.map((row) => [row.cluster_id, row.hours]))
}
