// Saved views by name, as people sort names. Key: unique index on the lower-cased name; bounded by `limit`.
import { sql } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { savedViews } from '../schema/views.ts'

export type SavedViewRow = typeof savedViews.$inferSelect

export async function listSavedViews(
  relational: Relational,
  args: { limit: number },
): Promise<SavedViewRow[]> {
  return relational.db.select().from(savedViews).orderBy(sql`lower(${savedViews.name})`).limit(args.limit)
}
