// Lets go of what became of findings long ago: spells that ended before a day, whole, so that what is left of a
// finding's history still begins with its opening; and findings that are closed since before it, with their waivers.
// What is open stays, however old. Some rows a statement, so that nobody waits for it long.
import { sql } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { findingEvents, findings, findingWaivers } from '../schema/findings.ts'

const rowsAtOnce = 5_000

/** Answers how many rows went. */
export async function dropFindingsBefore(
  relational: Relational,
  { before, atOnce = rowsAtOnce }: { readonly before: Date; readonly atOnce?: number },
): Promise<number> {
  const day = sql`${before.toISOString()}::timestamptz`
  const old = [
    // Of a spell, all up to its end: events are numbered in their order.
    sql`DELETE FROM ${findingEvents} WHERE id IN (
      SELECT event.id FROM ${findingEvents} AS event
      WHERE event.at < ${day} AND EXISTS (
        SELECT 1 FROM ${findingEvents} AS ending
        WHERE ending.finding_id = event.finding_id AND ending.id >= event.id
          AND ending.kind = 'closed' AND ending.at < ${day})
      LIMIT ${atOnce})`,
    sql`DELETE FROM ${findings} WHERE id IN (
      SELECT id FROM ${findings} WHERE closed_at < ${day} LIMIT ${atOnce})`,
    sql`DELETE FROM ${findingWaivers} WHERE id IN (
      SELECT waiver.id FROM ${findingWaivers} AS waiver
      WHERE NOT EXISTS (SELECT 1 FROM ${findings} AS finding WHERE finding.id = waiver.finding_id)
      LIMIT ${atOnce})`,
  ]
  let dropped = 0
  for (const statement of old) {
    let gone: number
    do {
      gone = (await relational.db.execute(statement)).rowCount ?? 0
      dropped += gone
    } while (gone === atOnce)
  }
  return dropped
}
