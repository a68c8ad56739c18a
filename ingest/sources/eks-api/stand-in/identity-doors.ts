// STS (query and XML) and AWS Organizations (awsJson1.1) of the stand-in: sessions that end, roles that trust
// by an external id, an organisation's tree in pages of twenty at most.
import { Refused } from './eks-door.ts'
import type { Json, WireUnit, World } from './world.ts'

export interface StandInSession {
  readonly accountId: string
  readonly token: string
  endsAtMs: number
}

export interface IdentityRules {
  /** Roles demand it when it is set. */
  externalId: string | undefined
  /** Accounts that have no such role, or do not trust us. */
  readonly withoutRole: Set<string>
  sessionMs: number
}

export class Identities {
  readonly rules: IdentityRules = { externalId: undefined, withoutRole: new Set(), sessionMs: 3_600_000 }
  readonly #sessions = new Map<string, StandInSession>()
  readonly #world: World
  #issued = 0

  constructor(world: World) {
    this.#world = world
  }

  /** Whose access key it is; refuses strangers and ended sessions as AWS words it. */
  whose(accessKeyId: string, token: string | undefined): string {
    if (accessKeyId === baseAccessKey) return this.#world.own
    const session = this.#sessions.get(accessKeyId)
    if (session === undefined || session.token !== token) {
      throw new Refused(
        403,
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      )
    }
    if (Date.now() >= session.endsAtMs) {
      throw new Refused(403, 'ExpiredTokenException', 'The security token included in the request is expired')
    }
    return session.accountId
  }

  /** All sessions end now, whatever was said when they were lent. */
  endSessions(): void {
    for (const session of this.#sessions.values()) session.endsAtMs = 0
  }

  get issued(): number {
    return this.#issued
  }

  answerSts(accountId: string, form: URLSearchParams): string {
    const action = form.get('Action')
    if (action === 'GetCallerIdentity') {
      const result = `<Arn>arn:aws:sts::${accountId}:assumed-role/periplus-server/i-0abc</Arn><UserId>AROA:i-0abc</UserId><Account>${accountId}</Account>`
      return xml('GetCallerIdentity', result)
    }
    if (action !== 'AssumeRole') throw new Refused(400, 'InvalidAction', `Could not find operation ${action}`)
    const [, account] = /^arn:aws:iam::(\d{12}):role\/.+$/.exec(form.get('RoleArn') ?? '') ?? []
    const isTrusted = this.rules.externalId === undefined || form.get('ExternalId') === this.rules.externalId
    if (account === undefined || this.rules.withoutRole.has(account) || !isTrusted) {
      const who = `arn:aws:sts::${accountId}:assumed-role/periplus-server/i-0abc`
      const message = `User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${form.get('RoleArn')}`
      throw new Refused(403, 'AccessDenied', message)
    }
    this.#issued += 1
    const key = `ASIA${account}N${this.#issued}`
    const token = `token-${this.#issued}`
    const endsAtMs =
      Date.now() + Math.min(this.rules.sessionMs, Number(form.get('DurationSeconds') ?? 3_600) * 1_000)
    this.#sessions.set(key, { accountId: account, token, endsAtMs })
    const ends = new Date(endsAtMs).toISOString()
    const credentials = `<Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>${token}</SessionToken><Expiration>${ends}</Expiration></Credentials>`
    return xml(
      'AssumeRole',
      `${credentials}<AssumedRoleUser><Arn>${form.get('RoleArn')}/periplus</Arn></AssumedRoleUser>`,
    )
  }
}

export const baseAccessKey = 'AKIASTANDIN'

function xml(action: string, result: string): string {
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`
}

export const xmlError = ({ code, message }: Refused): string =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>r</RequestId></ErrorResponse>`

export function answerOrganizations(operation: string, body: Json, root: WireUnit | undefined): Json {
  if (root === undefined)
    throw new Refused(400, 'AWSOrganizationsNotInUseException', 'not in an organization')
  const unit = (): WireUnit => {
    const found = allUnits(root).find(({ Id }) => Id === body.ParentId)
    if (found === undefined) throw new Refused(400, 'ParentNotFoundException', String(body.ParentId))
    return found
  }
  const named = ({ Id, Name }: WireUnit): Json => ({ Id, Name, Arn: `arn:aws:organizations::1:ou/o/${Id}` })
  switch (operation) {
    case 'ListRoots':
      return page(body, 'Roots', [named(root)])
    case 'ListOrganizationalUnitsForParent':
      return page(body, 'OrganizationalUnits', unit().units.map(named))
    case 'ListAccountsForParent':
      return page(body, 'Accounts', unit().accounts)
    case 'ListAccounts':
      return page(
        body,
        'Accounts',
        allUnits(root).flatMap(({ accounts }) => accounts),
      )
    default:
      throw new Refused(400, 'UnknownOperationException', operation)
  }
}

const allUnits = (unit: WireUnit): WireUnit[] => [unit, ...unit.units.flatMap(allUnits)]

function page(body: Json, key: string, items: readonly unknown[]): Json {
  const size = Number(body.MaxResults ?? 20)
  if (!(size >= 1 && size <= 20)) throw new Refused(400, 'InvalidInputException', 'MaxResults')
  const from = Number(body.NextToken ?? 0)
  const to = from + size
  return { [key]: items.slice(from, to), ...(to < items.length ? { NextToken: String(to) } : {}) }
}
