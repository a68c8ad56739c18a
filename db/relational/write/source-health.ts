// Keeps how well each source is read, one row a source; many at once, the last word wins.
import { sql } from 'drizzle-orm'
import type { CollectionHealth, CollectionKind } from '../../../domain/model/collection.ts'
import type { Relational } from '../client.ts'
import { sourceHealth } from '../schema/collection.ts'

export async function putSourceHealth(
  relational: Relational,
  healths: readonly (CollectionHealth & { kind: CollectionKind })[],
): Promise<void> {
  if (healths.length === 0) return
  const rows = healths.map(({ kind, ...health }) => ({ kind, health }))
  await relational.db.execute(sql`
    INSERT INTO ${sourceHealth} (source_id, kind, health, updated_at)
    SELECT DISTINCT ON (source_id) health ->> 'sourceId' AS source_id, kind, health,
      (health ->> 'updatedAt')::timestamptz AS updated_at
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS told(kind text, health jsonb)
    ORDER BY source_id, updated_at DESC
    ON CONFLICT (source_id) DO UPDATE
    SET kind = excluded.kind, health = excluded.health, updated_at = excluded.updated_at`)
}
