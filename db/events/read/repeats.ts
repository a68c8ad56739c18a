// Events that told of a request already counted: events whose stage counts, minus the requests they
// came to. Only of buckets whose seal is current, finer grains standing in for the open ones, so that
// an insert under way is never taken for a repeat. Bound: clusters given times buckets of the window.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Grain, Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { clusterCondition, scopeParams, windowParams } from './event-bounds.ts'

interface Parents {
  readonly grain: Grain
  readonly clusters: readonly string[]
  readonly buckets: readonly number[]
}

const grainOrder: readonly Grain[] = ['day', 'hour', 'minute']
const startOfBucket = { day: 'toStartOfDay', hour: 'toStartOfHour', minute: 'toStartOfMinute' } as const
const openMost = 10_000

const row = z.object({
  cluster_id: z.string(),
  sealed_buckets: z.coerce.number(),
  repeats: z.coerce.number(),
  open: z.array(z.coerce.number()),
})

function bounds(scope: Scope, parents: Parents | null): string {
  const within = parents
    ? ` AND (cluster_id, ${startOfBucket[parents.grain]}(bucket)) IN (SELECT pair.1, toDateTime(pair.2, 'UTC') FROM (
        SELECT arrayJoin(arrayZip({parent_clusters:Array(String)}, {parent_buckets:Array(UInt32)})) AS pair))`
    : ''
  return `grain = {grain:String} AND cluster_id IN {of_clusters:Array(String)}
    AND bucket >= toDateTime({from:UInt32}, 'UTC') AND bucket < toDateTime({to:UInt32}, 'UTC')${clusterCondition(scope)}${within}`
}

/** Minutes from before events were told apart count fewer events than requests; they say nothing. */
function question(where: string): string {
  return `
    SELECT cluster_id, sumIf(countable - requests, sealed >= touched AND countable >= requests) AS repeats,
      countIf(sealed >= touched AND countable >= requests) AS sealed_buckets,
      groupArrayIf(${openMost})(toUnixTimestamp(bucket), sealed < touched) AS open
    FROM (
      SELECT cluster_id, bucket, sum(touches) AS touched, sum(audit_dirty.countable) AS countable
      FROM audit_dirty WHERE ${where} GROUP BY cluster_id, bucket
    ) AS dirty
    LEFT JOIN (
      SELECT cluster_id, bucket, max(touches) AS sealed, argMax(seal_id, (touches, seal_id)) AS seal_id
      FROM seals WHERE ${where} GROUP BY cluster_id, bucket
    ) AS done USING (cluster_id, bucket)
    LEFT JOIN (
      SELECT cluster_id, bucket, seal_id, sum(talkers.requests) AS requests
      FROM talkers WHERE ${where} GROUP BY cluster_id, bucket, seal_id
    ) AS counted USING (cluster_id, bucket, seal_id)
    GROUP BY cluster_id`
}

/** By cluster; one of which nothing in the window is sealed is absent. */
export async function repeatsByCluster(
  events: Events,
  args: { scope: Scope; window: Window; clusters: readonly ClusterId[] },
): Promise<ReadonlyMap<ClusterId, number>> {
  const found = new Map<ClusterId, number>()
  let parents: Parents | null = null
  if (args.clusters.length === 0) return found
  for (const grain of grainOrder.slice(grainOrder.indexOf(args.window.grain))) {
    const rows: z.infer<typeof row>[] = await events.rows({
      query: question(bounds(args.scope, parents)),
      params: {
        ...scopeParams(args.scope),
        ...windowParams(args.window),
        grain,
        of_clusters: [...args.clusters],
        ...(parents && { parent_clusters: [...parents.clusters], parent_buckets: [...parents.buckets] }),
      },
      row,
    })
    for (const { cluster_id, repeats, sealed_buckets } of rows) {
      if (sealed_buckets > 0) found.set(cluster_id, (found.get(cluster_id) ?? 0) + repeats)
    }
    const open = rows.flatMap(({ cluster_id, open }) => open.map((bucket) => ({ cluster_id, bucket })))
    if (open.length === 0) return found
    parents = {
      grain,
      clusters: open.map(({ cluster_id }) => cluster_id),
      buckets: open.map(({ bucket }) => bucket),
    }
  }
  return found
}
