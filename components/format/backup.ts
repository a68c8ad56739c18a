// What is known of a cluster's backups, in words: of facets, of a cell, and in full. Words only.
import type { FleetBackup } from '../../domain/model/fleet-row.ts'
import { duration } from './number.ts'
import { fullInstant } from './time.ts'

export const backupWords = (isProtected: boolean | null): string =>
  isProtected === null ? 'Backup not known' : isProtected ? 'Backed up' : 'Not backed up'

/** Null: not known. */
export function backupText({ isProtected, lastBackupAt }: FleetBackup, now: Date): string | null {
  if (isProtected === null) return null
  if (!isProtected) return 'Not protected'
  if (lastBackupAt === null) return 'Protected'
  // The clock of AWS may be a little ahead of ours.
  return `${duration(Math.max(0, now.getTime() - lastBackupAt.getTime()))} ago`
}

/** Undefined where nobody asked. */
export function backupTitle({
  isProtected,
  lastBackupAt,
  knownAt,
  unknownWhy,
}: FleetBackup): string | undefined {
  const asOf = knownAt === null ? '' : `, as of ${fullInstant(knownAt)}`
  if (unknownWhy !== null) {
    const before = knownAt === null ? '' : ` AWS Backup last answered at ${fullInstant(knownAt)}.`
    return `Backup not known: ${unknownWhy}.${before}`
  }
  if (isProtected === null) return undefined
  if (!isProtected) return `AWS Backup does not list it among its protected resources${asOf}`
  const last = lastBackupAt === null ? 'it does not say when' : `last at ${fullInstant(lastBackupAt)}`
  return `Backed up by AWS Backup, ${last}${asOf}`
}
