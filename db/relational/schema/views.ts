// Views people saved under a name: a screen and its state as it stands in the address. Shared by everybody
// of an installation.
import { sql } from 'drizzle-orm'
import { pgTable, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core'

export const savedViews = pgTable(
  'saved_views',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    /** First segment of the path: "traffic". */
    screen: text('screen').notNull(),
    /** The query of the address, without the question mark. */
    query: text('query').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
  },
  (table) => [uniqueIndex('saved_views_name').on(sql`lower(${table.name})`)],
)
