// Names of what facets count by id: accounts.

/** Of the rows at hand; an account that is on no row is told by its id. */
export function namesOf(rows: readonly { accountId: string | null; accountName: string | null }[]) {
  const account = rows.flatMap(({ accountId, accountName }) =>
    accountId === null || accountName === null ? [] : [[accountId, accountName] as const],
  )
  return { account: Object.fromEntries(account) }
}
