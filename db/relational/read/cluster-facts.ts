// Which sources speak of which clusters, and what each says. Keys: (cluster, source), and by source;
// bounded by `limit`.
import { and, asc, eq, isNull } from 'drizzle-orm'
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

/** Clusters a source speaks of now, by id. */
export async function clustersOfSource(
  relational: Relational,
  args: { sourceId: string; limit: number },
): Promise<ToldClusterRow[]> {
  return relational.db
    .select()
    .from(clusterFacts)
    .where(and(eq(clusterFacts.sourceId, args.sourceId), isNull(clusterFacts.goneAt)))
    .orderBy(asc(clusterFacts.clusterId))
    .limit(args.limit)
}
