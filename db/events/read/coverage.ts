// What was watched: newest event per cluster, and how many clusters had data in each bucket.
// Key: `audit_dirty` by (grain, cluster, bucket); bounded by clusters times buckets of the window.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { clusterCondition, scopeParams, windowParams } from './sealed-talkers.ts'

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

/** Clusters with at least one event, by bucket start (Unix seconds); a bucket that is absent has none. */
export async function clustersCovered(
  events: Events,
  args: { scope: Scope; window: Window },
): Promise<ReadonlyMap<number, number>> {
  const rows = await events.rows({
    query: `
      SELECT toUnixTimestamp(bucket) AS bucket, uniqExact(cluster_id) AS clusters FROM audit_dirty
      WHERE grain = {grain:String} AND bucket >= toDateTime({from:UInt32}, 'UTC') AND bucket < toDateTime({to:UInt32}, 'UTC')
        ${clusterCondition(args.scope)}
      GROUP BY bucket`,
    params: { grain: args.window.grain, ...windowParams(args.window), ...scopeParams(args.scope) },
    row: z.object({ bucket: z.coerce.number(), clusters: z.coerce.number() }),
  })
  return new Map(rows.map((row) => [row.bucket, row.clusters]))
}

/** Hours of a window in which each cluster sent anything; clusters without are absent. At most `limit` clusters. */
export async function coveredHours(
  events: Events,
  args: { scope: Scope; window: Pick<Window, 'from' | 'to'>; limit: number },
): Promise<ReadonlyMap<ClusterId, number>> {
  const rows = await events.rows({
    query: `
      SELECT cluster_id, uniqExact(bucket) AS hours FROM audit_dirty
      WHERE grain = 'hour' AND bucket >= toDateTime({from:UInt32}, 'UTC') AND bucket < toDateTime({to:UInt32}, 'UTC')
        ${clusterCondition(args.scope)}
      GROUP BY cluster_id ORDER BY cluster_id LIMIT {limit:UInt32}`,
    params: { ...windowParams(args.window), ...scopeParams(args.scope), limit: args.limit },
    row: z.object({ cluster_id: z.string(), hours: z.coerce.number() }),
  })
  return new Map(rows.map((row) => [row.cluster_id, row.hours]))
}
