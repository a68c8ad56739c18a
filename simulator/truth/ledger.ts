// The ledger: what a reader of the faces should have found, worked out from the formulas alone. It asks no
// face and enumerates no object, so that it can be written before anything is read.
import type { Cluster } from '../world/fleet.ts'
import type { World } from '../world/world.ts'
import { truthsByScenario } from './by-scenario.ts'
import type { Asked, Fact } from './fact.ts'

export interface Truth {
  /** "S01.cluster.pods/stream-use1-c1": what it is of, then whose. */
  readonly id: string
  readonly scenario: string
  /** Undefined: of the whole fleet. */
  readonly cluster?: string
  /** Half-open; of an instant both are the same. */
  readonly window: readonly [string, string]
  readonly subject: string
  readonly metric: string
  readonly op: 'eq' | 'approx' | 'order' | 'absent'
  readonly value: number
  readonly tol: number
  readonly derivation: string
}

const iso = (ms: number): string => new Date(ms).toISOString()

function truthOf(scenario: string, { fromMs, toMs }: Asked, fact: Fact, cluster?: string): Truth {
  const { isWindow = false, op = 'eq', tol = 0, ...rest } = fact
  return {
    id: `${scenario}.${fact.metric}/${fact.subject}`,
    scenario,
    ...(cluster === undefined ? {} : { cluster }),
    window: [iso(isWindow ? fromMs : toMs), iso(toMs)],
    op,
    tol,
    ...rest,
  }
}

/** Throws RangeError for a cluster that there is not, and a window that runs backwards. */
export function ledgerOf(world: World, asked: Asked): Truth[] {
  const { fromMs, toMs, cluster: name } = asked
  if (fromMs > toMs) throw new RangeError('the window ends before it begins')
  const one = name === undefined ? undefined : world.cluster(name)
  if (name !== undefined && one === undefined) {
    throw new RangeError(`there is no cluster ${JSON.stringify(name)}`)
  }
  const clusters: readonly Cluster[] = one === undefined ? world.fleet.clusters : [one]
  return world.scenarios.flatMap(({ id }) => {
    const truths = truthsByScenario[id]
    const ofFleet = one === undefined ? (truths?.ofFleet?.(world, asked) ?? []) : []
    const ofClusters = clusters.flatMap((cluster) =>
      (truths?.ofCluster?.(world.state(cluster), asked, world) ?? []).map((fact) =>
        truthOf(id, asked, fact, cluster.name),
      ),
    )
    return [...ofFleet.map((fact) => truthOf(id, asked, fact)), ...ofClusters]
  })
}
