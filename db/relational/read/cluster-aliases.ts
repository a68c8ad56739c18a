// The other names of clusters. Key: by cluster; bounded by the clusters given and `limit`.
import { asc, inArray } from 'drizzle-orm'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Relational } from '../client.ts'
import { clusterAliases } from '../schema/inventory.ts'

export type ClusterAliasRow = typeof clusterAliases.$inferSelect

export async function aliasesOf(
  relational: Relational,
  args: { clusterIds: readonly ClusterId[]; limit: number },
): Promise<ClusterAliasRow[]> {
  return relational.db
    .select()
    .from(clusterAliases)
    .where(inArray(clusterAliases.clusterId, [...args.clusterIds]))
    .orderBy(asc(clusterAliases.clusterId), asc(clusterAliases.kind), asc(clusterAliases.value))
    .limit(args.limit)
}
