// A client that does nothing but write, at rates that change by steps, and what the database makes of it: what it takes
// at each load, and what is left over.

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
}

const tickMs = secondMs
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
    first: { backlog: 0, done: 0, seconds: 0, within: storeBounds.map(() => 0) },
    step: (before, beganMs, endMs) => {
      const load = intensity.rateAt(beganMs)
      const took = latencies(store, 'store', load, before.backlog)
      const done = Math.min(most, before.backlog + calls.within(beganMs, endMs))
      return {
        backlog: backlogAfter(store, before.backlog, load, endMs - beganMs),
        done: before.done + done,
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
  }
}

const known = new WeakMap<ClusterState, readonly WriteLoad[]>()

export function writeLoadsOf(state: ClusterState): readonly WriteLoad[] {
  const made = known.get(state) ?? state.cluster.happenings.writes.map((planned) => loadOf(state, planned))
  known.set(state, made)
  return made
}
