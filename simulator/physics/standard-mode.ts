// How a control plane in standard mode grows: it looks at how busy it is, and some while after it has been too busy for
// two minutes it is as large as that needs; then it stays so for a while. When it does how much is AWS's secret: the
// times are AWS's words and talks, the levels and shares assumptions of the model.
import { minuteMs, secondMs } from '../world/clock.ts'
import { Fold } from './fold.ts'
import { type Limits, standardLevels } from './tiers.ts'

const busyShare = 0.7
const idleShare = 0.4
const watchedMs = 2 * minuteMs
/** From becoming too busy to being larger. */
const lagMs = 10 * minuteMs
const coolDownMs = 15 * minuteMs
const tickMs = 10 * secondMs

interface Level {
  readonly level: number
  /** Undefined: it is not too busy. */
  readonly busySinceMs: number | undefined
  /** Decided, and on its way. */
  readonly next: { readonly level: number; readonly atMs: number } | undefined
  readonly restsUntilMs: number
}

const seatsOf = (level: number): number => standardLevels[level]?.seats ?? 0

/** The smallest that is not too busy; the largest if none is. */
function levelFor(demand: number): number {
  const found = standardLevels.findIndex(({ seats }) => demand <= busyShare * seats)
  return found < 0 ? standardLevels.length - 1 : found
}

function step(before: Level, demand: number, toMs: number): Level {
  const { level, next, restsUntilMs } = before
  if (next !== undefined) {
    if (toMs < next.atMs) return before
    return { level: next.level, busySinceMs: undefined, next: undefined, restsUntilMs: toMs + coolDownMs }
  }
  const isBusy = demand > busyShare * seatsOf(level)
  const busySinceMs = isBusy ? (before.busySinceMs ?? toMs - tickMs) : undefined
  if (toMs < restsUntilMs) return { ...before, busySinceMs }
  const wanted = levelFor(demand)
  if (busySinceMs !== undefined && toMs - busySinceMs >= watchedMs && wanted > level) {
    return { ...before, busySinceMs, next: { level: wanted, atMs: busySinceMs + lagMs } }
  }
  if (level > 0 && demand < idleShare * seatsOf(level - 1)) {
    return { level: level - 1, busySinceMs, next: undefined, restsUntilMs: toMs + coolDownMs }
  }
  return { ...before, busySinceMs }
}

export interface Demand {
  readonly fromMs: number
  readonly untilMs: number
  /** Seats that are asked for. */
  at(ms: number): number
}

/** Of one control plane, from when something is asked of it; it begins at the smallest level, and ends there. */
export function standardModeOf({ fromMs, untilMs, at }: Demand): (ms: number) => Limits {
  const fold = new Fold<Level>({
    fromMs,
    untilMs: untilMs + (standardLevels.length + 1) * coolDownMs,
    tickMs,
    first: { level: 0, busySinceMs: undefined, next: undefined, restsUntilMs: fromMs },
    step: (before, beganMs, toMs) => step(before, at(beganMs), toMs),
  })
  return (ms) => standardLevels[fold.at(ms).level] as Limits
}
