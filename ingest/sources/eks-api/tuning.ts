// The numbers that bound this source. One place, so that a test can make them small.
import { type AwsTuning, defaultAwsTuning } from '../../aws-client/tuning.ts'

export interface EksTuning extends AwsTuning {
  readonly intervalMs: number
  readonly accountsAtOnce: number
  readonly clustersAtOnce: number
  readonly describesAtOnce: number
  /** What is told to the inventory at the same time. */
  readonly tellsAtOnce: number
  readonly accountsEveryMs: number
  readonly calendarEveryMs: number
  readonly catalogueEveryMs: number
  /** How often EKS is asked whether it has looked anew, and for how long. */
  readonly refreshPollMs: number
  readonly refreshWithinMs: number
  /** A cluster that EKS looked at so short a time ago is not looked at again. */
  readonly refreshRestMs: number
  /** When a region that an account has not enabled is looked at again. */
  readonly disabledRegionEveryMs: number
}

const minute = 60_000
const hour = 60 * minute

export const defaultTuning: EksTuning = {
  ...defaultAwsTuning,
  intervalMs: 5 * minute,
  accountsAtOnce: 16,
  clustersAtOnce: 4,
  describesAtOnce: 4,
  tellsAtOnce: 4,
  accountsEveryMs: 30 * minute,
  calendarEveryMs: 24 * hour,
  catalogueEveryMs: 24 * hour,
  // EKS takes a minute or more for it, and publishes no limit: one at a time for a cluster, and a pause after it.
  refreshPollMs: 10_000,
  refreshWithinMs: 10 * minute,
  refreshRestMs: minute,
  disabledRegionEveryMs: hour,
}
