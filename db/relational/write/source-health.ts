// Keeps how well sources are read; many at once, the last writer wins.
import { inArray, sql } from 'drizzle-orm'
import type { CollectionHealth, CollectionKind } from '../../../domain/model/collection.ts'
import type { Relational } from '../client.ts'
import { sourceHealth } from '../schema/collection.ts'

export async function putSourceHealth(
  relational: Relational,
  { rows }: { rows: readonly { readonly kind: CollectionKind; readonly health: CollectionHealth }[] },
): Promise<void> {
  if (rows.length === 0) return
  const told = rows.map(({ kind, health }) => ({
    source_id: health.sourceId,
    kind,
    health,
    updated_at: health.updatedAt,
  }))
  await relational.db.execute(sql`
    INSERT INTO ${sourceHealth} (source_id, kind, health, updated_at)
    SELECT source_id, kind, health, updated_at
    FROM jsonb_to_recordset(${JSON.stringify(told)}::jsonb)
      AS told(source_id text, kind text, health jsonb, updated_at timestamptz)
    ON CONFLICT (source_id) DO UPDATE SET kind = excluded.kind, health = excluded.health,
      updated_at = excluded.updated_at`)
}

export async function removeSourceHealth(
  relational: Relational,
  { sourceIds }: { sourceIds: readonly string[] },
): Promise<void> {
  if (sourceIds.length === 0) return
  await relational.db.delete(sourceHealth).where(inArray(sourceHealth.sourceId, [...sourceIds]))
}
