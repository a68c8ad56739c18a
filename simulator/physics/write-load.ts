// A client that does nothing but write, at rates that change by steps, and what the database makes of it: what it takes
// at each load, and what is left over.

import type { Outcomes } from '../world/api-asking.ts'
import { secondMs } from '../world/clock.ts'
import { CountingProcess } from '../world/counting.ts'
import type { PlannedWrites } from '../world/happenings.ts'
import { Intensity } from '../world/intensity.ts'
import type { ClusterState } from '../world/world.ts'
import { tierAt } from './control-plane.ts'
import { Fold } from './fold.ts'
import { backlogAfter, latencies, mostWrites, type Part, shareWithin } from './store.ts'
import type { Store } from './store-run.ts'

/** Of a cluster that no scenario gives one: of the provisioned tiers the journal. */
export const storeAt = ({ cluster }: ClusterState, ms: number): Store =>
  cluster.store ?? (tierAt(cluster, ms) === 'standard' ? 'raft' : 'journal')

/** Bounds of etcd_request_duration_seconds. */
export const storeBounds: readonly number[] = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
]

export interface Written {
  readonly backlog: number
  readonly done: number
  /** Came when a minute of work was before them: their clients gave up. */
  readonly lost: number
  readonly seconds: number
  /** Of those done, how many took no longer than each of the bounds. */
  readonly within: readonly number[]
}

export interface WriteLoad {
  readonly planned: PlannedWrites
  readonly calls: CountingProcess
  rateAt(ms: number): number
  at(ms: number): Written
  /** As a write that is asked for now. */
  latenciesAt(part: Part, ms: number): readonly number[]
  /** Of its calls that came in [from, to). */
  lostWithin(fromMs: number, toMs: number): number
  outcomes(whole: Outcomes): Outcomes
}

const tickMs = secondMs
/** What a server answers that waited for its database as long as it may. */
const [gaveUpCode, gaveUpMs] = [504, 60 * secondMs]
const meanOf = (at: readonly number[]): number => at.reduce((sum, ms) => sum + ms, 0) / at.length

function loadOf(state: ClusterState, planned: PlannedWrites): WriteLoad {
  const { steps, untilMs } = planned
  const fromMs = steps[0]?.fromMs ?? untilMs
  const none = { kind: 'constant', rate: 0 } as const
  const intensity = new Intensity([
    { fromMs: fromMs - 1, shape: none },
    ...steps.map(({ fromMs: at, perSecond }) => ({
      fromMs: at,
      shape: { kind: 'constant', rate: perSecond } as const,
    })),
    { fromMs: untilMs, shape: none },
  ])
  const store = storeAt(state, fromMs)
  const most = (mostWrites[store] * tickMs) / secondMs
  const calls = new CountingProcess(intensity, 0)
  const fold = new Fold<Written>({
    fromMs,
    untilMs: untilMs + 90 * secondMs,
    tickMs,
    first: { backlog: 0, done: 0, lost: 0, seconds: 0, within: storeBounds.map(() => 0) },
    step: (before, beganMs, endMs) => {
      const load = intensity.rateAt(beganMs)
      const took = latencies(store, 'store', load, before.backlog)
      const arrived = calls.within(beganMs, endMs)
      const done = Math.min(most, before.backlog + arrived)
      const backlog = backlogAfter(store, before.backlog, load, endMs - beganMs)
      return {
        backlog,
        done: before.done + done,
        lost: before.lost + Math.max(0, before.backlog + arrived - done - backlog),
        seconds: before.seconds + (done * meanOf(took)) / secondMs,
        within: before.within.map(
          (count, n) => count + done * shareWithin(took, secondMs * (storeBounds[n] as number)),
        ),
      }
    },
  })
  return {
    planned,
    calls,
    rateAt: (ms) => intensity.rateAt(ms),
    at: (ms) => fold.at(ms),
    latenciesAt: (part, ms) => latencies(store, part, intensity.rateAt(ms), fold.at(ms).backlog),
    ...givingUp({ fromMs, calls, mostPerSecond: mostWrites[store], at: (ms) => fold.at(ms) }),
  }
}

interface Behind {
  readonly fromMs: number
  readonly calls: CountingProcess
  readonly mostPerSecond: number
  at(ms: number): Written
}

/** Evenly among those of a second. */
function givingUp({ fromMs, calls, mostPerSecond, at }: Behind): Pick<WriteLoad, 'lostWithin' | 'outcomes'> {
  /** Among the calls before the n-th, which is the next at `ms`. */
  const lostBefore = (n: number, ms: number): number => {
    const beganMs = fromMs + Math.floor((ms - fromMs) / tickMs) * tickMs
    const [first, lost] = [calls.before(beganMs), at(beganMs).lost]
    const arrived = calls.before(beganMs + tickMs) - first
    const share = arrived === 0 ? 0 : (at(beganMs + tickMs).lost - lost) / arrived
    return Math.floor(lost + share * (n - first) + 1e-6)
  }
  const lostBy = (ms: number): number => lostBefore(calls.before(ms), ms)
  const counted = (done: number, lost: number): ReadonlyMap<number, number> =>
    new Map([[200, done] as const, [gaveUpCode, lost] as const].filter(([, count]) => count > 0))
  const lostWithin = (from: number, to: number): number => lostBy(to) - lostBy(from)
  return {
    lostWithin,
    outcomes: (whole) => ({
      outcome: (n) => {
        const ms = calls.timeOf(n) ?? 0
        if (lostBefore(n + 1, ms) > lostBefore(n, ms))
          return { code: gaveUpCode, waitedUs: 0, tookUs: 1_000 * gaveUpMs }
        const { tookUs, ...rest } = whole.outcome(n)
        return { ...rest, tookUs: tookUs + Math.round((1e6 * at(ms).backlog) / mostPerSecond) }
      },
      byCode: (from, to) => {
        const lost = lostWithin(from, to)
        return counted(calls.within(from, to) - lost, lost)
      },
      answered: (from, to) =>
        counted(
          Math.floor(at(to).done) - Math.floor(at(from).done),
          lostWithin(from - gaveUpMs, to - gaveUpMs),
        ),
    }),
  }
}

const known = new WeakMap<ClusterState, readonly WriteLoad[]>()

export function writeLoadsOf(state: ClusterState): readonly WriteLoad[] {
  const made = known.get(state) ?? state.cluster.happenings.writes.map((planned) => loadOf(state, planned))
  known.set(state, made)
  return made
}
