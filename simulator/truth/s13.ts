// Which limit of a control plane is reached, and what the next tier would do about it.
import { burstsOf } from '../physics/bursts.ts'
import { limitsAt, tierAt } from '../physics/control-plane.ts'
import { heldCallsOf, seatsHeld } from '../physics/held-seats.ts'
import { queueAt } from '../physics/scheduler.ts'
import { seatsAskedFor } from '../physics/seat-demand.ts'
import { limitsOf, provisionedTiers, type Tier } from '../physics/tiers.ts'
import { minorAt } from '../world/fleet.ts'
import type { ClusterState } from '../world/world.ts'
import { type Asked, type Fact, type ScenarioTruths, sum } from './fact.ts'

const nextTier = (tier: Tier) =>
  provisionedTiers[tier === 'standard' ? 0 : provisionedTiers.indexOf(tier) + 1]

function factsOf(state: ClusterState, { fromMs, toMs }: Asked): readonly Fact[] {
  const { cluster } = state
  const limits = limitsAt(state, toMs)
  const tier = nextTier(tierAt(cluster, toMs))
  const next = tier === undefined ? undefined : limitsOf(tier, minorAt(cluster, toMs))
  const rejected = heldCallsOf(state).map(({ calls, outcomes }) => {
    const whole = { outcome: () => ({ code: 200, waitedUs: 0, tookUs: 0 }), byCode: () => new Map() }
    return { calls: calls.within(fromMs, toMs), turned: outcomes(whole).byCode(fromMs, toMs).get(429) ?? 0 }
  })
  const fact = (metric: string, value: number, derivation: string): Fact => ({
    metric,
    subject: cluster.name,
    value,
    derivation,
  })
  const helps = (of: 'podsPerSecond' | 'seats'): number =>
    next !== undefined && next[of] > limits[of] ? 1 : 0
  const { pending, placed } = queueAt(state, toMs)
  return [
    fact('controlPlane.seats', limits.seats, 'of the tier and version, or how far standard mode has grown'),
    fact(
      'controlPlane.seats.asked',
      seatsAskedFor(state, toMs),
      'calls a second, by their seats and how long',
    ),
    fact('controlPlane.seats.used', seatsHeld(state, toMs), 'what is asked for, as far as there are seats'),
    fact('controlPlane.seats.nextTierHelps', helps('seats'), 'the next tier of this version has more'),
    fact('controlPlane.podsPerSecond', limits.podsPerSecond, 'of the tier and version'),
    fact('controlPlane.pods.pending', pending, 'come faster than they are placed'),
    fact('controlPlane.pods.placed', placed, 'of the burst'),
    fact('controlPlane.podsPerSecond.nextTierHelps', helps('podsPerSecond'), 'the next tier places faster'),
    {
      ...fact(
        'controlPlane.rejected',
        sum(rejected.map(({ turned }) => turned)),
        'calls beyond the seats there are, evenly',
      ),
      isWindow: true,
    },
    {
      ...fact('controlPlane.calls', sum(rejected.map(({ calls }) => calls)), 'so many a second'),
      isWindow: true,
    },
  ]
}

export const s13Truths: ScenarioTruths = {
  ofCluster: (state, asked) =>
    state.cluster.happenings.holds.length + burstsOf(state).length > 0 ? factsOf(state, asked) : [],
}
