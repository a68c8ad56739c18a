// Parts of clusters (node groups, add-ons, insights, …) as they were last told, and when each kind was.
// Keys: (cluster, kind, name), and (kind, name); bounded by `limit`.
import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { ClusterPart, PartKind } from '../../../domain/model/cluster-part.ts'
import type { Relational } from '../client.ts'
import { clusterParts, clusterPartTellings } from '../schema/inventory.ts'

type Some = 'all' | readonly ClusterId[]
type PartOf<Kind extends PartKind> = Extract<ClusterPart, { kind: Kind }>

export type PartRow<Kind extends PartKind> = Omit<typeof clusterParts.$inferSelect, 'kind' | 'facts'> &
  PartOf<Kind>

/** Parts of one kind by cluster and name; the next page starts after the last one. */
export async function listParts<Kind extends PartKind>(
  relational: Relational,
  args: {
    among: Some
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

export interface PartTelling {
  readonly clusterId: ClusterId
  readonly kind: PartKind
  readonly sourceId: string
  readonly toldAt: Date
}

/** When the kinds of clusters were last told; a kind that is absent never was. */
export async function partTellings(
  relational: Relational,
  args: { among: Some; afterId: string; limit: number },
): Promise<PartTelling[]> {
  const { among, afterId, limit } = args
  return relational.db
    .select()
    .from(clusterPartTellings)
    .where(
      and(
        gt(clusterPartTellings.clusterId, afterId),
        ...(among === 'all' ? [] : [inArray(clusterPartTellings.clusterId, [...among])]),
      ),
    )
    .orderBy(asc(clusterPartTellings.clusterId), asc(clusterPartTellings.kind))
    .limit(limit)
}
