// Facts an installation remembers about itself, such as how far retention has gone.
import { jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core'

export const installationState = pgTable('installation_state', {
  key: text('key').primaryKey(),
  value: jsonb('value').notNull(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
})
