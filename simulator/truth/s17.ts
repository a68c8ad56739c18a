// How long a change of an object takes where many pods change and all are told of it.
import { burstsOf } from '../physics/bursts.ts'
import { tierAt } from '../physics/control-plane.ts'
import { type Load, mutatingMs } from '../physics/latency.ts'
import { churnAt } from '../physics/slow-changes.ts'
import { storeAt } from '../physics/write-load.ts'
import { type ClusterState, podCount } from '../world/world.ts'
import type { Asked, Fact, ScenarioTruths } from './fact.ts'

function loadAt(state: ClusterState, ms: number): Load {
  const churn = churnAt(state, ms)
  const { nodes } = state.cluster
  return {
    tier: tierAt(state.cluster, ms),
    store: storeAt(state, ms),
    writesPerSecond: nodes / 10 + nodes / 300 + churn,
    pods: podCount(state, ms),
    churn,
  }
}

function factsOf(state: ClusterState, { toMs }: Asked): readonly Fact[] {
  const load = loadAt(state, toMs)
  const fact = (metric: string, value: number, derivation: string): Fact => ({
    metric,
    subject: state.cluster.name,
    value,
    derivation,
  })
  return [
    fact('watch.pods', load.pods, 'sum over workloads'),
    fact('watch.podChangesPerSecond', load.churn, 'eight of each pod that comes and goes'),
    fact('watch.mutatingP99ms', mutatingMs(load, 0.99), 'what the database takes, and until all are told'),
  ]
}

export const s17Truths: ScenarioTruths = {
  ofCluster: (state, asked) => (burstsOf(state).length > 0 ? factsOf(state, asked) : []),
}
