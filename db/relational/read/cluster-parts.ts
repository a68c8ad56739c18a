// Parts of clusters (node groups, add-ons, insights, …) as they were last told.
// Keys: (cluster, kind, name), and (kind, name); bounded by `limit`.
import { and, asc, eq, inArray, sql } from 'drizzle-orm'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { ClusterPart, PartKind } from '../../../domain/model/cluster-part.ts'
import type { Relational } from '../client.ts'
import { clusterParts } from '../schema/inventory.ts'

type PartOf<Kind extends PartKind> = Extract<ClusterPart, { kind: Kind }>

export type PartRow<Kind extends PartKind> = Omit<typeof clusterParts.$inferSelect, 'kind' | 'facts'> &
  PartOf<Kind>

/** Parts of one kind by cluster and name; the next page starts after the last one. */
export async function listParts<Kind extends PartKind>(
  relational: Relational,
  args: {
    among: 'all' | readonly ClusterId[]
    kind: Kind
    after: { clusterId: ClusterId; name: string } | null
    limit: number
  },
): Promise<PartRow<Kind>[]> {
  const { among, kind, after, limit } = args
  const rows = await relational.db
    .select()
    .from(clusterParts)
    .where(
      and(
        eq(clusterParts.kind, kind),
        ...(among === 'all' ? [] : [inArray(clusterParts.clusterId, [...among])]),
        ...(after === null
          ? []
          : [sql`(${clusterParts.clusterId}, ${clusterParts.name}) > (${after.clusterId}, ${after.name})`]),
      ),
    )
    .orderBy(asc(clusterParts.clusterId), asc(clusterParts.name))
    .limit(limit)
  return rows as PartRow<Kind>[]
}
