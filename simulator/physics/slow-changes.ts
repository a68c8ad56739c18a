// What bursts of pods do to everybody who changes an object: all that watch are told of each change, and where that is too
// much for them, changes wait. How long is looked at every few minutes, and is the same for all until the next look.
import { minuteMs } from '../world/clock.ts'
import { type ClusterState, podCount } from '../world/world.ts'
import { burstsOf } from './bursts.ts'
import { tierAt } from './control-plane.ts'
import { Fold } from './fold.ts'
import { tellingWaitMs } from './latency.ts'

/** While a pod of a burst comes and goes. */
const changesPerPod = 8
const lookEveryMs = 5 * minuteMs
const changing: readonly string[] = ['create', 'update', 'patch', 'delete', 'deletecollection']

/** Changes of pods a second. */
export const churnAt = (state: ClusterState, ms: number): number =>
  changesPerPod *
  burstsOf(state)
    .filter(({ fromMs, untilMs }) => fromMs <= ms && ms < untilMs)
    .reduce((sum, { perSecond }) => sum + perSecond, 0)

/** Whether calls of this verb ever wait there. */
export const isEverSlow = (state: ClusterState, verb: string): boolean =>
  changing.includes(verb) && burstsOf(state).length > 0

const lookBefore = (ms: number): number => Math.floor(ms / lookEveryMs) * lookEveryMs
const known = new WeakMap<ClusterState, Map<number, number>>()

/** Milliseconds that a change waits which is asked for then. */
export function changeWaitMs(state: ClusterState, ms: number): number {
  const looked = known.get(state) ?? new Map<number, number>()
  known.set(state, looked)
  const at = lookBefore(ms)
  const found = looked.get(at)
  if (found !== undefined) return found
  const churn = churnAt(state, at)
  const pods = churn === 0 ? 0 : podCount(state, at)
  const waitMs = tellingWaitMs({ tier: tierAt(state.cluster, at), pods, churn })
  looked.set(at, waitMs)
  return waitMs
}

/** What waiting adds to a histogram: seconds in all, and by bound how many calls are beyond it that were not. */
export interface Slowed {
  readonly seconds: number
  readonly beyond: readonly number[]
}

/** Of calls of one kind: `within` counts them, `shareUpTo` says how many of them would take no longer than a bound. */
export function slowedOf(
  state: ClusterState,
  bounds: readonly number[],
  { within, shareUpTo }: { within(fromMs: number, toMs: number): number; shareUpTo(bound: number): number },
): (ms: number) => Slowed {
  const bursts = burstsOf(state)
  const fromMs = lookBefore(Math.min(...bursts.map((burst) => burst.fromMs)))
  const untilMs = Math.max(...bursts.map((burst) => burst.untilMs)) + lookEveryMs
  const none: Slowed = { seconds: 0, beyond: bounds.map(() => 0) }
  const usual = bounds.map(shareUpTo)
  const step = (before: Slowed, beganMs: number, endMs: number): Slowed => {
    const waits = changeWaitMs(state, beganMs) / 1_000
    const calls = waits === 0 ? 0 : within(beganMs, endMs)
    if (calls === 0) return before
    const late = (bound: number): number => (bound <= waits ? 0 : shareUpTo(bound - waits))
    return {
      seconds: before.seconds + calls * waits,
      beyond: before.beyond.map((count, n) => {
        return count + calls * ((usual[n] as number) - late(bounds[n] as number))
      }),
    }
  }
  const fold = new Fold<Slowed>({ fromMs, untilMs, tickMs: lookEveryMs, first: none, step })
  return (ms) => {
    if (ms <= fromMs) return none
    return step(fold.at(ms), Math.min(untilMs, lookBefore(ms)), Math.min(untilMs, ms))
  }
}
