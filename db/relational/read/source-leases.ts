// Who holds leases that have not lapsed, by the clock of the store. Key: primary key; bounded by `limit`.
import { asc, sql } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { sourceLeases } from '../schema/collection.ts'

export async function listHolders(relational: Relational, args: { limit: number }): Promise<string[]> {
  const rows = await relational.db
    .selectDistinct({ holder: sourceLeases.holder })
    .from(sourceLeases)
    .where(sql`${sourceLeases.expiresAt} > clock_timestamp()`)
    .orderBy(asc(sourceLeases.holder))
    .limit(args.limit)
  return rows.map(({ holder }) => holder)
}
