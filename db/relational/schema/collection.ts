// Sources that are read by us: those defined on the page, who reads which, and how well that goes.
import { index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'
import type { CollectionHealth } from '../../../domain/model/collection.ts'
import type { PageSource } from '../../../domain/model/source-definition.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

/** Defined on the Sources page; those of the file and the environment are not stored. */
export const sourceDefinitions = pgTable('source_definitions', {
  /** `<kind>:<name>`. */
  sourceId: text('source_id').primaryKey(),
  definition: jsonb('definition').$type<PageSource>().notNull(),
  createdAt: instant('created_at').notNull(),
})

/**
 * Who may read which sources until when, by the clock of the store. Leased is a part of all sources
 * ("part:17"), so that renewing costs the same for ten and for thousands; "worker:…" says who is alive.
 * "cluster:…" says which source reads the objects of a cluster, when several lead to it.
 */
export const sourceLeases = pgTable('source_leases', {
  name: text('name').primaryKey(),
  holder: text('holder').notNull(),
  expiresAt: instant('expires_at').notNull(),
})

/** Before the id of a cluster. */
export const claimPrefix = 'cluster:'

export const sourceHealth = pgTable(
  'source_health',
  {
    sourceId: text('source_id').primaryKey(),
    kind: text('kind').notNull(),
    health: jsonb('health').$type<CollectionHealth>().notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [index('source_health_kind').on(table.kind)],
)
