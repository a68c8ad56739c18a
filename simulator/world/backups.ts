// What AWS Backup keeps of clusters: who is backed up and when it last was, by seed and time; and the account in
// which nobody may look. A day's backup begins at an hour of the cluster's own.
import { dayMs, hourMs } from './clock.ts'
import type { Cluster } from './fleet.ts'
import { h01, purpose } from './hash.ts'

/** Its role grants no reading of AWS Backup. */
export const refusesBackup = 'legacy-corp'

/** Backups begin in the night of UTC, between 03:00 and 07:00. */
const firstHour = 3
const hours = 4

/** Of the newest backup by then; undefined: there is none. */
export function lastBackupMs(
  { id, isBackedUp, createdMs }: Pick<Cluster, 'id' | 'isBackedUp' | 'createdMs'>,
  nowMs: number,
): number | undefined {
  if (!isBackedUp) return undefined
  const beginsMs = Math.floor((firstHour + hours * h01(id ^ purpose.schedule, 31)) * hourMs)
  const lastMs = Math.floor((nowMs - beginsMs) / dayMs) * dayMs + beginsMs
  return lastMs < createdMs ? undefined : lastMs
}
