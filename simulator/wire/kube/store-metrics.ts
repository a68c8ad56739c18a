// How long the database takes, as the API server measures it; told where a load is planned that changes it.
import { durationBounds, type WriteLoad, writeLoadsOf } from '../../physics/write-load.ts'
import type { ClusterState } from '../../world/world.ts'
import { type Family, histogram, type Series } from './series.ts'

const name = 'etcd_request_duration_seconds'

function durationsOf({ at }: WriteLoad): readonly Series[] {
  const observed = (ms: number) => {
    const { done, took } = at(ms)
    return done === 0 ? undefined : { count: Math.floor(done), sum: took.store.seconds }
  }
  const below = (bound: number, ms: number) =>
    Math.floor(at(ms).took.store.within[durationBounds.indexOf(bound)] ?? 0)
  return histogram(name, { operation: 'update', type: 'configmaps' }, durationBounds, observed, below)
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
