// Series of a metrics store as samples of clusters: whose they are, which server's, and added up by the labels
// that are kept, as one reading of that server would have been. Copies of a series count once.
import { createHash } from 'node:crypto'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { MetricSample } from '../../collection.ts'
import { type Family, keptLabels } from '../../control-plane-metrics/families.ts'
import type { RangeSeries } from './answer.ts'
import { replicaLabels, serverLabels } from './queries.ts'

export interface Told {
  readonly samples: readonly MetricSample[]
  /** Series that bear no label for a cluster, or one of a cluster that was not taken. */
  readonly strays: number
  /** Series beyond what is kept of a server. */
  readonly leftOut: number
}

interface Sum {
  readonly clusterId: ClusterId
  readonly server: string
  readonly labels: string
  readonly at: Map<number, number>
}

const copies: ReadonlySet<string> = new Set(replicaLabels)

/** What is the same for all copies of a series. */
const nameOf = (labels: ReadonlyMap<string, string>): string =>
  JSON.stringify([...labels].filter(([label]) => !copies.has(label)).sort())

export const serverOf = (sourceId: string, labels: ReadonlyMap<string, string>): string =>
  createHash('sha256')
    .update(JSON.stringify([sourceId, ...serverLabels.map((label) => labels.get(label) ?? '')]))
    .digest('hex')
    .slice(0, 8)

function sumsOf(
  family: Family,
  series: readonly RangeSeries[],
  sourceId: string,
  clusterOf: (labels: ReadonlyMap<string, string>) => ClusterId | undefined,
) {
  const seen = new Set<string>()
  const sums = new Map<string, Sum>()
  let strays = 0
  for (const { labels, values } of series) {
    const clusterId = clusterOf(labels)
    if (clusterId === undefined) {
      strays += 1
      continue
    }
    const kept = keptLabels(family, labels)
    const name = nameOf(labels)
    if (kept === undefined || seen.has(name)) continue
    seen.add(name)
    const server = serverOf(sourceId, labels)
    const key = JSON.stringify([clusterId, server, kept])
    const sum = sums.get(key) ?? { clusterId, server, labels: kept, at: new Map<number, number>() }
    sums.set(key, sum)
    for (const [at, value] of values) {
      const before = sum.at.get(at)
      const added = family.isLargest ? Math.max(before ?? value, value) : (before ?? 0) + value
      sum.at.set(at, added)
    }
  }
  return { sums: [...sums.values()], strays }
}

/** The largest series of each server, as many as are kept of one. */
function largest(sums: readonly Sum[], most: number): Sum[] {
  const byServer = new Map<string, Sum[]>()
  for (const sum of sums) {
    const key = JSON.stringify([sum.clusterId, sum.server])
    const others = byServer.get(key)
    if (others === undefined) byServer.set(key, [sum])
    else others.push(sum)
  }
  const top = ({ at }: Sum): number => Math.max(...at.values(), Number.NEGATIVE_INFINITY)
  return [...byServer.values()].flatMap((all) =>
    all.length <= most ? all : all.sort((one, other) => top(other) - top(one)).slice(0, most),
  )
}

export function samplesOf(
  family: Family,
  series: readonly RangeSeries[],
  sourceId: string,
  clusterOf: (labels: ReadonlyMap<string, string>) => ClusterId | undefined,
): Told {
  const { sums, strays } = sumsOf(family, series, sourceId, clusterOf)
  const kept = largest(sums, family.most)
  const samples = kept.flatMap(({ clusterId, server, labels, at }) => {
    const all = [...labels.split(','), `instance=${server}`]
      .filter((part) => part !== '')
      .sort()
      .join(',')
    return [...at].flatMap(([seconds, value]) =>
      // A bucket that is not there while its server is read stands at zero.
      value === 0 && family.bounds !== undefined
        ? []
        : [{ clusterId, metric: family.metric, labels: all, at: new Date(seconds * 1_000), value }],
    )
  })
  return { samples, strays, leftOut: sums.length - kept.length }
}
