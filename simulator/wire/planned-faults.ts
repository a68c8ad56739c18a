// Faults of the wire that scenarios plan, each of the API server of its cluster and in its stretch of time.
import { editsOf } from '../world/scenario.ts'
import type { World } from '../world/world.ts'
import type { Fault } from './faults.ts'

export function plannedFaults({ scenarios, fleet: { epochMs } }: World): Fault[] {
  return editsOf(scenarios, 'wire.fault').map(({ cluster, at, until, fault }) => ({
    ...fault,
    face: `kube/${cluster}`,
    fromMs: epochMs + at,
    untilMs: until === undefined ? Number.POSITIVE_INFINITY : epochMs + until,
  }))
}
