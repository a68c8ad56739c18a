// Makes, marks and revokes ingest tokens. A revoked one stays listed and never works again.
import { and, eq, isNull } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { ingestTokens } from '../schema/access.ts'

export async function createIngestToken(
  relational: Relational,
  token: {
    id: string
    name: string
    sha256: string
    hint: string
    clusters: 'all' | readonly string[]
    createdAt: Date
  },
): Promise<void> {
  const { clusters, ...rest } = token
  await relational.db.insert(ingestTokens).values({ ...rest, clusters: clusters === 'all' ? null : clusters })
}

/** When it was revoked (now, or earlier); undefined when there is no such token. */
export async function revokeIngestToken(
  relational: Relational,
  args: { id: string; now: Date },
): Promise<Date | undefined> {
  await relational.db
    .update(ingestTokens)
    .set({ revokedAt: args.now })
    .where(and(eq(ingestTokens.id, args.id), isNull(ingestTokens.revokedAt)))
  const [row] = await relational.db
    .select({ revokedAt: ingestTokens.revokedAt })
    .from(ingestTokens)
    .where(eq(ingestTokens.id, args.id))
    .limit(1)
  return row?.revokedAt ?? undefined
}

export async function markIngestTokenUsed(
  relational: Relational,
  args: { id: string; now: Date },
): Promise<void> {
  await relational.db.update(ingestTokens).set({ lastUsedAt: args.now }).where(eq(ingestTokens.id, args.id))
}
