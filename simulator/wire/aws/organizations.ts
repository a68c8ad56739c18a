// AWS Organizations: the organisation's tree of units and accounts, in pages of twenty as there.
import type { Fleet } from '../../world/fleet.ts'
import { hHex, hText } from '../../world/hash.ts'
import { type Account, managementAccount, units } from '../../world/organization.ts'
import type { Json } from './eks-common.ts'
import { AwsRefusal, type Paging, pageOf } from './refusal.ts'

const invalid = (message: string, Reason: string): AwsRefusal =>
  new AwsRefusal(400, 'InvalidInputException', message, { Reason })

const paging: Paging = {
  most: 20,
  badSize: (given) =>
    Number(given) > 20
      ? invalid('MaxResults is at most 20.', 'MAX_VALUE_EXCEEDED')
      : invalid('MaxResults is a whole number from 1.', 'MIN_VALUE_EXCEEDED'),
  badToken: () => invalid('You specified an invalid value for NextToken.', 'INVALID_NEXT_TOKEN'),
}

function accountJson(owner: Account, { id, name, isSuspended }: Account): Json {
  const status = isSuspended ? 'SUSPENDED' : 'ACTIVE'
  return {
    Id: id,
    Arn: `arn:aws:organizations::${owner.id}:account/o-simulated0/${id}`,
    Email: `aws+${name}@example.invalid`,
    Name: name,
    Status: status,
    State: status,
    JoinedMethod: 'CREATED',
    JoinedTimestamp: 1_640_995_200,
  }
}

const rootId = 'r-sim0'
const unitId = (unit: string): string => `ou-sim0-${hHex(1, hText(5, unit), 0)}`

const policyTypes = [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }]

const notFound = (what: 'Parent' | 'Child', id: string): AwsRefusal =>
  new AwsRefusal(
    400,
    `${what}NotFoundException`,
    `You specified a ${what.toLowerCase()} that doesn't exist: ${id}`,
  )

/** The unit below the root that this is; undefined: the root itself. Throws AwsRefusal. */
function unitOf(parentId: string): string | undefined {
  if (parentId === rootId) return undefined
  const unit = units.find((known) => unitId(known) === parentId)
  if (unit === undefined) throw notFound('Parent', parentId)
  return unit
}

/** Throws AwsRefusal. */
function parentOf(accounts: readonly Account[], childId: string): Json {
  const account = accounts.find(({ id }) => id === childId)
  if (account !== undefined) return { Id: unitId(account.unit), Type: 'ORGANIZATIONAL_UNIT' }
  if (units.some((unit) => unitId(unit) === childId)) return { Id: rootId, Type: 'ROOT' }
  throw notFound('Child', childId)
}

/** `operation` as in X-Amz-Target, after the dot. Throws AwsRefusal. */
export function answerOrganizations({ accounts }: Fleet, operation: string, body: Json): Json {
  const owner = accounts.find(({ name }) => name === managementAccount) as Account
  const arn = (kind: string, id: string): string =>
    `arn:aws:organizations::${owner.id}:${kind}/o-simulated0/${id}`
  const parent = String(body.ParentId ?? '')
  const unitJson = (name: string): Json => ({ Id: unitId(name), Arn: arn('ou', unitId(name)), Name: name })
  const told = (listed: readonly Account[]): Json[] => listed.map((account) => accountJson(owner, account))
  const lists: Readonly<Record<string, readonly [key: string, all: () => readonly Json[]]>> = {
    ListAccounts: ['Accounts', () => told(accounts)],
    ListAccountsForParent: [
      'Accounts',
      () => {
        const unit = unitOf(parent)
        return told(accounts.filter((account) => account.unit === unit))
      },
    ],
    ListOrganizationalUnitsForParent: [
      'OrganizationalUnits',
      () => (unitOf(parent) === undefined ? units.map(unitJson) : []),
    ],
    ListParents: ['Parents', () => [parentOf(accounts, String(body.ChildId ?? ''))]],
    ListRoots: [
      'Roots',
      () => [{ Id: rootId, Arn: arn('root', rootId), Name: 'Root', PolicyTypes: policyTypes }],
    ],
  }
  const list = lists[operation]
  if (list === undefined) {
    throw new AwsRefusal(400, 'UnknownOperationException', `${operation} is not simulated`)
  }
  const [key, all] = list
  const { members, nextToken } = pageOf(all(), body.MaxResults, body.NextToken, paging)
  return { [key]: members, ...(nextToken === null ? {} : { NextToken: nextToken }) }
}
