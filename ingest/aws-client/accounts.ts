// Which accounts are read: those a definition lists, those AWS Organizations knows with the path of their
// organisational units, or the one of the credentials. Where the tree may not be walked, accounts come
// without paths and that is said.
import type { Account } from '../../domain/model/account.ts'
import type { OperationOf, OutputOf } from './closed-list.ts'
import { AwsFailure } from './failure.ts'
import { allPages } from './pages.ts'
import type { Reach } from './reach.ts'

export interface AccountList {
  /** Whatever their state. */
  readonly accounts: readonly Account[]
  /** Why organisational units are not known. */
  readonly withoutPaths: AwsFailure | null
}

/** The largest page Organizations gives. */
const pageSize = 20
const deepest = 10

export async function listAccounts(
  wanted: readonly string[] | 'organization' | undefined,
  own: string,
  reach: Reach,
): Promise<AccountList> {
  if (wanted !== 'organization') {
    const ids = [...new Set(wanted ?? [own])]
    const accounts = ids.map((accountId) => ({ accountId, name: null, ouPath: null, state: null }))
    return { accounts, withoutPaths: null }
  }
  try {
    return { accounts: await walkTree(reach), withoutPaths: null }
  } catch (error) {
    if (!(error instanceof AwsFailure && error.kind === 'forbidden')) throw error
    const told = await all(reach, 'ListAccounts', {}, ({ Accounts }) => Accounts)
    return { accounts: accountsOf(told, null), withoutPaths: error }
  }
}

/** Read only these: AWS answers for no others. */
export const isOpen = ({ state }: Account): boolean => state === null || state === 'ACTIVE'

async function walkTree(reach: Reach): Promise<Account[]> {
  const roots = await all(reach, 'ListRoots', {}, ({ Roots }) => Roots)
  const accounts: Account[] = []
  // Names of the units on the way; the root's own says nothing.
  const walk = async (parentId: string, names: readonly string[]): Promise<void> => {
    const ParentId = parentId
    const inside = await all(reach, 'ListAccountsForParent', { ParentId }, ({ Accounts }) => Accounts)
    accounts.push(...accountsOf(inside, names.join('/')))
    if (names.length >= deepest) return
    const units = await all(
      reach,
      'ListOrganizationalUnitsForParent',
      { ParentId },
      ({ OrganizationalUnits }) => OrganizationalUnits,
    )
    for (const { Id, Name } of units) if (Id !== undefined) await walk(Id, [...names, Name ?? Id])
  }
  for (const { Id } of roots) if (Id !== undefined) await walk(Id, [])
  return accounts
}

type Told = NonNullable<OutputOf<'organizations', 'ListAccounts'>['Accounts']>

function accountsOf(told: Told, ouPath: string | null): Account[] {
  return told.flatMap(({ Id, Name, State, Status }) =>
    Id === undefined
      ? []
      : [
          {
            accountId: Id,
            name: Name?.slice(0, 256) ?? null,
            ouPath: ouPath?.slice(0, 1_024) ?? null,
            // `Status` is what older answers say instead; it ends in 2026.
            state: State ?? Status ?? null,
          },
        ],
  )
}

async function all<Operation extends OperationOf<'organizations'>, Item>(
  reach: Reach,
  operation: Operation,
  input: object,
  itemsOf: (answer: OutputOf<'organizations', Operation>) => readonly Item[] | undefined,
): Promise<Item[]> {
  const action = `organizations:${operation}` as AwsFailure['action']
  const page = async (NextToken: string | undefined) => {
    const asked = { ...input, MaxResults: pageSize, ...(NextToken === undefined ? {} : { NextToken }) }
    const answer = await reach.ask('organizations', operation, asked as never)
    return { items: itemsOf(answer), nextToken: (answer as { NextToken?: string }).NextToken }
  }
  return await allPages(action, page, reach.options.count)
}
