// In which buckets each of some clusters sent anything, so that a talker of one is not judged by when another arrived.
// Key: as in coverage.ts; bound: the clusters asked for times the buckets of the window.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { logged } from './coverage.ts'
import { clusterCondition, inWindow, scopeParams, windowParams } from './event-bounds.ts'

/** Bucket starts in Unix seconds; a cluster without any is absent. */
export async function coveredBuckets(
  events: Events,
  args: { scope: Scope; window: Window; clusters: readonly ClusterId[] },
): Promise<ReadonlyMap<ClusterId, ReadonlySet<number>>> {
  const { scope, window, clusters } = args
  const rows = await events.rows({
    query: `
      SELECT cluster_id, groupUniqArray(toUnixTimestamp(bucket)) AS starts FROM (
        SELECT cluster_id, bucket FROM audit_dirty WHERE grain = {grain:String} AND ${inWindow}${clusterCondition(scope)}
        ${window.grain === 'minute' ? '' : `UNION ALL ${logged(args, window.grain)}`})
      WHERE cluster_id IN {asked_clusters:Array(String)}
      GROUP BY cluster_id`,
    params: {
      ...{ grain: window.grain, ...windowParams(window), ...scopeParams(scope) },
      asked_clusters: [...clusters],
    },
    row: z.object({ cluster_id: z.string(), starts: z.array(z.coerce.number()) }),
  })
  return new Map(rows.map((row) => [row.cluster_id, new Set(row.starts)]))
}
