// Who reads which part of all sources. Decided by the clock of the store alone, so clocks of workers may
// be wrong by any amount; a row is locked while it is judged, so two workers never hold the same one.
import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { sourceLeases } from '../schema/collection.ts'

/**
 * Takes those leases that are free, lapsed or its own already, and holds them for `forMs` from now on.
 * Answers all that `holder` now has among `names`: what is missing belongs to somebody else.
 */
export async function takeLeases(
  relational: Relational,
  { holder, names, forMs }: { holder: string; names: readonly string[]; forMs: number },
): Promise<string[]> {
  const { rows } = await relational.db.execute<{ name: string }>(sql`
    INSERT INTO ${sourceLeases} (name, holder, expires_at)
    SELECT asked, ${holder}::text, clock_timestamp() + make_interval(secs => ${forMs / 1_000}::float8)
    FROM unnest(${sql.param([...names].sort())}::text[]) AS asked
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
    WHERE ${sourceLeases.holder} = excluded.holder OR ${sourceLeases.expiresAt} <= clock_timestamp()
    RETURNING name`)
  return rows.map(({ name }) => name)
}

/** Others may take them at once. */
export async function releaseLeases(
  relational: Relational,
  { holder, names }: { holder: string; names: readonly string[] },
): Promise<void> {
  await relational.db
    .delete(sourceLeases)
    .where(and(eq(sourceLeases.holder, holder), inArray(sourceLeases.name, [...names])))
}
