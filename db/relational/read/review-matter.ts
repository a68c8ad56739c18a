// What a snapshot for reviews holds of clusters beside their row in the fleet: when each was created, and the versions of
// its add-ons and node groups. One scan of the clusters and one of their parts; bounded by `limit` clusters.
import { asc, inArray, isNull, sql } from 'drizzle-orm'
import type { PartVersions } from '../../../domain/review/snapshot.ts'
import type { Relational } from '../client.ts'
import { clusterParts, clusters } from '../schema/inventory.ts'

export interface ReviewMatter {
  readonly clusterId: string
  readonly createdAt: string | null
  /** Name → version; null when nobody told any. */
  readonly addOns: PartVersions | null
  /** Name → version and image. */
  readonly nodeGroups: PartVersions | null
}

const version = sql`coalesce(${clusterParts.facts} ->> 'version', '')`
const image = sql`coalesce(' ' || (${clusterParts.facts} ->> 'amiType'), '')`
const shownVersion = sql`CASE ${clusterParts.kind} WHEN 'node-group' THEN ltrim(${version} || ${image}) ELSE ${version} END`

async function partVersions(relational: Relational, limit: number) {
  const rows = await relational.db
    .select({
      clusterId: clusterParts.clusterId,
      kind: clusterParts.kind,
      versions: sql<PartVersions>`jsonb_object_agg(${clusterParts.name}, ${shownVersion})`,
    })
    .from(clusterParts)
    .where(inArray(clusterParts.kind, ['add-on', 'node-group']))
    .groupBy(clusterParts.clusterId, clusterParts.kind)
    .orderBy(asc(clusterParts.clusterId))
    .limit(2 * limit)
  return new Map(rows.map(({ clusterId, kind, versions }) => [`${kind} ${clusterId}`, versions]))
}

/** By cluster id; clusters that are gone are not among them. */
export async function reviewMatter(
  relational: Relational,
  { limit }: { readonly limit: number },
): Promise<ReviewMatter[]> {
  const versions = await partVersions(relational, limit)
  const rows = await relational.db
    .select({
      clusterId: clusters.id,
      createdAt: sql<string | null>`${clusters.facts} ->> 'createdAt'`,
      hasAddOns: sql<boolean>`${clusters.partSums} ? 'add-on'`,
      hasNodeGroups: sql<boolean>`${clusters.partSums} ? 'node-group'`,
    })
    .from(clusters)
    .where(isNull(clusters.goneAt))
    .orderBy(asc(clusters.id))
    .limit(limit)
  return rows.map(({ clusterId, createdAt, hasAddOns, hasNodeGroups }) => ({
    clusterId,
    createdAt,
    addOns: hasAddOns ? (versions.get(`add-on ${clusterId}`) ?? {}) : null,
    nodeGroups: hasNodeGroups ? (versions.get(`node-group ${clusterId}`) ?? {}) : null,
  }))
}
