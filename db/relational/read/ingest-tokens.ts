// Ingest tokens, without their secret. Keys: hash (unique), creation time; bounded by `limit`.
import { desc, eq } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { ingestTokens } from '../schema/access.ts'

export interface IngestTokenRow {
  readonly id: string
  readonly name: string
  readonly hint: string
  readonly clusters: 'all' | readonly string[]
  readonly createdAt: Date
  readonly lastUsedAt: Date | null
  readonly revokedAt: Date | null
  readonly expiresAt: Date | null
  /** The token a rotation made in its place. */
  readonly replacedBy: string | null
}

/** Newest first. */
export async function listIngestTokens(
  relational: Relational,
  args: { limit: number },
): Promise<IngestTokenRow[]> {
  const rows = await relational.db
    .select()
    .from(ingestTokens)
    .orderBy(desc(ingestTokens.createdAt), ingestTokens.id)
    .limit(args.limit)
  return rows.map(({ sha256: _secret, clusters, ...row }) => ({ ...row, clusters: clusters ?? 'all' }))
}

export interface FoundIngestToken {
  readonly id: string
  readonly name: string
  readonly clusters: 'all' | readonly string[]
  readonly revokedAt: Date | null
  readonly expiresAt: Date | null
}

/** The token with this hash, also one that is good for nothing any more; undefined when there is none. */
export async function findIngestToken(
  relational: Relational,
  args: { sha256: string },
): Promise<FoundIngestToken | undefined> {
  const { id, name, clusters, revokedAt, expiresAt } = ingestTokens
  const [row] = await relational.db
    .select({ id, name, clusters, revokedAt, expiresAt })
    .from(ingestTokens)
    .where(eq(ingestTokens.sha256, args.sha256))
    .limit(1)
  return row && { ...row, clusters: row.clusters ?? 'all' }
}
