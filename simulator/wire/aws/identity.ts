// STS: who asks, and roles of accounts that may be assumed.
import { hourMs } from '../../world/clock.ts'
import type { Fleet } from '../../world/fleet.ts'
import { hHex, hText } from '../../world/hash.ts'
import { type Account, managementAccount } from '../../world/organization.ts'
import { AwsRefusal } from './refusal.ts'

/** Whose access key it is. Keys that were lent say so themselves: ASIA and the account. Throws AwsRefusal. */
export function accountOfKey({ accounts }: Fleet, accessKeyId: string): Account {
  const [, id] = /^ASIA(\d{12})[0-9A-Z]{4}$/.exec(accessKeyId) ?? []
  const found = accounts.find((account) =>
    id === undefined ? account.name === managementAccount : account.id === id,
  )
  if (found !== undefined) return found
  throw new AwsRefusal(
    403,
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  )
}

const xml = (action: string, result: string): string =>
  `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>${hHex(4, hText(1, action), 0)}</RequestId></ResponseMetadata></${action}Response>`

export const xmlRefusal = ({ code, message }: AwsRefusal): string =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${hHex(4, 1, 0)}</RequestId></ErrorResponse>`

/** Throws AwsRefusal. */
export function answerSts(
  fleet: Fleet,
  caller: Account,
  form: URLSearchParams,
  nowMs: number,
): { operation: string; body: string } {
  const action = form.get('Action') ?? ''
  if (action === 'GetCallerIdentity') {
    const arn = `arn:aws:sts::${caller.id}:assumed-role/reader/session`
    const body = `<Arn>${arn}</Arn><UserId>AROASIMULATED:session</UserId><Account>${caller.id}</Account>`
    return { operation: action, body: xml(action, body) }
  }
  if (action !== 'AssumeRole') {
    throw new AwsRefusal(
      400,
      'InvalidAction',
      `Could not find operation ${action || '(none)'} for version 2011-06-15`,
    )
  }
  const arn = form.get('RoleArn') ?? ''
  const [, id, role] = /^arn:aws:iam::(\d{12}):role\/([\w+=,.@/-]+)$/.exec(arn) ?? []
  // Nobody gets into an account that is closed or suspended.
  const account = fleet.accounts.find((known) => known.id === id && !known.isSuspended)
  if (account === undefined) {
    const who = `arn:aws:sts::${caller.id}:assumed-role/reader/session`
    throw new AwsRefusal(
      403,
      'AccessDenied',
      `User: ${who} is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
    )
  }
  const lasts = Number(form.get('DurationSeconds') ?? 3_600) * 1_000
  if (!(lasts >= 900_000 && lasts <= 12 * hourMs)) {
    throw new AwsRefusal(400, 'ValidationError', 'DurationSeconds is from 900 to 43200')
  }
  const tail = hHex(1, hText(2, arn), 0).slice(0, 4).toUpperCase()
  const session = form.get('RoleSessionName') ?? 'session'
  const credentials = `<Credentials><AccessKeyId>ASIA${account.id}${tail}</AccessKeyId><SecretAccessKey>${hHex(5, hText(3, arn), 0)}</SecretAccessKey><SessionToken>${hHex(8, hText(4, arn), 0)}</SessionToken><Expiration>${new Date(nowMs + lasts).toISOString()}</Expiration></Credentials>`
  const user = `<AssumedRoleUser><AssumedRoleId>AROASIMULATED:${session}</AssumedRoleId><Arn>arn:aws:sts::${account.id}:assumed-role/${role}/${session}</Arn></AssumedRoleUser>`
  return { operation: action, body: xml(action, credentials + user) }
}
