// Opens the inventory of a process: what sources write to, and the jobs that count clusters and keep the
// past of their objects short. The composition of this folder; it decides nothing itself.
import type { Events } from '../../db/events/client.ts'
import { newestChanges, recountClusters } from '../../db/events/read/object-counts.ts'
import { carryClusters, cleanObjects, clustersToCarry } from '../../db/events/write/object-days.ts'
import type { Relational } from '../../db/relational/client.ts'
import { listClusterCounts } from '../../db/relational/read/cluster-counts.ts'
import { putClusterCounts } from '../../db/relational/write/cluster-counts.ts'
import type { ClusterId } from '../../domain/model/cluster-id.ts'
import type { Clock } from '../../domain/units/clock.ts'
import { gauge, type Metric } from '../pipeline/metrics.ts'
import { startCountJob } from './count-job.ts'
import { startDayJob } from './day-job.ts'
import { createInventory, type Inventories } from './inventory.ts'

export interface StartedInventory extends Pick<Inventories, 'of'> {
  metrics(): Metric[]
  /** Ends the jobs; what was put is durable or has failed. */
  stop(): Promise<void>
}

export interface StartInventoryDeps {
  readonly relational: Relational
  readonly events: Events
  readonly clock: Clock
  onFailure(job: string, error: unknown): void
  /** Shorter for tests. */
  readonly countEveryMs?: number
}

const clustersMost = 100_000
/** A cluster with fewer states than this in its past is quick to read anyway. */
const statesWorthCarrying = 50_000
/** States in the past of a cluster for each of its objects. */
const statesAnObject = 3
/** Fewer deleted objects than this are no burden. */
const deletedWorthCleaning = 10_000

/** Clusters whose objects changed after they were counted: this process, or the one before it, died between. */
async function uncounted({ relational, events }: StartInventoryDeps): Promise<ClusterId[]> {
  const [changes, counts] = await Promise.all([
    newestChanges(events, { limit: clustersMost }),
    listClusterCounts(relational, { among: 'all', afterId: '', limit: clustersMost }),
  ])
  const counted = new Map(counts.map(({ clusterId, countedAt }) => [clusterId, countedAt]))
  return changes
    .filter(
      ({ clusterId, at }) => (counted.get(clusterId)?.getTime() ?? Number.NEGATIVE_INFINITY) <= at.getTime(),
    )
    .map(({ clusterId }) => clusterId)
}

export function startInventory(deps: StartInventoryDeps): StartedInventory {
  const { relational, events, clock, onFailure, countEveryMs } = deps
  const inventories = createInventory({ relational, events, clock })
  const counting = startCountJob({
    clock,
    ...(countEveryMs === undefined ? {} : { everyMs: countEveryMs }),
    takeChanged: () => inventories.takeChanged(),
    uncounted: () => uncounted(deps),
    count: (clusters) => recountClusters(events, { clusters }),
    put: (counts, countedAt) => putClusterCounts(relational, { counts, countedAt }),
    onFailure: (error) => onFailure('counts of clusters', error),
  })
  const days = startDayJob({
    clock,
    barrier: () => inventories.barrier(),
    clustersToCarry: (day) =>
      clustersToCarry(events, { day, states: statesWorthCarrying, times: statesAnObject }),
    carry: (day, clusters) => carryClusters(events, { day, clusters }),
    clean: () => cleanObjects(events, { atLeast: deletedWorthCleaning }),
    onFailure: (error) => onFailure('days of objects', error),
  })
  return {
    of: (source) => inventories.of(source),
    metrics: () => [
      gauge(
        'inventory_held_bytes',
        'Bytes of objects and samples on their way to the event store.',
        inventories.heldBytes(),
      ),
      gauge(
        'inventory_uncounted',
        'Clusters whose objects changed and are not counted yet.',
        counting.waiting(),
      ),
    ],
    stop: async () => {
      await Promise.all([counting.stop(), days.stop()])
      await inventories.barrier()
    },
  }
}
