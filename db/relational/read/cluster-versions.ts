// Version calendars as providers told them, by provider and version. Key: primary key; bounded by `limit`.
import { asc } from 'drizzle-orm'
import { type ClusterVersion, clusterVersionSchema } from '../../../domain/support/calendar.ts'
import type { Relational } from '../client.ts'
import { clusterVersions } from '../schema/inventory.ts'

export interface ToldClusterVersion extends ClusterVersion {
  readonly observedAt: Date
}

export async function listClusterVersions(
  relational: Relational,
  args: { limit: number },
): Promise<ToldClusterVersion[]> {
  const rows = await relational.db
    .select()
    .from(clusterVersions)
    .orderBy(asc(clusterVersions.provider), asc(clusterVersions.version))
    .limit(args.limit)
  return rows.map(({ facts, observedAt }) => ({ ...clusterVersionSchema.parse(facts), observedAt }))
}
