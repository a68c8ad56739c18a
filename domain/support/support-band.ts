// How pressing a cluster's support status is on a given day: what the fleet is sorted and narrowed by.
import type { SupportStatus } from './support-status.ts'

/**
 * Most pressing first. "forced": its provider may upgrade it within two weeks, or already may. "leaving":
 * standard support ends within two weeks.
 */
export const supportBands = ['forced', 'unsupported', 'leaving', 'extended', 'unknown', 'standard'] as const
export type SupportBand = (typeof supportBands)[number]

export const pressingDays = 14
const dayMs = 86_400_000

const isPressing = (at: Date | null, now: Date): boolean =>
  at !== null && at.getTime() - now.getTime() <= pressingDays * dayMs

export function supportBand(support: SupportStatus, now: Date): SupportBand {
  const { status, endsAt, forcedUpgradeAt } = support
  if (status !== 'unknown' && isPressing(forcedUpgradeAt, now)) return 'forced'
  if (status === 'standard' && isPressing(endsAt, now)) return 'leaving'
  return status
}
