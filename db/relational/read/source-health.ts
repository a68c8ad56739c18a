// How well sources are read, as their workers last said, and who holds them. Key: source; bounded by
// `limit`.
import { asc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import {
  type CollectionHealth,
  type CollectionKind,
  collectionKinds,
  collectionStates,
  troubleKinds,
} from '../../../domain/model/collection.ts'
import type { Relational } from '../client.ts'
import { sourceHealth, sourceLeases } from '../schema/collection.ts'

const instant = z.coerce.date()
const count = z.number()

const healthSchema: z.ZodType<CollectionHealth> = z.object({
  sourceId: z.string(),
  state: z.enum(collectionStates),
  clusterIds: z.array(z.string()),
  asOf: instant.nullable(),
  lastTriedAt: instant.nullable(),
  nextTryAt: instant.nullable(),
  intervalMs: count,
  troubles: z.array(
    z.object({
      kind: z.enum(troubleKinds),
      says: z.string(),
      steps: z.array(z.string()),
      subject: z.string(),
      since: instant,
    }),
  ),
  counts: z.record(z.string(), count),
  clockSkewMs: count.nullable(),
  updatedAt: instant,
})

export interface SourceHealthRow extends CollectionHealth {
  readonly kind: CollectionKind
  /** Who reads it now; null when its lease has run out. */
  readonly holder: string | null
}

/** By id; sources that were never tried have no row. */
export async function listSourceHealth(
  relational: Relational,
  args: { limit: number },
): Promise<SourceHealthRow[]> {
  const rows = await relational.db
    .select({
      kind: sourceHealth.kind,
      health: sourceHealth.health,
      holder: sql<string | null>`CASE WHEN ${sourceLeases.expiresAt} > now() THEN ${sourceLeases.holder} END`,
    })
    .from(sourceHealth)
    .leftJoin(sourceLeases, eq(sourceLeases.sourceId, sourceHealth.sourceId))
    .orderBy(asc(sourceHealth.sourceId))
    .limit(args.limit)
  return rows.map(({ kind, health, holder }) => ({
    ...healthSchema.parse(health),
    kind: z.enum(collectionKinds).parse(kind),
    holder,
  }))
}
