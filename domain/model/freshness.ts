// How much of the fleet an answer speaks for. Every answer carries one; every panel shows it.
import type { ClusterId } from './cluster-id.ts'

export interface Freshness {
  /** Newest instant any cluster in scope has data for; null when nothing has arrived yet. */
  readonly asOf: Date | null
  /** Clusters whose data is not stale. */
  readonly clustersCovered: number
  /** Clusters in scope that have this kind of source at all. */
  readonly clustersTotal: number
  /** Clusters whose newest data is older than the source's limit, with the instant it ends. */
  readonly stale: readonly { readonly clusterId: ClusterId; readonly since: Date }[]
  /** Something of it is told by a source that is labelled so. */
  readonly simulated: boolean
}

/** Pushed sources (audit webhook, imports) are stale five minutes after their newest event. */
export const pushStaleAfterMs = 5 * 60_000

/** Most stale clusters listed by name; `clustersCovered` counts them all. */
const staleListed = 1_000

export interface NewestOfCluster {
  readonly clusterId: ClusterId
  readonly newest: Date
  /** Of its own source; absent: as the others'. */
  readonly staleAfterMs?: number
}

/** An hour is read ten minutes after its end; three of these may be missed. */
export const logHoursStaleAfterMs = 3 * 3_600_000

/**
 * What two kinds of sources know, by id: of a cluster that has both, the newest instant that either tells of, which is
 * stale when neither is fresh any more.
 */
export function newestOfBoth(
  some: readonly NewestOfCluster[],
  others: readonly NewestOfCluster[],
  staleAfterMs: number,
): readonly NewestOfCluster[] {
  const found = new Map(some.map((one) => [one.clusterId, one]))
  for (const other of others) {
    const one = found.get(other.clusterId)
    found.set(other.clusterId, one === undefined ? other : newerOf(one, other, staleAfterMs))
  }
  return [...found.values()].sort((left, right) => (left.clusterId < right.clusterId ? -1 : 1))
}

function newerOf(one: NewestOfCluster, other: NewestOfCluster, staleAfterMs: number): NewestOfCluster {
  const ms = (each: NewestOfCluster) => each.newest.getTime()
  const staleMs = Math.max(...[one, other].map((each) => ms(each) + (each.staleAfterMs ?? staleAfterMs)))
  const newestMs = Math.max(ms(one), ms(other))
  return { ...one, newest: new Date(newestMs), staleAfterMs: staleMs - newestMs }
}

/** Freshness of clusters that have a source, from the newest instant each has data for. */
export function freshnessOf(
  newest: readonly NewestOfCluster[],
  args: { now: Date; staleAfterMs: number; simulated: ReadonlySet<ClusterId> },
): Freshness {
  const stale = newest
    .filter(
      (cluster) =>
        args.now.getTime() - cluster.newest.getTime() > (cluster.staleAfterMs ?? args.staleAfterMs),
    )
    .map((cluster) => ({ clusterId: cluster.clusterId, since: cluster.newest }))
    .sort((a, b) => a.since.getTime() - b.since.getTime())
  const newestMs = newest.reduce((max, cluster) => Math.max(max, cluster.newest.getTime()), -Infinity)
  return {
    asOf: newest.length === 0 ? null : new Date(newestMs),
    clustersCovered: newest.length - stale.length,
    clustersTotal: newest.length,
    stale: stale.slice(0, staleListed),
    simulated: newest.some(({ clusterId }) => args.simulated.has(clusterId)),
  }
}
