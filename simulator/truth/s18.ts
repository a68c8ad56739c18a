// What went wrong on the wire of each cluster: how often, for how long nobody was answered, and whose clock is how
// far ahead. What there is in the clusters is the truth of ordinary days: faults change nothing of it.
import { skewMs } from '../world/clock-skew.ts'
import { nameOfNode } from '../world/nodes.ts'
import { editsOf } from '../world/scenario.ts'
import { type Fact, type ScenarioTruths, sum } from './fact.ts'

const derivation = 'planned by the scenario'

export const s18Truths: ScenarioTruths = {
  ofCluster: ({ cluster, epochMs }, { fromMs, toMs }, { scenarios }) => {
    const faults = editsOf(scenarios, 'wire.fault').filter((edit) => edit.cluster === cluster.name)
    const counted = faults.filter(({ at, fault }) => fault.times !== undefined && epochMs + at <= toMs)
    const outages = faults.filter(({ fault }) => fault.what === '*' && fault.answer === 'cut')
    const lostMs = sum(
      outages.map(({ at, until = Number.POSITIVE_INFINITY }) =>
        Math.max(0, Math.min(toMs, epochMs + until) - Math.max(fromMs, epochMs + at)),
      ),
    )
    const slots = [...new Set(cluster.skews.flatMap(({ slot }) => slot ?? []))]
    const fact = (metric: string, subject: string, value: number): Fact => ({
      ...{ metric, subject, value, derivation },
    })
    return [
      fact('wire.faults', cluster.name, sum(counted.map(({ fault }) => fault.times ?? 0))),
      { ...fact('apiServer.unansweredMs', cluster.name, lostMs), isWindow: true },
      // Dates of answers have whole seconds.
      {
        ...fact('apiServer.clockSkewMs', cluster.name, skewMs(cluster.skews, undefined, toMs)),
        op: 'approx',
        tol: 2_000,
      },
      ...slots.map((slot) =>
        fact('node.clockSkewMs', nameOfNode(cluster, slot), skewMs(cluster.skews, slot, toMs)),
      ),
    ]
  },
}
