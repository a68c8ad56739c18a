// When an API server does not answer: faults of the wire that scenarios plan, each of its cluster and in its stretch of time,
// and the times in which one that was killed is away.
import { mayBeKilled, restartsOf } from '../world/restarts.ts'
import { editsOf } from '../world/scenario.ts'
import type { World } from '../world/world.ts'
import type { Fault } from './faults.ts'

const awayFaults = (world: World): Fault[] =>
  world.fleet.clusters.filter(mayBeKilled).flatMap((cluster) =>
    restartsOf(world.state(cluster)).map(
      ({ killedMs, backMs }): Fault => ({
        face: `kube/${cluster.name}`,
        what: '*',
        answer: 'cut',
        fromMs: killedMs,
        untilMs: backMs,
      }),
    ),
  )

export function plannedFaults(world: World): Fault[] {
  const { scenarios, fleet } = world
  const planned = editsOf(scenarios, 'wire.fault').map(
    ({ cluster, at, until, fault }): Fault => ({
      ...fault,
      face: `kube/${cluster}`,
      fromMs: fleet.epochMs + at,
      untilMs: until === undefined ? Number.POSITIVE_INFINITY : fleet.epochMs + until,
    }),
  )
  return [...planned, ...awayFaults(world)]
}
