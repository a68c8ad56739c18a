// The numbers that bound how AWS is called, whatever is read of it.

export interface PaceTuning {
  /** Calls a second to begin with, to one service of one account in one region. */
  readonly startPerSecond: number
  readonly slowestPerSecond: number
  readonly fastestPerSecond: number
  /** Calls that may be made at once after a rest. */
  readonly burst: number
}

export interface AwsTuning {
  /** How long one call may take, and how long an answer may stand still. */
  readonly timeoutMs: number
  /** Calls on their way at the same time: of the whole source, and to one region. */
  readonly inFlight: number
  readonly inFlightPerRegion: number
  /** Tries of a call that was throttled, and of one that met a fault of the other side. */
  readonly throttledTries: number
  readonly faultyTries: number
  /** Calls without an answer after which a region is left alone until the next round. */
  readonly regionPatience: number
  readonly pace: PaceTuning
  readonly stsPace: PaceTuning
  /** AWS Organizations allows few calls a second. */
  readonly organizationsPace: PaceTuning
}

export const defaultAwsTuning: AwsTuning = {
  timeoutMs: 20_000,
  inFlight: 32,
  inFlightPerRegion: 8,
  throttledTries: 8,
  faultyTries: 3,
  regionPatience: 3,
  // AWS publishes no rates for EKS: begin low, and let refusals say where the limit is.
  pace: { startPerSecond: 8, slowestPerSecond: 0.2, fastestPerSecond: 15, burst: 8 },
  stsPace: { startPerSecond: 10, slowestPerSecond: 0.5, fastestPerSecond: 20, burst: 10 },
  organizationsPace: { startPerSecond: 3, slowestPerSecond: 0.2, fastestPerSecond: 6, burst: 3 },
}
