// The scheduler: one server that places pods one after the other, so many a second as the control plane's tier has it.
// What comes faster waits in its active queue. Pods that live in a cluster come slowly, and are placed as they come.
import { minuteMs, secondMs } from '../world/clock.ts'
import type { ClusterState } from '../world/world.ts'
import { type Burst, burstsOf } from './bursts.ts'
import { limitsAt } from './control-plane.ts'
import { Fold } from './fold.ts'

/** Bounds of what a pod waits, as the scheduler's histogram has them. */
export const waitBounds: readonly number[] = Array.from({ length: 20 }, (_, n) =>
  Number((0.01 * 2 ** n).toPrecision(12)),
)

/** A pod that waits for none is placed within this, on average. */
export const placingSeconds = 0.004

export interface Queue {
  /** Waiting to be placed. */
  readonly pending: number
  /** Of bursts, placed since the first began. */
  readonly placed: number
  /** By all of them together. */
  readonly waitedSeconds: number
  /** Those that waited no longer than each of the bounds. */
  readonly within: readonly number[]
}

const empty: Queue = { pending: 0, placed: 0, waitedSeconds: 0, within: waitBounds.map(() => 0) }

/** A scheduler that works off a burst for longer than this is watched no further. */
const longestDrainMs = 30 * minuteMs

/** What is left of pods that wait and arrive after so many milliseconds at this rate. */
export const leftOf = (pending: number, arriving: number, podsPerSecond: number, ms: number): number =>
  Math.max(0, pending + arriving - (podsPerSecond * ms) / 1_000)

function step(before: Queue, arriving: number, podsPerSecond: number, ms: number): Queue {
  const pending = leftOf(before.pending, arriving, podsPerSecond, ms)
  const placed = before.pending + arriving - pending
  // Who is placed in this tick waited for those before him.
  const waited = placingSeconds + (before.pending + pending) / 2 / podsPerSecond
  return {
    pending,
    placed: before.placed + placed,
    waitedSeconds: before.waitedSeconds + placed * waited,
    within: before.within.map((count, n) => (waited <= (waitBounds[n] as number) ? count + placed : count)),
  }
}

function foldOf(state: ClusterState, bursts: readonly Burst[]): Fold<Queue> | undefined {
  const [first] = bursts
  if (first === undefined) return undefined
  const arrived = (fromMs: number, toMs: number): number =>
    bursts.reduce((sum, { pods }) => sum + pods.within(fromMs, toMs), 0)
  return new Fold({
    fromMs: first.fromMs,
    untilMs: Math.max(...bursts.map(({ untilMs }) => untilMs)) + longestDrainMs,
    tickMs: secondMs,
    first: empty,
    step: (before, fromMs, toMs) =>
      step(before, arrived(fromMs, toMs), limitsAt(state, fromMs).podsPerSecond, toMs - fromMs),
  })
}

const known = new WeakMap<ClusterState, Fold<Queue> | typeof idle>()
const idle = { at: (): Queue => empty }

/** Pods of bursts in the active queue, and how many were placed, with what they waited. */
export function queueAt(state: ClusterState, ms: number): Queue {
  const made = known.get(state) ?? foldOf(state, burstsOf(state)) ?? idle
  known.set(state, made)
  return made.at(ms)
}
