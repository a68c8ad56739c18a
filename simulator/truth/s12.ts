// What the database of a control plane makes of a load: by table and by what is left over.
import { mostWrites, quantile, shareWithin } from '../physics/store.ts'
import { storeAt, writeLoadsOf } from '../physics/write-load.ts'
import type { ClusterState } from '../world/world.ts'
import type { Asked, Fact, ScenarioTruths } from './fact.ts'

function factsOf(state: ClusterState, { fromMs, toMs }: Asked): readonly Fact[] {
  const fact = (metric: string, value: number, derivation: string): Fact => ({
    metric,
    subject: state.cluster.name,
    value,
    derivation,
  })
  return writeLoadsOf(state).flatMap(({ calls, rateAt, at, latenciesAt, lostWithin }) => {
    const took = latenciesAt('write', toMs)
    return [
      fact('store.writesPerSecond', rateAt(toMs), 'as the scenario has it'),
      fact('store.mostWritesPerSecond', mostWrites[storeAt(state, toMs)], 'of one partition'),
      fact('store.backlog', at(toMs).backlog, 'what comes beyond that, a minute of work at most'),
      fact('store.within15ms', shareWithin(took, 15), 'by table, and behind what is left over'),
      fact('store.p50ms', quantile(took, 0.5), 'by table, and behind what is left over'),
      fact('store.p99ms', quantile(took, 0.99), 'by table, and behind what is left over'),
      { ...fact('store.writes', calls.within(fromMs, toMs), 'so many a second'), isWindow: true },
      {
        ...fact('store.gaveUp', lostWithin(fromMs, toMs), 'came when a minute of work was before them: 504'),
        isWindow: true,
      },
    ]
  })
}

export const s12Truths: ScenarioTruths = { ofCluster: factsOf }
