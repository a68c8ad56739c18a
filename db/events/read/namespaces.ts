// Namespaces by how many clusters have them: those that API servers list now, and those that audit logs told
// of since an instant. Key: `objects` by (cluster, kind), `talkers` by (grain, cluster, bucket); bound: the
// namespaces of the clusters in scope, and the days asked for times the keys of a day.
import { z } from 'zod'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Events } from '../client.ts'
import { clusterCondition, namespaceCondition, scopeParams } from './event-bounds.ts'
import { objectSource } from './object-source.ts'

export interface NamespaceCount {
  readonly namespace: string
  readonly clusters: number
}

/** Those of most clusters first; `total` counts what matches beyond the limit, too. */
export async function namespaceCounts(
  events: Events,
  args: { scope: Scope; since: Date; words: readonly string[]; limit: number },
): Promise<{ rows: NamespaceCount[]; total: number }> {
  const { scope, since, words, limit } = args
  const listed = await objectSource(events, { scope, kinds: ['Namespace'] })
  const holds = words
    .map((_, place) => ` AND position(lower(namespace), {word_${place}:String}) > 0`)
    .join('')
  const rows = await events.rows({
    query: `
      SELECT namespace, uniqExact(cluster_id) AS clusters, count() OVER () AS total FROM (
        SELECT cluster_id, toString(name) AS namespace FROM ${listed.rows([])}
        UNION ALL
        SELECT DISTINCT cluster_id, toString(namespace) AS namespace FROM (
          SELECT DISTINCT cluster_id, CAST(key, 'UInt64') AS key_id FROM talkers
          WHERE grain = 'day' AND bucket >= toDateTime({since:UInt32}, 'UTC')${clusterCondition(scope)}
        ) AS used
        ANY INNER JOIN (
          SELECT key_id, namespace FROM talker_keys WHERE namespace != ''${namespaceCondition(scope)}
        ) AS named USING (key_id)
      ) WHERE 1${holds}
      GROUP BY namespace ORDER BY clusters DESC, namespace LIMIT {limit:UInt32}`,
    params: {
      ...listed.params,
      ...scopeParams(scope),
      ...Object.fromEntries(words.map((word, place) => [`word_${place}`, word])),
      since: Math.floor(since.getTime() / 1_000),
      limit,
    },
    row: z.object({
      namespace: z.string(),
      clusters: z.coerce.number(),
      total: z.coerce.number(),
    }),
  })
  return {
    rows: rows.map(({ namespace, clusters }) => ({ namespace, clusters })),
    total: rows[0]?.total ?? 0,
  }
}
