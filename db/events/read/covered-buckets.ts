// In which buckets each of some clusters sent anything, so that a talker of one is not judged by when another arrived.
// Key: `audit_dirty` by (grain, cluster, bucket); bound: the clusters asked for times the buckets of the window.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { clusterCondition, scopeParams, windowParams } from './event-bounds.ts'

/** Bucket starts in Unix seconds; a cluster without any is absent. */
export async function coveredBuckets(
  events: Events,
  args: { scope: Scope; window: Window; clusters: readonly ClusterId[] },
): Promise<ReadonlyMap<ClusterId, ReadonlySet<number>>> {
  const { scope, window, clusters } = args
  const rows = await events.rows({
    query: `
      SELECT cluster_id, groupUniqArray(toUnixTimestamp(bucket)) AS starts FROM audit_dirty
      WHERE grain = {grain:String} AND bucket >= toDateTime({from:UInt32}, 'UTC') AND bucket < toDateTime({to:UInt32}, 'UTC')
        AND cluster_id IN {asked_clusters:Array(String)}${clusterCondition(scope)}
      GROUP BY cluster_id`,
    params: {
      ...{ grain: window.grain, ...windowParams(window), ...scopeParams(scope) },
      asked_clusters: [...clusters],
    },
    row: z.object({ cluster_id: z.string(), starts: z.array(z.coerce.number()) }),
  })
  return new Map(rows.map((row) => [row.cluster_id, new Set(row.starts)]))
}
