// Known clusters, by id. Key: primary key; bounded by `limit`.
import { asc, eq } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { clusters } from '../schema/inventory.ts'

export type ClusterRow = typeof clusters.$inferSelect

export async function listClusters(relational: Relational, args: { limit: number }): Promise<ClusterRow[]> {
  return relational.db.select().from(clusters).orderBy(asc(clusters.id)).limit(args.limit)
}

export async function getCluster(
  relational: Relational,
  args: { id: string },
): Promise<ClusterRow | undefined> {
  const [row] = await relational.db.select().from(clusters).where(eq(clusters.id, args.id)).limit(1)
  return row
}
