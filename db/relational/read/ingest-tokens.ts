// Ingest tokens, without their secret. Keys: hash (unique), creation time; bounded by `limit`.
import { and, desc, eq, isNull } from 'drizzle-orm'
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

/** The unrevoked token with this hash: its id and what it is good for. */
export async function findIngestToken(
  relational: Relational,
  args: { sha256: string },
): Promise<{ id: string; clusters: 'all' | readonly string[] } | undefined> {
  const [row] = await relational.db
    .select({ id: ingestTokens.id, clusters: ingestTokens.clusters })
    .from(ingestTokens)
    .where(and(eq(ingestTokens.sha256, args.sha256), isNull(ingestTokens.revokedAt)))
    .limit(1)
  return row && { id: row.id, clusters: row.clusters ?? 'all' }
}
