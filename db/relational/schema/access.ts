// Who may send: ingest tokens. Only the hash of a token is kept.
import { index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const ingestTokens = pgTable(
  'ingest_tokens',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    /** Hex sha256 of the token. */
    sha256: text('sha256').notNull().unique(),
    /** First characters, so that a person recognises it. */
    hint: text('hint').notNull(),
    /** Cluster ids it is good for; null is every cluster. */
    clusters: jsonb('clusters').$type<readonly string[]>(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    lastUsedAt: timestamp('last_used_at', { withTimezone: true }),
    revokedAt: timestamp('revoked_at', { withTimezone: true }),
    /** From then on it is refused; null is never. A rotated token's is the end of its overlap. */
    expiresAt: timestamp('expires_at', { withTimezone: true }),
    /** The token that a rotation made in its place. */
    replacedBy: text('replaced_by'),
  },
  (table) => [index('ingest_tokens_created').on(table.createdAt)],
)
