// Adds and removes sources that were defined on the page. A name is taken once, and an installation holds
// so many and no more. Each is one statement.
import { eq, sql } from 'drizzle-orm'
import type { PageSource } from '../../../domain/model/source-definition.ts'
import type { Relational } from '../client.ts'
import { sourceDefinitions } from '../schema/collection.ts'

export type Added = 'added' | 'name taken' | 'full'

/** Two at one moment may overshoot `most` by one each; the bound is against filling up, not exact. */
export async function addSourceDefinition(
  relational: Relational,
  source: { sourceId: string; definition: PageSource; now: Date; most: number },
): Promise<Added> {
  const { rows } = await relational.db.execute<{ held: number; added: number }>(sql`
    WITH held AS (SELECT count(*)::int AS n FROM ${sourceDefinitions}),
    added AS (
      INSERT INTO ${sourceDefinitions} (source_id, definition, created_at)
      SELECT ${source.sourceId}::text, ${JSON.stringify(source.definition)}::jsonb,
        ${source.now.toISOString()}::timestamptz
      FROM held WHERE held.n < ${source.most}::int
      ON CONFLICT (source_id) DO NOTHING RETURNING 1
    )
    SELECT held.n AS held, (SELECT count(*)::int FROM added) AS added FROM held`)
  const [told] = rows
  if (told?.added === 1) return 'added'
  return told !== undefined && told.held >= source.most ? 'full' : 'name taken'
}

/** What was removed; undefined when there was no such source. */
export async function removeSourceDefinition(
  relational: Relational,
  args: { sourceId: string },
): Promise<PageSource | undefined> {
  const [removed] = await relational.db
    .delete(sourceDefinitions)
    .where(eq(sourceDefinitions.sourceId, args.sourceId))
    .returning({ definition: sourceDefinitions.definition })
  return removed?.definition
}
