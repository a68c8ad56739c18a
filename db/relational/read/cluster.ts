// One cluster with all that is known of it. Key: primary key.
import { eq } from 'drizzle-orm'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Relational } from '../client.ts'
import { clusters } from '../schema/inventory.ts'

export type WholeClusterRow = typeof clusters.$inferSelect

export async function getCluster(
  relational: Relational,
  args: { id: ClusterId },
): Promise<WholeClusterRow | undefined> {
  const [row] = await relational.db.select().from(clusters).where(eq(clusters.id, args.id)).limit(1)
  return row
}
