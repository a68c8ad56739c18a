// The numbers that bound this source. One place, so that a test can make them small.

export interface PaceTuning {
  /** Calls a second to begin with, to one service of one account in one region. */
  readonly startPerSecond: number
  readonly slowestPerSecond: number
  readonly fastestPerSecond: number
  /** Calls that may be made at once after a rest. */
  readonly burst: number
}

export interface EksTuning {
  readonly intervalMs: number
  /** How long one call may take, and how long an answer may stand still. */
  readonly timeoutMs: number
  /** Calls on their way at the same time: of the whole source, and to one region. */
  readonly inFlight: number
  readonly inFlightPerRegion: number
  readonly accountsAtOnce: number
  readonly clustersAtOnce: number
  readonly describesAtOnce: number
  /** What is told to the inventory at the same time. */
  readonly tellsAtOnce: number
  /** Tries of a call that was throttled, and of one that met a fault of the other side. */
  readonly throttledTries: number
  readonly faultyTries: number
  /** Calls without an answer after which a region is left alone until the next round. */
  readonly regionPatience: number
  readonly pace: PaceTuning
  readonly stsPace: PaceTuning
  /** AWS Organizations allows few calls a second. */
  readonly organizationsPace: PaceTuning
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
  intervalMs: 5 * minute,
  timeoutMs: 20_000,
  inFlight: 32,
  inFlightPerRegion: 8,
  accountsAtOnce: 16,
  clustersAtOnce: 4,
  describesAtOnce: 4,
  tellsAtOnce: 4,
  throttledTries: 8,
  faultyTries: 3,
  regionPatience: 3,
  // AWS publishes no rates for EKS: begin low, and let refusals say where the limit is.
  pace: { startPerSecond: 8, slowestPerSecond: 0.2, fastestPerSecond: 15, burst: 8 },
  stsPace: { startPerSecond: 10, slowestPerSecond: 0.5, fastestPerSecond: 20, burst: 10 },
  organizationsPace: { startPerSecond: 3, slowestPerSecond: 0.2, fastestPerSecond: 6, burst: 3 },
  accountsEveryMs: 30 * minute,
  calendarEveryMs: 24 * hour,
  catalogueEveryMs: 24 * hour,
  // EKS takes a minute or more for it, and publishes no limit: one at a time for a cluster, and a pause after it.
  refreshPollMs: 10_000,
  refreshWithinMs: 10 * minute,
  refreshRestMs: minute,
  disabledRegionEveryMs: hour,
}
