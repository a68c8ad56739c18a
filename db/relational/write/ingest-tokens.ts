// Makes, marks, rotates and revokes ingest tokens. A revoked or expired one stays listed and never works
// again.
import { and, eq, gt, isNull, or } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { ingestTokens } from '../schema/access.ts'

export interface NewIngestToken {
  readonly id: string
  readonly name: string
  readonly sha256: string
  readonly hint: string
  readonly clusters: 'all' | readonly string[]
  readonly createdAt: Date
  readonly expiresAt: Date | null
}

export async function createIngestToken(relational: Relational, token: NewIngestToken): Promise<void> {
  const { clusters, ...rest } = token
  await relational.db.insert(ingestTokens).values({ ...rest, clusters: clusters === 'all' ? null : clusters })
}

export interface RotatedIngestToken {
  readonly name: string
  readonly clusters: 'all' | readonly string[]
  /** When the old one ends: as asked, or earlier when it would have ended earlier. */
  readonly previousEndsAt: Date
  readonly expiresAt: Date | null
}

/**
 * Puts a new token in the place of one that works now: same name, clusters and end; the old one works
 * until `previousEndsAt`. Undefined when the old one is unknown, revoked, expired or rotated before.
 */
export async function rotateIngestToken(
  relational: Relational,
  args: { id: string; next: { id: string; sha256: string; hint: string }; previousEndsAt: Date; now: Date },
): Promise<RotatedIngestToken | undefined> {
  const { id, next, now } = args
  return relational.db.transaction(async (tx) => {
    const works = and(
      eq(ingestTokens.id, id),
      isNull(ingestTokens.revokedAt),
      isNull(ingestTokens.replacedBy),
      or(isNull(ingestTokens.expiresAt), gt(ingestTokens.expiresAt, now)),
    )
    const [old] = await tx.select().from(ingestTokens).where(works).limit(1).for('update')
    if (old === undefined) return undefined
    const { name, clusters, expiresAt } = old
    const previousEndsAt =
      expiresAt !== null && expiresAt < args.previousEndsAt ? expiresAt : args.previousEndsAt
    await tx.insert(ingestTokens).values({ ...next, name, clusters, createdAt: now, expiresAt })
    await tx
      .update(ingestTokens)
      .set({ expiresAt: previousEndsAt, replacedBy: next.id })
      .where(eq(ingestTokens.id, id))
    return { name, clusters: clusters ?? 'all', previousEndsAt, expiresAt }
  })
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
