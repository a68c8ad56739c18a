// Marks a cluster as written. Whatever lists show of a cluster is kept in memory by who answers them, and read anew
// when the cluster's row was written (read/touched-rows.ts): so whoever writes any of it beside that row does this, in
// the same transaction. Counts of objects have a row of their own that says it.
import { eq } from 'drizzle-orm'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Relational } from '../client.ts'
import { clusters } from '../schema/inventory.ts'
import type { Transaction } from './cluster-changes.ts'

/** Holds the cluster until the transaction ends, as well. False when no such cluster is known. */
export async function touchCluster(
  tx: Transaction | Relational['db'],
  clusterId: ClusterId,
): Promise<boolean> {
  const own = eq(clusters.id, clusterId)
  const { rowCount } = await tx.update(clusters).set({ id: clusterId }).where(own)
  return rowCount === 1
}
