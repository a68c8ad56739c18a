// Changes of a control plane's tier, as scenarios plan them.
import type { Tier } from '../physics/tiers.ts'
import { minuteMs } from './clock.ts'
import { editsOf, type Scenario } from './scenario.ts'

export interface TierChange {
  readonly startMs: number
  /** What it changed is seen from the next millisecond on. */
  readonly endMs: number
  readonly to: Tier
}

/** EKS says several minutes; how many is an assumption of the model. */
const takesMs = 5 * minuteMs

/** Of one cluster, in the order of their times. */
export const tierChangesOf = (
  scenarios: readonly Scenario[],
  cluster: string,
  epochMs: number,
): readonly TierChange[] =>
  editsOf(scenarios, 'tier.change')
    .filter((edit) => edit.cluster === cluster)
    .map(({ at, to }) => ({ startMs: epochMs + at, endMs: epochMs + at + takesMs, to }))
    .sort((a, b) => a.startMs - b.startMs)
