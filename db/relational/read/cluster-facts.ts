// Which sources speak of which clusters, and what each says. Keys: (cluster, source), and by source;
// bounded by `limit`.
import { and, asc, eq, gt, isNull } from 'drizzle-orm'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Relational } from '../client.ts'
import { clusterFacts } from '../schema/inventory.ts'

export type ToldClusterRow = typeof clusterFacts.$inferSelect

/** What each source says of one cluster, the most believed first; those that find it no more included. */
export async function toldOfCluster(
  relational: Relational,
  args: { clusterId: ClusterId; limit: number },
): Promise<ToldClusterRow[]> {
  return relational.db
    .select()
    .from(clusterFacts)
    .where(eq(clusterFacts.clusterId, args.clusterId))
    .orderBy(asc(clusterFacts.rank), asc(clusterFacts.sourceId))
    .limit(args.limit)
}

/** Clusters a source speaks of now, by id; the next page starts after the last one. */
export async function clustersOfSource(
  relational: Relational,
  args: { sourceId: string; afterId: string; limit: number },
): Promise<ToldClusterRow[]> {
  return relational.db
    .select()
    .from(clusterFacts)
    .where(
      and(
        eq(clusterFacts.sourceId, args.sourceId),
        isNull(clusterFacts.goneAt),
        gt(clusterFacts.clusterId, args.afterId),
      ),
    )
    .orderBy(asc(clusterFacts.clusterId))
    .limit(args.limit)
}
