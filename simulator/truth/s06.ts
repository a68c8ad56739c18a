// Where nodes run an image that the next version does not have: from what the scenario pins, whatever the faces tell.
import { minorAt } from '../world/fleet.ts'
import { pinsOf } from '../world/scenario.ts'
import type { World } from '../world/world.ts'
import { type Asked, type Fact, type ScenarioTruths, sum } from './fact.ts'

/** 1.33 has no Amazon Linux 2. */
const firstWithout = 33

interface Pinned {
  readonly cluster: string
  readonly accountId: string
  readonly groups: readonly { name: string; size: number; isAl2: boolean }[]
}

function pinnedIn(world: World, toMs: number): readonly Pinned[] {
  return [...pinsOf(world.scenarios).values()].flatMap(({ cluster: name, nodeGroups = [] }) => {
    const cluster = world.cluster(name)
    if (cluster === undefined || minorAt(cluster, toMs) + 1 !== firstWithout) return []
    const groups = nodeGroups.map(({ name: group, size, image }) => ({
      name: group,
      size,
      isAl2: image === 'AL2',
    }))
    return groups.some(({ isAl2 }) => isAl2) ? [{ cluster: name, accountId: cluster.account.id, groups }] : []
  })
}

const al2Of = ({ groups }: Pinned): number => sum(groups.map(({ size, isAl2 }) => (isAl2 ? size : 0)))

function fleetFacts(world: World, { toMs }: Asked): readonly Fact[] {
  const pinned = pinnedIn(world, toMs)
  const of = (metric: string, value: number): Fact => ({
    metric,
    subject: 'Amazon Linux 2 compatibility',
    value,
    derivation: 'what the scenario pins, of clusters whose next version is 1.33',
  })
  return [
    of('al2.nodes', sum(pinned.map(al2Of))),
    of('al2.clusters', pinned.length),
    of('al2.accounts', new Set(pinned.map(({ accountId }) => accountId)).size),
  ]
}

export const s06Truths: ScenarioTruths = {
  ofFleet: fleetFacts,
  ofCluster: ({ cluster }, { toMs }, world) =>
    pinnedIn(world, toMs)
      .filter((pinned) => pinned.cluster === cluster.name)
      .flatMap((pinned) => [
        {
          metric: 'al2.nodes',
          subject: cluster.name,
          value: al2Of(pinned),
          derivation: 'sizes of pinned node groups with this image',
        },
        ...pinned.groups
          .filter(({ isAl2 }) => isAl2)
          .map(({ name, size }) => ({
            metric: 'al2.nodeGroupNodes',
            subject: `${cluster.name}/${name}`,
            value: size,
            derivation: 'size of a pinned node group with this image',
          })),
      ]),
}
