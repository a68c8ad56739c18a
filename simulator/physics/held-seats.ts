// Clients that keep seats of an API server busy: each of their calls takes so many seats for so long. What they ask for
// beyond the seats there are is turned away, evenly.
import type { Outcomes } from '../world/api-asking.ts'
import type { CountingProcess } from '../world/counting.ts'
import type { PlannedHold } from '../world/happenings.ts'
import type { ClusterState } from '../world/world.ts'
import { boundedProcess } from './bursts.ts'
import { limitsAt } from './control-plane.ts'
import { seatsAskedFor } from './seat-demand.ts'

/** Those that are. */
export const seatsHeld = (state: ClusterState, ms: number): number =>
  Math.min(seatsAskedFor(state, ms), limitsAt(state, ms).seats)

export interface Turned {
  readonly fromMs: number
  readonly untilMs: number
  /** Share of calls. */
  readonly share: number
}

const lookEveryMs = 10_000

/** When calls are turned away, and how many of them: stretches in which that is the same. */
export function turnedAway(state: ClusterState, hold: PlannedHold): readonly Turned[] {
  const stretches: Turned[] = []
  for (let ms = hold.fromMs; ms < hold.untilMs; ms += lookEveryMs) {
    const untilMs = Math.min(hold.untilMs, ms + lookEveryMs)
    const share = Math.max(0, 1 - limitsAt(state, ms).seats / seatsAskedFor(state, ms))
    const last = stretches.at(-1)
    if (last?.share === share) stretches[stretches.length - 1] = { ...last, untilMs }
    else stretches.push({ fromMs: ms, untilMs, share })
  }
  return stretches.filter(({ share }) => share > 0)
}

export interface HeldCalls {
  readonly hold: PlannedHold
  readonly calls: CountingProcess
  outcomes(whole: Outcomes): Outcomes
}

function callsOf(state: ClusterState, hold: PlannedHold): HeldCalls {
  const calls = boundedProcess(hold.fromMs, hold.untilMs, hold.perSecond)
  const turned = turnedAway(state, hold)
  /** Of the first so many calls of a stretch. */
  const turnedOf = ({ share }: Turned, count: number): number => Math.floor(share * count + 1e-9)
  return {
    hold,
    calls,
    outcomes: (whole) => ({
      outcome: (n) => {
        const ms = calls.timeOf(n) ?? 0
        const stretch = turned.find(({ fromMs, untilMs }) => fromMs <= ms && ms < untilMs)
        if (stretch === undefined) return whole.outcome(n)
        const k = n - calls.before(stretch.fromMs)
        if (turnedOf(stretch, k + 1) === turnedOf(stretch, k)) return whole.outcome(n)
        return { code: 429, waitedUs: 0, tookUs: 1_000, reason: 'queue-full' }
      },
      byCode: (fromMs, toMs) => {
        const rejected = turned.reduce((sum, stretch) => {
          const first = calls.before(stretch.fromMs)
          const upTo = (ms: number) =>
            turnedOf(stretch, calls.before(Math.min(Math.max(ms, stretch.fromMs), stretch.untilMs)) - first)
          return sum + upTo(toMs) - upTo(fromMs)
        }, 0)
        const all = calls.within(fromMs, toMs)
        return new Map(
          [[200, all - rejected] as const, [429, rejected] as const].filter(([, count]) => count > 0),
        )
      },
    }),
  }
}

const known = new WeakMap<ClusterState, readonly HeldCalls[]>()

export function heldCallsOf(state: ClusterState): readonly HeldCalls[] {
  const made = known.get(state) ?? state.cluster.happenings.holds.map((hold) => callsOf(state, hold))
  known.set(state, made)
  return made
}
