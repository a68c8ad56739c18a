// How far a clock may be believed that somebody may set. Its course is what it says less the time the
// process has run: while nobody sets it, that stays. Of the courses it left within a while, nobody can say
// which was the true one, so whoever cannot undo what he does goes by the most careful of them all.

interface LeftCourse {
  /** Least and most of clock less running time; several that were left soon after another are one. */
  readonly slowestMs: number
  readonly fastestMs: number
  /** Running time at which the first and the last of them were left. */
  readonly fromMs: number
  readonly untilMs: number
}

export interface ClockCourse {
  /** Process time over all runs, at the last look. */
  readonly runningMs: number
  /** What the clock said then. */
  readonly clockMs: number
  /** Oldest first. */
  readonly left: readonly LeftCourse[]
}

/** Clocks drift and timers are late; less than this between two looks is no step. */
export const stepMs = 120_000
/** Bounds what is remembered, however often the clock is set. */
const partsOfWhile = 24

export const courseFrom = (clockMs: number): ClockCourse => ({ runningMs: 0, clockMs, left: [] })

/** The course after a look, `elapsedMs` of process time after the last; what was left longer ago than `whileMs` is forgotten. */
export function afterLook(
  course: ClockCourse,
  { clockMs, elapsedMs }: { readonly clockMs: number; readonly elapsedMs: number },
  whileMs: number,
): ClockCourse {
  const runningMs = course.runningMs + elapsedMs
  const left = course.left.filter(({ untilMs }) => runningMs - untilMs < whileMs)
  const before = course.clockMs - course.runningMs
  if (Math.abs(clockMs - runningMs - before) <= stepMs) return { runningMs, clockMs, left }
  const last = left.at(-1)
  const isNear = last !== undefined && runningMs - last.fromMs < whileMs / partsOfWhile
  const added = {
    slowestMs: isNear ? Math.min(last.slowestMs, before) : before,
    fastestMs: isNear ? Math.max(last.fastestMs, before) : before,
    fromMs: isNear ? last.fromMs : runningMs,
    untilMs: runningMs,
  }
  return { runningMs, clockMs, left: [...(isNear ? left.slice(0, -1) : left), added] }
}

/** What the clock would say now on the slowest course it was lately on. */
export function slowestOf({ clockMs, runningMs, left }: ClockCourse): number {
  return Math.min(clockMs, ...left.map(({ slowestMs }) => runningMs + slowestMs))
}

export function fastestOf({ clockMs, runningMs, left }: ClockCourse): number {
  return Math.max(clockMs, ...left.map(({ fastestMs }) => runningMs + fastestMs))
}
