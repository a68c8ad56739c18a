// How well each source is read, as whoever reads it last wrote. Key: primary key; bounded by `limit`.
// A row that this release cannot read is left out: the next round of its source writes it anew.
import { asc, inArray } from 'drizzle-orm'
import { z } from 'zod'
import {
  type CollectionHealth,
  type CollectionKind,
  collectionKinds,
  collectionStates,
  troubleKinds,
} from '../../../domain/model/collection.ts'
import type { Relational } from '../client.ts'
import { sourceHealth } from '../schema/collection.ts'

const instant = z.coerce.date()

/** As JSON holds it: instants are text. */
const storedHealth = z.object({
  sourceId: z.string(),
  state: z.enum(collectionStates),
  clusterIds: z.array(z.string()),
  asOf: instant.nullable(),
  lastTriedAt: instant.nullable(),
  nextTryAt: instant.nullable(),
  intervalMs: z.number(),
  troubles: z.array(
    z.object({
      kind: z.enum(troubleKinds),
      says: z.string(),
      steps: z.array(z.string()),
      subject: z.string(),
      since: instant,
    }),
  ),
  counts: z.record(z.string(), z.number()),
  clockSkewMs: z.number().nullable(),
  updatedAt: instant,
})
const storedRow = z.object({ kind: z.enum(collectionKinds), health: storedHealth })

export interface SourceHealthRow {
  readonly kind: CollectionKind
  readonly health: CollectionHealth
}

/** Of all sources, or of those named. */
export async function listSourceHealth(
  relational: Relational,
  { limit, sourceIds }: { limit: number; sourceIds?: readonly string[] },
): Promise<SourceHealthRow[]> {
  const rows = await relational.db
    .select({ kind: sourceHealth.kind, health: sourceHealth.health })
    .from(sourceHealth)
    .where(sourceIds === undefined ? undefined : inArray(sourceHealth.sourceId, [...sourceIds]))
    .orderBy(asc(sourceHealth.sourceId))
    .limit(limit)
  return rows.flatMap((row) => storedRow.safeParse(row).data ?? [])
}

/** Every source something was written about, and when last. */
export async function listKnownSources(
  relational: Relational,
  { limit }: { limit: number },
): Promise<{ sourceId: string; updatedAt: Date }[]> {
  return relational.db
    .select({ sourceId: sourceHealth.sourceId, updatedAt: sourceHealth.updatedAt })
    .from(sourceHealth)
    .orderBy(asc(sourceHealth.sourceId))
    .limit(limit)
}
