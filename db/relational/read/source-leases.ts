// Which workers hold leases that have not lapsed, by the clock of the store; claims on clusters are held by
// sources and are none of theirs. Key: primary key; bounded by `limit`.
import { asc, sql } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { claimPrefix, sourceLeases } from '../schema/collection.ts'

export async function listHolders(relational: Relational, args: { limit: number }): Promise<string[]> {
  const rows = await relational.db
    .selectDistinct({ holder: sourceLeases.holder })
    .from(sourceLeases)
    .where(
      sql`${sourceLeases.expiresAt} > clock_timestamp() AND NOT starts_with(${sourceLeases.name}, ${claimPrefix})`,
    )
    .orderBy(asc(sourceLeases.holder))
    .limit(args.limit)
  return rows.map(({ holder }) => holder)
}
