// The numbers that bound this source. One place, so that a test can make them small.
import { type AwsTuning, defaultAwsTuning } from '../../aws-client/tuning.ts'

export interface LogsTuning extends AwsTuning {
  readonly intervalMs: number
  /** Accounts and regions that are searched at the same time, one search in each: AWS allows a hundred. */
  readonly placesAtOnce: number
  /** How often a search is asked whether it has ended, and after how long it is stopped. */
  readonly pollMs: number
  readonly searchWithinMs: number
  /** Log events reach CloudWatch so long after they were written, as a rule; and all have after this. */
  readonly settleMs: number
  readonly lateMs: number
}

const minute = 60_000

export const defaultTuning: LogsTuning = {
  ...defaultAwsTuning,
  intervalMs: 10 * minute,
  placesAtOnce: 8,
  pollMs: 2_000,
  // AWS ends a search after an hour; one of an hour's log takes seconds.
  searchWithinMs: 10 * minute,
  settleMs: 10 * minute,
  lateMs: 60 * minute,
  // AWS allows five StartQuery calls a second in an account and region, and as many GetQueryResults.
  pace: { startPerSecond: 3, slowestPerSecond: 0.1, fastestPerSecond: 5, burst: 3 },
}
