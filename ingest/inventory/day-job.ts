// Keeps the past of objects short to read: once a day, a cluster of which much was told gets a day that
// stands on its own; and deleted objects are cleaned from the present. What that means is db/events/write.
import type { ClusterId } from '../../domain/model/cluster-id.ts'
import type { Clock } from '../../domain/units/clock.ts'
import { type Repeated, repeat } from '../repeat.ts'

export interface DayJobOptions {
  readonly clock: Clock
  readonly everyMs?: number
  /** Resolves when everything that was put by now is durable or has failed. */
  barrier(): Promise<void>
  /** Clusters whose past, before this day, has become long to read. */
  clustersToCarry(day: Date): Promise<readonly ClusterId[]>
  carry(day: Date, clusters: readonly ClusterId[]): Promise<void>
  clean(): Promise<unknown>
  onFailure(error: unknown, failures: number): void
}

const dayMs = 86_400_000
/** A state of yesterday is durable or lost by then. */
const settledMs = 3_600_000

export function startDayJob(options: DayJobOptions): Repeated {
  const { everyMs = 600_000, onFailure } = options
  let carriedMs = 0
  return repeat({
    everyMs,
    slowestMs: 3_600_000,
    run: async () => {
      carriedMs = await tendDays(options, carriedMs)
      return false
    },
    onFailure,
  })
}

/** Answers the start of the newest day that was looked at; `lookedAtMs` is not looked at again. */
export async function tendDays(options: DayJobOptions, lookedAtMs: number): Promise<number> {
  const nowMs = options.clock.now().getTime()
  const startMs = Math.floor(nowMs / dayMs) * dayMs
  await options.barrier()
  const isDue = startMs > lookedAtMs && nowMs - startMs >= settledMs
  if (isDue) {
    const day = new Date(startMs)
    const clusters = await options.clustersToCarry(day)
    if (clusters.length > 0) await options.carry(day, clusters)
  }
  await options.clean()
  return isDue ? startMs : lookedAtMs
}
