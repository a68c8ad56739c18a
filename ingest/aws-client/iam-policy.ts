// The statements that grant what Periplus asks of AWS, written from the closed list: for the role in each
// account, for whoever assumes it, and the role's trust. Pure; the product never applies them itself.
import { type AwsAction, actionsOf } from './closed-list.ts'

interface PolicyStatement {
  readonly Sid?: string
  readonly Effect: 'Allow'
  readonly Principal?: { readonly AWS: string }
  readonly Action: string | readonly string[]
  readonly Resource?: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface PolicyDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly PolicyStatement[]
}

const policy = (...statements: PolicyStatement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
})

/** For the role in each account, or for the credentials themselves where none is assumed: reading EKS, and
 * of AWS Backup which clusters it protects. */
export function readerPolicy(): PolicyDocument {
  return policy(
    { Sid: 'PeriplusReadsEks', Effect: 'Allow', Action: actionsOf('eks'), Resource: '*' },
    { Sid: 'PeriplusReadsBackups', Effect: 'Allow', Action: actionsOf('backup'), Resource: '*' },
  )
}

/** For the same role, where logs are searched too: which groups there are, and searches in those of EKS alone. */
export function logsPolicy(partition: string): PolicyDocument {
  const others = actionsOf('logs').filter((action) => action !== 'logs:StartQuery')
  return policy(
    { Sid: 'PeriplusFindsLogGroups', Effect: 'Allow', Action: others, Resource: '*' },
    {
      Sid: 'PeriplusSearchesAuditLogs',
      Effect: 'Allow',
      Action: 'logs:StartQuery',
      Resource: `arn:${partition}:logs:*:*:log-group:/aws/eks/*/cluster:*`,
    },
  )
}

export interface CallerNeeds {
  readonly partition: string
  /** Absent: no role is assumed. */
  readonly roleName: string | undefined
  /** Account ids, all of an organisation, or none but the caller's own. */
  readonly accounts: readonly string[] | 'organization' | undefined
}

/** For the credentials Periplus starts with: assuming the role, and listing accounts where that is asked for. */
export function callerPolicy({ partition, roleName, accounts }: CallerNeeds): PolicyDocument {
  const statements: PolicyStatement[] = [
    { Sid: 'PeriplusKnowsItself', Effect: 'Allow', Action: 'sts:GetCallerIdentity', Resource: '*' },
  ]
  if (roleName !== undefined) {
    const ids = Array.isArray(accounts) ? accounts : ['*']
    const roles = ids.map((id) => roleArn(partition, id, roleName))
    statements.push({
      Sid: 'PeriplusAssumesItsRole',
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: roles.length === 1 ? (roles[0] ?? '*') : roles,
    })
  }
  if (accounts === 'organization') {
    statements.push({
      Sid: 'PeriplusListsAccounts',
      Effect: 'Allow',
      Action: actionsOf('organizations'),
      Resource: '*',
    })
  }
  return policy(...statements)
}

/** Who may assume the role. The external id keeps others who use Periplus from reading your accounts. */
export function trustPolicy({
  callerArn,
  externalId,
}: {
  readonly callerArn: string
  readonly externalId: string | undefined
}): PolicyDocument {
  const condition =
    externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }
  return policy({
    Sid: 'PeriplusMayAssume',
    Effect: 'Allow',
    Principal: { AWS: principalOf(callerArn) },
    Action: 'sts:AssumeRole',
    ...condition,
  })
}

/** The least that grants these actions, for a trouble's advice. */
export function grantOf(actions: readonly AwsAction[]): PolicyDocument {
  return policy({ Effect: 'Allow', Action: [...new Set(actions)].sort(), Resource: '*' })
}

export const policyText = (document: PolicyDocument): string => JSON.stringify(document, null, 2)

export const roleArn = (partition: string, accountId: string, roleName: string): string =>
  `arn:${partition}:iam::${accountId}:role/${roleName.replace(/^\//, '')}`

/** A session of a role is named after it; trust is given to the role. Its path is not in the session's ARN. */
export function principalOf(callerArn: string): string {
  const [, partition, accountId, role] =
    /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(callerArn) ?? []
  return role === undefined ? callerArn : `arn:${partition}:iam::${accountId}:role/${role}`
}
