// How long the database takes, as the API server measures it; told where a load is planned that changes it.
import { storeBounds, type WriteLoad, writeLoadsOf } from '../../physics/write-load.ts'
import type { ClusterState } from '../../world/world.ts'
import { type Family, histogram, type Series } from './series.ts'

const name = 'etcd_request_duration_seconds'

function durationsOf({ at }: WriteLoad): readonly Series[] {
  const observed = (ms: number) => {
    const { done, seconds } = at(ms)
    return done === 0 ? undefined : { count: Math.floor(done), sum: seconds }
  }
  const below = (bound: number, ms: number) => Math.floor(at(ms).within[storeBounds.indexOf(bound)] ?? 0)
  return histogram(name, { operation: 'update', type: 'configmaps' }, storeBounds, observed, below)
}

export function storeFamilies(state: ClusterState): readonly Family[] {
  const loads = writeLoadsOf(state)
  if (loads.length === 0) return []
  return [
    {
      name,
      type: 'histogram',
      stability: 'ALPHA',
      help: 'Etcd request latency in seconds for each operation and object type.',
      series: () => loads.flatMap(durationsOf),
    },
  ]
}
