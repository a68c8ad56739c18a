// Bursts of pods that scenarios plan: pods of short Jobs, made at a rate and gone as soon as they ran. They are counted
// by whoever makes, places and ends them, and never listed.
import { CountingProcess } from '../world/counting.ts'
import { Intensity } from '../world/intensity.ts'
import type { ClusterState } from '../world/world.ts'

export interface Burst {
  readonly fromMs: number
  readonly untilMs: number
  readonly perSecond: number
  readonly pods: CountingProcess
}

/** In [from, until), and none before or after. */
export function boundedProcess(fromMs: number, untilMs: number, perSecond: number): CountingProcess {
  const none = { kind: 'constant', rate: 0 } as const
  return new CountingProcess(
    new Intensity([
      { fromMs: fromMs - 1, shape: none },
      { fromMs, shape: { kind: 'constant', rate: perSecond } },
      ...(Number.isFinite(untilMs) ? [{ fromMs: untilMs, shape: none }] : []),
    ]),
    0,
  )
}

const known = new WeakMap<ClusterState, readonly Burst[]>()

/** In the order of their times. */
export function burstsOf(state: ClusterState): readonly Burst[] {
  const made =
    known.get(state) ??
    state.cluster.happenings.bursts.map(({ fromMs, untilMs, perSecond }) => ({
      fromMs,
      untilMs,
      perSecond,
      pods: boundedProcess(fromMs, untilMs, perSecond),
    }))
  known.set(state, made)
  return made
}
