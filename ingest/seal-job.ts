// Keeps the roll-ups current: minutes from raw rows a moment after the last event touched them, hours
// and days from those at most once a minute. It decides when; what a seal is and which minutes are due
// is the store's side.
import type { Grain } from '../domain/units/window.ts'
import { type Repeated, repeat } from './repeat.ts'

export interface Sealer {
  sealDue(
    grain: Grain,
    options: { readonly quietSeconds: number; readonly limit: number },
  ): Promise<{ readonly sealed: number; readonly open: number; readonly lagSeconds: number }>
  /** Every open minute before an instant, quiet or not; answers how many. */
  sealMinutesBefore(before: Date): Promise<number>
}

export interface SealJobOptions {
  readonly sealer: Pick<Sealer, 'sealDue'>
  readonly minuteEveryMs?: number
  readonly coarseEveryMs?: number
  onFailure(error: unknown, failures: number): void
}

export interface SealJob {
  stop(): Promise<void>
  /** What the last runs said, by grain. */
  state(): Readonly<Record<Grain, SealState>>
}

export interface SealState {
  readonly sealed: number
  readonly open: number
  readonly lagSeconds: number
}

/** A minute is due when nothing touched it for this long. */
export const minuteQuietSeconds = 30
/** Coarser buckets are touched all the time; waiting longer saves work and open ones are answered anyway. */
export const coarseQuietSeconds = 60
const bucketsAtOnce = 10_000
const none: SealState = { sealed: 0, open: 0, lagSeconds: 0 }

export function startSealJob(options: SealJobOptions): SealJob {
  const { sealer, minuteEveryMs = 5_000, coarseEveryMs = 60_000, onFailure } = options
  const state: Record<Grain, SealState> = { minute: none, hour: none, day: none }
  let nextCoarseMs = performance.now() + coarseEveryMs
  const sealOne = async (grain: Grain, quietSeconds: number): Promise<boolean> => {
    const { sealed, open, lagSeconds } = await sealer.sealDue(grain, { quietSeconds, limit: bucketsAtOnce })
    state[grain] = { sealed: state[grain].sealed + sealed, open, lagSeconds }
    return sealed >= bucketsAtOnce
  }
  const job: Repeated = repeat({
    everyMs: minuteEveryMs,
    slowestMs: 60_000,
    run: async () => {
      // One after the other: hours read what minutes wrote, and the sealer allows no overlap.
      if (await sealOne('minute', minuteQuietSeconds)) return true
      if (performance.now() < nextCoarseMs) return false
      nextCoarseMs = performance.now() + coarseEveryMs
      await sealOne('hour', coarseQuietSeconds)
      await sealOne('day', coarseQuietSeconds)
      return false
    },
    onFailure,
  })
  return { stop: () => job.stop(), state: () => ({ ...state }) }
}
