// AWS Backup of one account in one region: the list of what it protects, in pages.
import { lastBackupMs, refusesBackup } from '../../world/backups.ts'
import { arnOf, type Cluster } from '../../world/fleet.ts'
import type { Account } from '../../world/organization.ts'
import { isConnected, type Json, seconds } from './eks-common.ts'
import { AwsRefusal, type Paging, pageOf } from './refusal.ts'

const paging: Paging = {
  most: 1_000,
  badSize: (given) => invalid(`MaxResults is from 1 to 1000, not ${given}`),
  badToken: () => invalid('The NextToken is invalid.'),
}
const invalid = (message: string): AwsRefusal =>
  new AwsRefusal(400, 'InvalidParameterValueException', message)

export interface BackupAsked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly account: Account
  readonly region: string
  /** Of the account and region that are asked. */
  readonly clusters: readonly Cluster[]
  readonly nowMs: number
}

function protectedResource(cluster: Cluster, lastMs: number): Json {
  const { name, account, region } = cluster
  const at = `arn:aws:backup:${region.code}:${account.id}`
  return {
    ResourceArn: arnOf(cluster),
    ResourceType: 'EKS',
    ResourceName: name,
    LastBackupTime: seconds(lastMs),
    LastBackupVaultArn: `${at}:backup-vault:clusters`,
    LastRecoveryPointArn: `${at}:recovery-point:composite:eks/${name}-${lastMs}`,
  }
}

/** Throws AwsRefusal. */
export function answerBackup({ method, path, query, account, region, clusters, nowMs }: BackupAsked): {
  readonly operation: string
  readonly body: Json
} {
  const operation = 'ListProtectedResources'
  if (method !== 'GET' || !/^\/resources\/?$/.test(path)) {
    const words = `${method} ${path} is no operation that is simulated`
    throw new AwsRefusal(404, 'UnknownOperationException', words)
  }
  if (account.name === refusesBackup) {
    const who = `arn:aws:sts::${account.id}:assumed-role/reader/session`
    const what = `backup:${operation} on resource: arn:aws:backup:${region}:${account.id}:*`
    const words = `User: ${who} is not authorized to perform: ${what} because no identity-based policy allows the backup:${operation} action`
    throw new AwsRefusal(403, 'AccessDeniedException', words)
  }
  const resources = clusters
    .filter((cluster) => !isConnected(cluster))
    .flatMap((cluster) => {
      const lastMs = lastBackupMs(cluster, nowMs)
      return lastMs === undefined ? [] : [protectedResource(cluster, lastMs)]
    })
  const page = pageOf(resources, query.get('maxResults'), query.get('nextToken'), paging)
  return { operation, body: { Results: page.members, NextToken: page.nextToken } }
}
