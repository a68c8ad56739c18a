// Counts clusters anew whose objects changed, a moment later, and never more than a small part of the time:
// many small clusters in one question, a huge one by itself and the more seldom the longer it takes.
import type { ClusterCounts } from '../../domain/model/cluster-counts.ts'
import type { ClusterId } from '../../domain/model/cluster-id.ts'
import type { Clock } from '../../domain/units/clock.ts'
import { type Repeated, repeat } from '../repeat.ts'

type Counts = ClusterCounts & { readonly clusterId: ClusterId }

export interface CountJobOptions {
  readonly clock: Clock
  readonly everyMs?: number
  /** Process time; another one for tests. */
  readonly nowMs?: () => number
  /** Clusters whose objects changed since this was last asked. */
  takeChanged(): readonly ClusterId[]
  /** Clusters that changed after they were last counted, whoever told of them; asked once. */
  uncounted(): Promise<readonly ClusterId[]>
  count(clusterIds: readonly ClusterId[]): Promise<readonly Counts[]>
  put(counts: readonly Counts[], countedAt: Date): Promise<void>
  onFailure(error: unknown, failures: number): void
}

export interface CountJob extends Repeated {
  /** Clusters that changed and are not counted yet. */
  waiting(): number
}

/** Of the time this may take, one part in ten. */
const restTimes = 9
const clustersAtOnce = 200
const objectsAtOnce = 500_000

interface Known {
  objects: number
  notBeforeMs: number
}

const objectsOf = ({ nodes, pods, workloads, namespaces }: Counts): number =>
  nodes + pods + workloads + namespaces

export function startCountJob(options: CountJobOptions): CountJob {
  const { clock, everyMs = 10_000, nowMs = () => performance.now(), onFailure } = options
  const changed = new Set<ClusterId>()
  const known = new Map<ClusterId, Known>()
  let isAsked = false

  const nextGroup = (): ClusterId[] => {
    const group: ClusterId[] = []
    let objects = 0
    for (const id of changed) {
      const { objects: own = 0, notBeforeMs = 0 } = known.get(id) ?? {}
      if (notBeforeMs > nowMs()) continue
      if (group.length > 0 && objects + own > objectsAtOnce) continue
      group.push(id)
      objects += own
      if (group.length === clustersAtOnce) break
    }
    return group
  }

  const countGroup = async (group: readonly ClusterId[]): Promise<void> => {
    const startedMs = nowMs()
    const countedAt = clock.now()
    for (const id of group) changed.delete(id)
    try {
      const counts = await options.count(group)
      await options.put(counts, countedAt)
      const tookMs = nowMs() - startedMs
      const all = counts.reduce((sum, one) => sum + objectsOf(one), 0)
      for (const one of counts) {
        const share = all === 0 ? 0 : (tookMs * objectsOf(one)) / all
        known.set(one.clusterId, { objects: objectsOf(one), notBeforeMs: nowMs() + share * restTimes })
      }
    } catch (error) {
      for (const id of group) changed.add(id)
      throw error
    }
  }

  const job = repeat({
    everyMs,
    slowestMs: 60_000,
    run: async () => {
      if (!isAsked) for (const id of await options.uncounted()) changed.add(id)
      isAsked = true
      for (const id of options.takeChanged()) changed.add(id)
      const untilMs = nowMs() + everyMs / (restTimes + 1)
      for (let group = nextGroup(); group.length > 0; group = nextGroup()) {
        await countGroup(group)
        if (nowMs() >= untilMs) break
      }
      return false
    },
    onFailure,
  })
  return { stop: () => job.stop(), waiting: () => changed.size }
}
