// Lets the embedded engine use its log again: it has no process in the background that would, and without
// this the log grows with every write until the next start. A server does it by itself.
import { sql } from 'drizzle-orm'
import type { Relational } from '../client.ts'

export async function checkpoint(relational: Relational): Promise<void> {
  await relational.db.execute(sql`CHECKPOINT`)
}
