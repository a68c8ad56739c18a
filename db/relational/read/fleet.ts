// The fleet as lists need it: one row a cluster with its counts, account and how new each source's word is.
// Scans the registry of the installation by its primary key; bounded by `limit`. Facts that no list shows
// stay where they are.
import { and, asc, eq, inArray, isNull, or, sql } from 'drizzle-orm'
import type { BackupWord, OldApiWrite } from '../../../domain/model/cluster.ts'
import type { Relational } from '../client.ts'
import { accounts, clusterCounts, clusterFacts, clusters } from '../schema/inventory.ts'

/** Facts that lists show; the others are read for one cluster at a time. */
const listedFacts = sql<{
  readonly arn: string | null
  readonly endpointPublic: boolean | null
  readonly logging: readonly string[] | null
  readonly backupProtection: boolean | null
  readonly backup: BackupWord | null
  readonly autoMode: boolean | null
  readonly connector: string | null
  readonly issues: readonly { readonly code: string; readonly message: string }[] | null
}>`jsonb_build_object(
  'arn', ${clusters.facts} -> 'arn',
  'endpointPublic', ${clusters.facts} -> 'endpointPublic',
  'logging', ${clusters.facts} -> 'logging',
  'backupProtection', ${clusters.facts} -> 'backupProtection',
  'backup', ${clusters.facts} -> 'backup',
  'autoMode', ${clusters.facts} -> 'autoMode',
  'connector', ${clusters.facts} -> 'connector',
  'issues', ${clusters.facts} -> 'health')`

function fleetColumns() {
  return {
    clusterId: clusters.id,
    name: clusters.name,
    provider: clusters.provider,
    accountId: clusters.accountId,
    accountName: accounts.name,
    ouPath: accounts.ouPath,
    region: clusters.region,
    version: clusters.version,
    platformVersion: clusters.platformVersion,
    status: clusters.status,
    tier: clusters.tier,
    deletionProtection: clusters.deletionProtection,
    supportType: clusters.supportType,
    tags: clusters.tags,
    partSums: clusters.partSums,
    toldAt: clusters.toldAt,
    goneAt: clusters.goneAt,
    facts: listedFacts,
    /** Those that lists show. */
    counts: {
      nodes: clusterCounts.nodes,
      nodesReady: clusterCounts.nodesReady,
      pods: clusterCounts.pods,
      podsPending: clusterCounts.podsPending,
      gpus: clusterCounts.gpus,
      nodesByCompute: clusterCounts.nodesByCompute,
    },
  }
}

/** By cluster id. Clusters that are gone are left out, unless `gone` asks for those that went after it. */
export async function fleetClusters(
  relational: Relational,
  args: { among?: readonly string[]; goneAfter: Date | null; limit: number },
) {
  const stays = isNull(clusters.goneAt)
  return relational.db
    .select(fleetColumns())
    .from(clusters)
    .leftJoin(accounts, eq(accounts.accountId, clusters.accountId))
    .leftJoin(clusterCounts, eq(clusterCounts.clusterId, clusters.id))
    .where(
      and(
        args.among === undefined ? undefined : inArray(clusters.id, [...args.among]),
        args.goneAfter === null ? stays : or(stays, sql`${clusters.goneAt} > ${args.goneAfter}`),
      ),
    )
    .orderBy(asc(clusters.id))
    .limit(args.limit)
}
export type FleetClusterRow = Awaited<ReturnType<typeof fleetClusters>>[number]

/** Objects that were written by versions of APIs that go, by cluster; clusters of which nobody said are left out. */
export async function oldApiWrites(
  relational: Relational,
  args: { among: readonly string[]; limit: number },
) {
  const writes = sql<readonly OldApiWrite[]>`${clusters.facts} -> 'oldApiWrites'`
  return relational.db
    .select({ clusterId: clusters.id, writes })
    .from(clusters)
    .where(and(inArray(clusters.id, [...args.among]), sql`${clusters.facts} -> 'oldApiWrites' is not null`))
    .limit(args.limit)
}

export interface ToldBy {
  readonly clusterId: string
  readonly sourceId: string
  readonly observedAt: Date
}

/** Which sources speak of which clusters, and when they last did. Bounded by `limit`. */
export async function toldBy(
  relational: Relational,
  args: { among?: readonly string[]; limit: number },
): Promise<ToldBy[]> {
  return relational.db
    .select({
      clusterId: clusterFacts.clusterId,
      sourceId: clusterFacts.sourceId,
      observedAt: clusterFacts.observedAt,
    })
    .from(clusterFacts)
    .where(
      and(
        isNull(clusterFacts.goneAt),
        args.among === undefined ? undefined : inArray(clusterFacts.clusterId, [...args.among]),
      ),
    )
    .orderBy(asc(clusterFacts.clusterId), asc(clusterFacts.sourceId))
    .limit(args.limit)
}
