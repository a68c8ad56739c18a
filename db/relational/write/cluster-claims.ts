// Which source reads the objects of a cluster, when several lead to it: leases like those of workers, held
// by sources. Decided by the clock of the store alone; two sources never have one cluster.
import { and, eq, sql } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { claimPrefix, sourceLeases } from '../schema/collection.ts'

export interface ClusterClaim {
  readonly clusterId: string
  readonly sourceId: string
}

/**
 * Takes those clusters that are free, lapsed or the source's own already, for `forMs` from now on. Answers
 * which source has each of them afterwards.
 */
export async function claimClusters(
  relational: Relational,
  { claims, forMs }: { claims: readonly ClusterClaim[]; forMs: number },
): Promise<ClusterClaim[]> {
  // In one order for all, so that the store does not lock several who ask against each other.
  const sorted = [...claims].sort((left, right) => (left.clusterId < right.clusterId ? -1 : 1))
  const names = sql.param(sorted.map(({ clusterId }) => claimPrefix + clusterId))
  const holders = sql.param(sorted.map(({ sourceId }) => sourceId))
  const mayTake = sql`${sourceLeases.holder} = excluded.holder OR ${sourceLeases.expiresAt} <= clock_timestamp()`
  const { rows } = await relational.db.execute<{ name: string; holder: string }>(sql`
    INSERT INTO ${sourceLeases} (name, holder, expires_at)
    SELECT asked.name, asked.holder, clock_timestamp() + make_interval(secs => ${forMs / 1_000}::float8)
    FROM unnest(${names}::text[], ${holders}::text[]) AS asked (name, holder)
    ON CONFLICT (name) DO UPDATE SET
      holder = CASE WHEN ${mayTake} THEN excluded.holder ELSE ${sourceLeases.holder} END,
      expires_at = CASE WHEN ${mayTake} THEN excluded.expires_at ELSE ${sourceLeases.expiresAt} END
    RETURNING name, holder`)
  return rows.map(({ name, holder }) => ({ clusterId: name.slice(claimPrefix.length), sourceId: holder }))
}

/** Another source may read it at once. */
export async function releaseClaim(
  relational: Relational,
  { clusterId, sourceId }: ClusterClaim,
): Promise<void> {
  await relational.db
    .delete(sourceLeases)
    .where(and(eq(sourceLeases.holder, sourceId), eq(sourceLeases.name, claimPrefix + clusterId)))
}
