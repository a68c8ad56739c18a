// How many requests of one flow are turned away, by the closed form against a run request by request.
import { overloaded } from '../apf.ts'
import { FlowRun } from '../apf-run.ts'
import { isNear, type Row } from './row.ts'

/** 694 seats, ten to a list, each for 3.7 seconds. */
const servers = 69
const holdSeconds = 3.7
const overloads = [1.2, 1.5, 2, 3, 4]
/** Before it the queue fills. */
const fromMs = 300_000
const untilMs = 3_900_000

function turnedAwayPerSecond(perSecond: number): number {
  const count = Math.ceil((perSecond * untilMs) / 1_000)
  const arrivals = Float64Array.from({ length: count }, (_, n) => Math.floor((n * 1_000) / perSecond))
  const run = new FlowRun({ arrivals, servers, holdMs: holdSeconds * 1_000 })
  const upTo = (ms: number): number => run.turnedAway('queue-full', ms) + run.turnedAway('time-out', ms)
  return ((upTo(untilMs) - upTo(fromMs)) * 1_000) / (untilMs - fromMs)
}

export function v21(): Row {
  const points = overloads.map((overload) => {
    const perSecond = (overload * servers) / holdSeconds
    const { queueFull, timedOut } = overloaded({ servers, perSecond, holdSeconds })
    const run = turnedAwayPerSecond(perSecond)
    return { off: Math.abs((queueFull + timedOut) / run - 1), near: isNear(queueFull + timedOut, run, 0.03) }
  })
  const furthest = Math.max(...points.map(({ off }) => off))
  return {
    id: 'V21',
    check:
      '429s of a flow by the closed form against a run request by request, at 1.2 to 4 times what is served',
    target: '5 of 5',
    tolerance: '3 %',
    measured: `${points.filter(({ near }) => near).length} of 5, at most ${(100 * furthest).toFixed(2)} % off`,
    holds: points.every(({ near }) => near),
  }
}
