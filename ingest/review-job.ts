// When the fleet is looked at for reviews: every quarter of an hour, and as soon as the product's clock shows another day,
// so that a day is not left without and a Monday begins with what it is held against. What that means is the caller's.
import type { Clock } from '../domain/units/clock.ts'
import { type Repeated, repeat } from './repeat.ts'

export interface ReviewJobOptions {
  readonly clock: Clock
  /** Process time; smaller for tests. */
  readonly lookEveryMs?: number
  readonly takeEveryMs?: number
  readonly nowMs?: () => number
  /** Takes the snapshot of this day; answers whether there was anything to take. */
  take(): Promise<boolean>
  onFailure(error: unknown): void
}

const lookEveryMs = 20_000
const takeEveryMs = 900_000

export function startReviewJob(options: ReviewJobOptions): Repeated {
  const { clock, take, onFailure, nowMs = () => performance.now() } = options
  const last = { day: '', atMs: Number.NEGATIVE_INFINITY }
  const everyMs = options.takeEveryMs ?? takeEveryMs
  return repeat({
    everyMs: options.lookEveryMs ?? lookEveryMs,
    slowestMs: 300_000,
    run: async () => {
      const day = clock.now().toISOString().slice(0, 10)
      if (day === last.day && nowMs() - last.atMs < everyMs) return false
      if (await take()) {
        last.day = day
        last.atMs = nowMs()
      }
      return false
    },
    onFailure,
  })
}
