// May a cluster go to its next version? Put together from what its checks come to. A go says that no check knows a
// reason against it; what could not be looked at is no go.
import type { FindingStatus } from '../model/finding.ts'

/** Worst first. "unknown": a check that could stand in its way could not look, or none has looked yet. */
export const upgradeVerdicts = ['blocked', 'unknown', 'warnings', 'ready'] as const
export type UpgradeVerdict = (typeof upgradeVerdicts)[number]

export interface JudgedCheck {
  readonly status: FindingStatus
  /** Whether an error of it stands in the way of the next version. */
  readonly blocks: boolean
}

export function verdictOf(checks: readonly JudgedCheck[]): UpgradeVerdict {
  const blocking = checks.filter(({ blocks }) => blocks)
  if (blocking.some(({ status }) => status === 'error')) return 'blocked'
  if (blocking.length === 0 || blocking.some(({ status }) => status === 'unknown')) return 'unknown'
  return checks.some(({ status }) => status === 'error' || status === 'warning') ? 'warnings' : 'ready'
}
