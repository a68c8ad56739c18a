// Clusters whose id holds every one of some words. Scans the registry of the installation; a cluster that
// starts with the first word comes first; bounded by `limit`.
import { and, asc, inArray, sql } from 'drizzle-orm'
import type { Relational } from '../client.ts'
import { clusters } from '../schema/inventory.ts'
import { type ClusterRow, clusterColumns } from './clusters.ts'

export async function findClusters(
  relational: Relational,
  args: { words: readonly string[]; among: 'all' | readonly string[]; limit: number },
): Promise<ClusterRow[]> {
  const { words, among, limit } = args
  const [first = ''] = words
  return relational.db
    .select(clusterColumns)
    .from(clusters)
    .where(
      and(
        ...words.map((word) => sql`strpos(${clusters.id}, ${word}) > 0`),
        ...(among === 'all' ? [] : [inArray(clusters.id, [...among])]),
      ),
    )
    .orderBy(sql`strpos(${clusters.id}, ${first}) <> 1`, asc(clusters.id))
    .limit(limit)
}
