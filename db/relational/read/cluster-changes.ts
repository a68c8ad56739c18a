// What was seen to change in clusters and their parts, newest first. Keys: (cluster, at), and at; bounded
// by the window [from, to) and `limit`.
import { and, desc, getTableColumns, gte, inArray, lt, sql } from 'drizzle-orm'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Relational } from '../client.ts'
import { clusterChanges } from '../schema/inventory.ts'

export type ClusterChangeRow = typeof clusterChanges.$inferSelect

const { before, after, ...others } = getTableColumns(clusterChanges)
/** As the store says them: drizzle would read a text like "1.33" as JSON once more, as a number. */
const columns = { ...others, before: sql<unknown>`${before}`, after: sql<unknown>`${after}` }

export async function listClusterChanges(
  relational: Relational,
  args: {
    among: 'all' | readonly ClusterId[]
    from: Date
    to: Date
    /** "cluster", or kinds of parts; absent: all. */
    subjectKinds?: readonly string[]
    after: { at: Date; id: number } | null
    limit: number
  },
): Promise<ClusterChangeRow[]> {
  const { among, from, to, subjectKinds, after, limit } = args
  const { at, id, clusterId, subjectKind } = clusterChanges
  return relational.db
    .select(columns)
    .from(clusterChanges)
    .where(
      and(
        gte(at, from),
        lt(at, to),
        ...(among === 'all' ? [] : [inArray(clusterId, [...among])]),
        ...(subjectKinds === undefined ? [] : [inArray(subjectKind, [...subjectKinds])]),
        ...(after === null
          ? []
          : [sql`(${at}, ${id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::bigint)`]),
      ),
    )
    .orderBy(desc(at), desc(id))
    .limit(limit)
}
