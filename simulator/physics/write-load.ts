// A client that does nothing but write, at rates that change by steps, and what the database makes of it: what it takes
// at each load, and what is left over.

import type { Outcomes, Took } from '../world/api-asking.ts'
import { secondMs } from '../world/clock.ts'
import { CountingProcess } from '../world/counting.ts'
import type { PlannedWrites } from '../world/happenings.ts'
import { h01, hText, purpose } from '../world/hash.ts'
import { Intensity } from '../world/intensity.ts'
import type { ClusterState } from '../world/world.ts'
import { tierAt } from './control-plane.ts'
import { Fold } from './fold.ts'
import { backlogAfter, latencies, mean, mostWrites, type Part, quantile, shareWithin } from './store.ts'
import type { Store } from './store-run.ts'

/** Of a cluster that no scenario gives one: of the provisioned tiers the journal. */
export const storeAt = ({ cluster }: ClusterState, ms: number): Store =>
  cluster.store ?? (tierAt(cluster, ms) === 'standard' ? 'raft' : 'journal')

/** Bounds of etcd_request_duration_seconds, and of apiserver_request_duration_seconds too. */
export const durationBounds: readonly number[] = [
  0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60,
]

export interface Written {
  readonly backlog: number
  readonly done: number
  /** Came when a minute of work was before them: their clients gave up. */
  readonly lost: number
  /** Of those done, in the database alone and as their clients waited. */
  readonly took: Readonly<Record<Part, Took>>
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
const nothing: Took = { seconds: 0, within: durationBounds.map(() => 0) }

/** With so many more that took so long. */
const withMore = ({ seconds, within }: Took, done: number, tookMs: readonly number[]): Took => ({
  seconds: seconds + (done * mean(tookMs)) / secondMs,
  within: within.map(
    (count, n) => count + done * shareWithin(tookMs, secondMs * (durationBounds[n] as number)),
  ),
})

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
    first: { backlog: 0, done: 0, lost: 0, took: { store: nothing, write: nothing } },
    step: (before, beganMs, endMs) => {
      const load = intensity.rateAt(beganMs)
      const arrived = calls.within(beganMs, endMs)
      const done = Math.min(most, before.backlog + arrived)
      const backlog = backlogAfter(store, before.backlog, load, endMs - beganMs)
      return {
        backlog,
        done: before.done + done,
        lost: before.lost + Math.max(0, before.backlog + arrived - done - backlog),
        took: {
          store: withMore(before.took.store, done, latencies(store, 'store', load, before.backlog)),
          write: withMore(before.took.write, done, latencies(store, 'write', load, before.backlog)),
        },
      }
    },
  })
  const id = hText(state.cluster.id ^ purpose.apiCall, `${planned.client.userAgent} took`)
  const latenciesAt: WriteLoad['latenciesAt'] = (part, ms) =>
    latencies(store, part, intensity.rateAt(ms), fold.at(ms).backlog)
  const tookMs = (n: number, ms: number): number => quantile(latenciesAt('write', ms), h01(id, n))
  return {
    planned,
    calls,
    rateAt: (ms) => intensity.rateAt(ms),
    at: (ms) => fold.at(ms),
    latenciesAt,
    ...givingUp({ fromMs, calls, tookMs, at: (ms) => fold.at(ms) }),
  }
}

interface Behind {
  readonly fromMs: number
  readonly calls: CountingProcess
  /** Of a call that is done: as its client waits. */
  tookMs(n: number, ms: number): number
  at(ms: number): Written
}

/** Evenly among those of a second. */
function givingUp({ fromMs, calls, tookMs, at }: Behind): Pick<WriteLoad, 'lostWithin' | 'outcomes'> {
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
        const { code } = whole.outcome(n)
        return { code, waitedUs: 0, tookUs: Math.round(1_000 * Math.min(gaveUpMs, tookMs(n, ms))) }
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
      took: (ms) => {
        const { seconds, within } = at(ms).took.write
        const lost = lostBy(ms - gaveUpMs)
        return {
          seconds: seconds + (lost * gaveUpMs) / secondMs,
          within: within.map(
            (count, n) => count + ((durationBounds[n] as number) * secondMs < gaveUpMs ? 0 : lost),
          ),
        }
      },
    }),
  }
}

const known = new WeakMap<ClusterState, readonly WriteLoad[]>()

export function writeLoadsOf(state: ClusterState): readonly WriteLoad[] {
  const made = known.get(state) ?? state.cluster.happenings.writes.map((planned) => loadOf(state, planned))
  known.set(state, made)
  return made
}
