// Who may read a source until when, by the clock of the store alone: the clocks of workers may differ.
// Each call is one statement over any number of sources, taken in one order so that two never lock each other.
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Relational } from '../client.ts'
import { sourceLeases } from '../schema/collection.ts'

export interface LeaseArgs {
  readonly sourceIds: readonly string[]
  /** Unique to the process that asks. */
  readonly holder: string
}

const answer = z.array(z.object({ source_id: z.string() }))
const asked = (sourceIds: readonly string[]) =>
  sql`jsonb_array_elements_text(${JSON.stringify([...new Set(sourceIds)])}::jsonb)`

/** Sources that are now this holder's for `ttlMs`: free ones, run-out ones and its own. */
export async function acquireLeases(
  relational: Relational,
  { sourceIds, holder, ttlMs }: LeaseArgs & { ttlMs: number },
): Promise<string[]> {
  const { rows } = await relational.db.execute(sql`
    INSERT INTO ${sourceLeases} (source_id, holder, expires_at)
    SELECT source_id, ${holder}::text, now() + ${ttlMs}::float8 * interval '1 millisecond'
    FROM ${asked(sourceIds)} AS wanted(source_id) ORDER BY source_id
    ON CONFLICT (source_id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
    WHERE source_leases.holder = excluded.holder OR source_leases.expires_at <= now()
    RETURNING source_id`)
  return answer.parse(rows).map(({ source_id }) => source_id)
}

/** Those of its leases that had not run out and now last `ttlMs` again; any other is lost. */
export async function renewLeases(
  relational: Relational,
  { sourceIds, holder, ttlMs }: LeaseArgs & { ttlMs: number },
): Promise<string[]> {
  const { rows } = await relational.db.execute(sql`
    WITH own AS (
      SELECT source_id FROM ${sourceLeases}
      WHERE source_id IN (SELECT * FROM ${asked(sourceIds)}) AND holder = ${holder} AND expires_at > now()
      ORDER BY source_id FOR UPDATE)
    UPDATE ${sourceLeases} SET expires_at = now() + ${ttlMs}::float8 * interval '1 millisecond'
    FROM own WHERE source_leases.source_id = own.source_id
    RETURNING source_leases.source_id`)
  return answer.parse(rows).map(({ source_id }) => source_id)
}

/** Its own leases are free at once; others' stay. */
export async function releaseLeases(relational: Relational, { sourceIds, holder }: LeaseArgs): Promise<void> {
  await relational.db.execute(sql`
    WITH own AS (
      SELECT source_id FROM ${sourceLeases}
      WHERE source_id IN (SELECT * FROM ${asked(sourceIds)}) AND holder = ${holder}
      ORDER BY source_id FOR UPDATE)
    DELETE FROM ${sourceLeases} USING own WHERE source_leases.source_id = own.source_id`)
}
