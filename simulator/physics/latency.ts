// How long the API server takes to change an object: what the database takes, and what watches and controllers cost that
// are told of every change of every pod. That grows without bound as their work comes up to what they can do, which for
// the smaller tiers is where operators of large fleets saw it.
import { secondMs } from '../world/clock.ts'
import { latencies, quantile } from './store.ts'
import type { Store } from './store-run.ts'
import type { Tier } from './tiers.ts'

interface Knee {
  readonly pods: number
  /** Of pods, a second. */
  readonly changes: number
}

/** Where a change takes a second, 99 times of 100. Calibrated to a talk for the first; an assumption for the others. */
const smallKnee: Knee = { pods: 120_000, changes: 120 }
const largeKnee: Knee = { pods: 400_000, changes: 120 }
/** Fewer changes are told as they come. */
const fewChanges = 100

const kneeOf = (tier: Tier): Knee => (tier === 'standard' || tier === 'tier-xl' ? smallKnee : largeKnee)

/** At the knee so much of what can be told is to be told. */
const kneeLoad = 0.96
const fullLoad = 0.999
/** The wait at the knee is this, by as many times as its load is waited for. */
const tellingMs = (secondMs - 35) / (kneeLoad / (1 - kneeLoad))

export interface Load {
  readonly tier: Tier
  readonly store: Store
  readonly writesPerSecond: number
  readonly pods: number
  /** Changes of pods a second. */
  readonly churn: number
}

/** What a change waits until it has been told. */
export function tellingWaitMs({ tier, pods, churn }: Pick<Load, 'churn' | 'pods' | 'tier'>): number {
  if (churn <= fewChanges) return 0
  const knee = kneeOf(tier)
  const load = Math.min(fullLoad, (kneeLoad * pods * churn) / (knee.pods * knee.changes))
  return (tellingMs * load) / (1 - load)
}

/** In milliseconds; 0.99: all but one change in a hundred take no longer. */
export const mutatingMs = (load: Load, share: number): number =>
  quantile(latencies(load.store, 'write', load.writesPerSecond), share) + tellingWaitMs(load)
