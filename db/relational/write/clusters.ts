// Makes clusters known. Registering one again changes nothing.
import type { Relational } from '../client.ts'
import { clusters } from '../schema/inventory.ts'

export async function registerCluster(
  relational: Relational,
  cluster: { id: string; region: string | null; accountId: string | null; now: Date },
): Promise<void> {
  await relational.db
    .insert(clusters)
    .values({
      id: cluster.id,
      name: cluster.id,
      region: cluster.region,
      accountId: cluster.accountId,
      firstSeenAt: cluster.now,
    })
    .onConflictDoNothing()
}
