// Clocks that are wrong: of an API server, which dates its answers by it, and of a node, whose kubelet dates what it
// reports. What happens, and when, is not moved by them.
import { editsOf, type Scenario } from './scenario.ts'

export interface Skew {
  /** Of a node; undefined: the API server's. */
  readonly slot: number | undefined
  /** Ahead by so much. */
  readonly byMs: number
  readonly fromMs: number
  /** Infinity: for good. */
  readonly untilMs: number
}

/** Of one cluster. */
export function skewsOf(scenarios: readonly Scenario[], cluster: string, epochMs: number): readonly Skew[] {
  return editsOf(scenarios, 'clock.skew')
    .filter((edit) => edit.cluster === cluster)
    .map(({ slot, byMs, from, until = Number.POSITIVE_INFINITY }) => ({
      slot,
      byMs,
      fromMs: epochMs + from,
      untilMs: epochMs + until,
    }))
}

/** How far the clock of a node (by its slot), or of the API server (undefined), is ahead. */
export function skewMs(skews: readonly Skew[], slot: number | undefined, ms: number): number {
  return skews.reduce(
    (sum, skew) => (skew.slot === slot && ms >= skew.fromMs && ms < skew.untilMs ? sum + skew.byMs : sum),
    0,
  )
}
