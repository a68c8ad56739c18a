// The newest counts of clusters. Key: cluster; bounded by `limit`. A cluster without a row was never
// counted, which is not the same as having nothing.
import { and, asc, gt, inArray } from 'drizzle-orm'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Relational } from '../client.ts'
import { clusterCounts } from '../schema/inventory.ts'

export type ClusterCountsRow = typeof clusterCounts.$inferSelect

/** By id; the next page starts after the last one. */
export async function listClusterCounts(
  relational: Relational,
  args: { among: 'all' | readonly ClusterId[]; afterId: string; limit: number },
): Promise<ClusterCountsRow[]> {
  const { among, afterId, limit } = args
  return relational.db
    .select()
    .from(clusterCounts)
    .where(
      and(
        gt(clusterCounts.clusterId, afterId),
        ...(among === 'all' ? [] : [inArray(clusterCounts.clusterId, [...among])]),
      ),
    )
    .orderBy(asc(clusterCounts.clusterId))
    .limit(limit)
}
