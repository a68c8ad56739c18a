// Accounts that clusters stand in, by id. Key: primary key; bounded by `limit`.
import { asc } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { accounts } from '../schema/inventory.ts'

export type AccountRow = typeof accounts.$inferSelect

export async function listAccounts(relational: Relational, args: { limit: number }): Promise<AccountRow[]> {
  return relational.db.select().from(accounts).orderBy(asc(accounts.accountId)).limit(args.limit)
}
