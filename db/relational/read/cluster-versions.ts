// Version calendars as providers told them. Scans a table of a few dozen rows; bounded by `limit`. A row
// that this release cannot read is left out: the shipped calendar speaks in its place.
import { asc } from 'drizzle-orm'
import { type ClusterVersion, clusterVersionSchema } from '../../../domain/support/calendar.ts'
import type { Relational } from '../client.ts'
import { clusterVersions } from '../schema/inventory.ts'

export async function listClusterVersions(
  relational: Relational,
  { limit }: { limit: number },
): Promise<ClusterVersion[]> {
  const rows = await relational.db
    .select({ facts: clusterVersions.facts })
    .from(clusterVersions)
    .orderBy(asc(clusterVersions.provider), asc(clusterVersions.version))
    .limit(limit)
  return rows.flatMap(({ facts }) => clusterVersionSchema.safeParse(facts).data ?? [])
}
