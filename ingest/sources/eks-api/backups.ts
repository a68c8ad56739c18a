// Which clusters of an account and region AWS Backup protects, asked once a round and only where there are clusters.
// Where it refuses or is silent nothing is known of them, with the reason; that is never "not protected".
import type { ProtectedResource } from '@aws-sdk/client-backup'
import type { BackupWord, ClusterFacts } from '../../../domain/model/cluster.ts'
import { AwsFailure } from '../../aws-client/failure.ts'
import type { Place } from '../../aws-client/place.ts'
import { cut, isoOf } from './normalise.ts'
import type { RoundTroubles } from './troubles.ts'

export interface BackupFacts {
  readonly backupProtection?: boolean
  readonly backup: BackupWord
}

/** Newest backups by ARN of the cluster, null for one without a time; or why they are not known. */
export type Backups = ReadonlyMap<string, string | null> | AwsFailure

/** Longest reason the inventory holds. */
const whyLimit = 2_048

export async function readBackups(place: Place<'backup'>, troubles: RoundTroubles): Promise<Backups> {
  try {
    return backupsOf(await place.all('ListProtectedResources', {}, ({ Results }) => Results))
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error
    troubles.backups(place, error)
    return error
  }
}

/** Resources of other services are left out. */
export function backupsOf(resources: readonly ProtectedResource[]): ReadonlyMap<string, string | null> {
  const newest = new Map<string, string | null>()
  for (const { ResourceArn: arn, ResourceType: type, LastBackupTime: time } of resources) {
    if (arn === undefined || type !== 'EKS') continue
    const at = isoOf(time)
    const known = newest.get(arn) ?? null
    newest.set(arn, known !== null && (at === null || at < known) ? known : at)
  }
  return newest
}

/**
 * What is known of one cluster as of a round. What was known before stays while AWS Backup gives no answer, with the
 * time it was known at; whoever is refused knows nothing any more.
 */
export function backupFactsOf(
  backups: Backups,
  { arn, at, before }: { readonly arn: string; readonly at: Date; readonly before: BackupFacts | undefined },
): BackupFacts {
  if (!(backups instanceof AwsFailure)) {
    const lastBackupAt = backups.get(arn) ?? null
    const backup = { knownAt: at.toISOString(), lastBackupAt, unknownWhy: null }
    return { backupProtection: backups.has(arn), backup }
  }
  if (before?.backupProtection !== undefined && backups.kind !== 'forbidden') return before
  const unknownWhy = cut(backups.message, whyLimit)
  return { backup: { knownAt: before?.backup.knownAt ?? null, lastBackupAt: null, unknownWhy } }
}

/** AWS Backup knows no cluster that EKS does not run. */
export const isBackedUpByAws = ({ connector }: ClusterFacts): boolean => connector === null
