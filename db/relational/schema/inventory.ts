// Which clusters this installation knows. What is in them comes with the sources that read them.
import { jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const clusters = pgTable('clusters', {
  id: text('id').primaryKey(),
  /** ARN, API endpoint host, UID of kube-system: other names of the same cluster. */
  aliases: jsonb('aliases').$type<readonly string[]>().notNull().default([]),
  name: text('name').notNull(),
  provider: text('provider'),
  accountId: text('account_id'),
  region: text('region'),
  firstSeenAt: timestamp('first_seen_at', { withTimezone: true }).notNull(),
})
