// What became of findings, and who waived them why until when. Keys: by finding; bounded by `limit`.
import { asc, eq, inArray, sql } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { findingEvents, findingWaivers } from '../schema/findings.ts'

/** What became of a finding, the oldest first. */
export async function listFindingEvents(
  relational: Relational,
  args: { readonly findingId: string; readonly limit: number },
): Promise<(typeof findingEvents.$inferSelect)[]> {
  const newest = await relational.db
    .select()
    .from(findingEvents)
    .where(eq(findingEvents.findingId, args.findingId))
    .orderBy(sql`${findingEvents.id} DESC`)
    .limit(args.limit)
  return newest.reverse()
}

/** Waivers of findings, those that are over included, the newest first. */
export async function listWaivers(
  relational: Relational,
  args: { readonly findingIds: readonly string[]; readonly limit: number },
): Promise<(typeof findingWaivers.$inferSelect)[]> {
  return relational.db
    .select()
    .from(findingWaivers)
    .where(inArray(findingWaivers.findingId, [...args.findingIds]))
    .orderBy(sql`${findingWaivers.createdAt} DESC`, asc(findingWaivers.id))
    .limit(args.limit)
}

export async function getWaiver(
  relational: Relational,
  args: { readonly id: string },
): Promise<typeof findingWaivers.$inferSelect | undefined> {
  const [row] = await relational.db
    .select()
    .from(findingWaivers)
    .where(eq(findingWaivers.id, args.id))
    .limit(1)
  return row
}
