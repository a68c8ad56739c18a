// Adds and removes sources that were defined on the page, and lets go of all that is known of those that
// are no more. A name is taken once, and an installation holds so many and no more.
import { eq, inArray, sql } from 'drizzle-orm'
import type { PageSource } from '../../../domain/model/source-definition.ts'
import type { Relational } from '../client.ts'
import { sourceDefinitions, sourceHealth } from '../schema/collection.ts'
import { clusterFacts } from '../schema/inventory.ts'

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

/**
 * Sources that are defined no more: their health and what they said of clusters go. Clusters stay as they
 * were last known, and another source may say what they are.
 */
export async function forgetSources(
  relational: Relational,
  { sourceIds }: { sourceIds: readonly string[] },
): Promise<void> {
  if (sourceIds.length === 0) return
  const ids = [...sourceIds]
  await relational.db.transaction(async (tx) => {
    await tx.delete(sourceHealth).where(inArray(sourceHealth.sourceId, ids))
    await tx.delete(clusterFacts).where(inArray(clusterFacts.sourceId, ids))
  })
}
