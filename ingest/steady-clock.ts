// The product's clock for what cannot be undone. Somebody may set it, rightly or by mistake, while days
// are dropped and events refused by it; a step of it counts only after a day of running, over restarts
// too. Until then old days go by its slowest course, and nothing is "in the future" by its fastest.
import { z } from 'zod'
import type { Relational } from '../db/relational/client.ts'
import { getState } from '../db/relational/read/state.ts'
import { putState } from '../db/relational/write/state.ts'
import type { Clock } from '../domain/units/clock.ts'
import {
  afterLook,
  type ClockCourse,
  courseFrom,
  fastestOf,
  slowestOf,
} from '../domain/units/clock-course.ts'
import { repeat } from './repeat.ts'

export interface SteadyClock {
  slowest(): Date
  fastest(): Date
  stop(): Promise<void>
}

export interface SteadyClockOptions {
  readonly relational: Relational
  readonly clock: Clock
  /** A clock that stands still by setting is believed at its word. */
  readonly isFixed: boolean
  readonly everyMs: number
  /** Process time, which nobody sets. */
  runningMs(): number
  onFailure(error: unknown): void
}

const key = 'clock_course'
/** How long a step is not believed. */
const steadyMs = 86_400_000

const stored = z.object({
  runningMs: z.number(),
  clockMs: z.number(),
  left: z
    .array(
      z.object({ slowestMs: z.number(), fastestMs: z.number(), fromMs: z.number(), untilMs: z.number() }),
    )
    .max(100),
})

export async function openSteadyClock(options: SteadyClockOptions): Promise<SteadyClock> {
  const { relational, clock, isFixed, everyMs, runningMs, onFailure } = options
  if (isFixed) return { slowest: clock.now, fastest: clock.now, stop: () => Promise.resolve() }
  const before = stored.safeParse(await getState(relational, key)).data
  let course: ClockCourse = before ?? courseFrom(clock.now().getTime())
  let lookedAt = runningMs()
  const look = (): ClockCourse => {
    const at = runningMs()
    course = afterLook(course, { clockMs: clock.now().getTime(), elapsedMs: at - lookedAt }, steadyMs)
    lookedAt = at
    return course
  }
  const remember = async (): Promise<boolean> => {
    await putState(relational, { key, value: look(), now: clock.now() })
    return false
  }
  look()
  const job = repeat({ everyMs, slowestMs: 600_000, run: remember, onFailure })
  return {
    slowest: () => new Date(slowestOf(look())),
    fastest: () => new Date(fastestOf(look())),
    stop: async () => {
      await job.stop()
      await remember().catch(onFailure)
    },
  }
}
