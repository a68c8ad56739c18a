// Keeps accounts as they were last told. One that is told no more stays: clusters may still name it.
import { sql } from 'drizzle-orm'
import type { Account } from '../../../domain/model/account.ts'
import type { Relational } from '../client.ts'
import { accounts } from '../schema/inventory.ts'

/** What was not told (null) leaves what is known as it stands. Of two with one id the last counts. */
export async function tellAccounts(
  relational: Relational,
  args: { accounts: readonly Account[]; now: Date },
): Promise<void> {
  const told = [...new Map(args.accounts.map((account) => [account.accountId, account])).values()]
  if (told.length === 0) return
  await relational.db.execute(sql`
    INSERT INTO ${accounts} (account_id, name, ou_path, state, observed_at)
    SELECT told."accountId", told.name, told."ouPath", told.state, ${args.now.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(told)}::jsonb)
      AS told("accountId" text, name text, "ouPath" text, state text)
    ON CONFLICT (account_id) DO UPDATE
    SET name = coalesce(excluded.name, accounts.name), ou_path = coalesce(excluded.ou_path, accounts.ou_path),
      state = coalesce(excluded.state, accounts.state), observed_at = excluded.observed_at`)
}
