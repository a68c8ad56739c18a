// Known clusters and where they stand, by id: what scopes are resolved through. Key: primary key; bounded by
// `limit`. Facts are not read here.
import { asc } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { clusters } from '../schema/inventory.ts'

export type ClusterRow = Pick<
  typeof clusters.$inferSelect,
  'id' | 'name' | 'accountId' | 'region' | 'tags' | 'goneAt'
>

export const clusterColumns = {
  id: clusters.id,
  name: clusters.name,
  accountId: clusters.accountId,
  region: clusters.region,
  tags: clusters.tags,
  goneAt: clusters.goneAt,
}

export async function listClusters(relational: Relational, args: { limit: number }): Promise<ClusterRow[]> {
  return relational.db.select(clusterColumns).from(clusters).orderBy(asc(clusters.id)).limit(args.limit)
}
