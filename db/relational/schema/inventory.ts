// Which clusters this installation knows, what their sources say of them, and what they are made of.
// Objects inside clusters lie in the event store; only their counts stand here.
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core'
import type { ClusterFacts } from '../../../domain/model/cluster.ts'
import type { ClusterPart, PartKind } from '../../../domain/model/cluster-part.ts'
import type { PartSums } from '../../../domain/model/part-sums.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

/** Merged from `cluster_facts`; columns are what lists filter and sort by, `facts` is the whole. */
export const clusters = pgTable(
  'clusters',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    provider: text('provider'),
    accountId: text('account_id'),
    region: text('region'),
    version: text('version'),
    platformVersion: text('platform_version'),
    status: text('status'),
    tier: text('tier'),
    supportType: text('support_type'),
    deletionProtection: boolean('deletion_protection'),
    tags: jsonb('tags').$type<Readonly<Record<string, string>>>().notNull().default({}),
    facts: jsonb('facts').$type<ClusterFacts>().notNull().default({}),
    /** Sums of its parts by kind, so that lists need not read them; a kind is absent while nobody told it. */
    partSums: jsonb('part_sums').$type<Partial<Record<PartKind, PartSums>>>().notNull().default({}),
    firstSeenAt: instant('first_seen_at').notNull(),
    /** When a source last told of it; null while only its audit log is known. */
    toldAt: instant('told_at'),
    /** Since when no source finds it any more. */
    goneAt: instant('gone_at'),
  },
  (table) => [index('clusters_place').on(table.accountId, table.region)],
)

/** Other names of clusters: an ARN, the host of the API endpoint, the UID of kube-system. */
export const clusterAliases = pgTable(
  'cluster_aliases',
  {
    kind: text('kind').notNull(),
    value: text('value').notNull(),
    clusterId: text('cluster_id').notNull(),
    sourceId: text('source_id').notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.kind, table.value] }),
    index('cluster_aliases_cluster').on(table.clusterId),
  ],
)

/** What one source says of one cluster, whole. */
export const clusterFacts = pgTable(
  'cluster_facts',
  {
    clusterId: text('cluster_id').notNull(),
    sourceId: text('source_id').notNull(),
    rank: integer('rank').notNull(),
    facts: jsonb('facts').$type<ClusterFacts>().notNull(),
    observedAt: instant('observed_at').notNull(),
    goneAt: instant('gone_at'),
  },
  (table) => [
    primaryKey({ columns: [table.clusterId, table.sourceId] }),
    index('cluster_facts_source').on(table.sourceId),
  ],
)

/** Node groups, add-ons, insights and the rest, as the provider lists them. */
export const clusterParts = pgTable(
  'cluster_parts',
  {
    clusterId: text('cluster_id').notNull(),
    kind: text('kind').$type<ClusterPart['kind']>().notNull(),
    name: text('name').notNull(),
    facts: jsonb('facts').$type<ClusterPart['facts']>().notNull(),
    sourceId: text('source_id').notNull(),
    firstSeenAt: instant('first_seen_at').notNull(),
    observedAt: instant('observed_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.clusterId, table.kind, table.name] }),
    index('cluster_parts_kind').on(table.kind, table.name),
  ],
)

/** What was seen to change in facts and parts; objects have a history of their own. */
export const clusterChanges = pgTable(
  'cluster_changes',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    clusterId: text('cluster_id').notNull(),
    at: instant('at').notNull(),
    /** "cluster", or the kind of a part. */
    subjectKind: text('subject_kind').notNull(),
    subjectName: text('subject_name').notNull(),
    /** The fact that changed: "version"; "" when the subject appeared or went. */
    field: text('field').notNull(),
    /** null: was not there. */
    before: jsonb('before'),
    /** null: is not there any more. */
    after: jsonb('after'),
    sourceId: text('source_id').notNull(),
  },
  (table) => [
    index('cluster_changes_cluster').on(table.clusterId, table.at),
    index('cluster_changes_at').on(table.at),
  ],
)

/** Objects of a cluster, counted from their states; one row a cluster. */
export const clusterCounts = pgTable('cluster_counts', {
  clusterId: text('cluster_id').primaryKey(),
  nodes: integer('nodes').notNull(),
  nodesReady: integer('nodes_ready').notNull(),
  pods: integer('pods').notNull(),
  podsPending: integer('pods_pending').notNull(),
  podsFailed: integer('pods_failed').notNull(),
  namespaces: integer('namespaces').notNull(),
  workloads: integer('workloads').notNull(),
  podCapacity: bigint('pod_capacity', { mode: 'number' }).notNull(),
  cpuAllocatableMillicores: bigint('cpu_allocatable_millicores', { mode: 'number' }).notNull(),
  memoryAllocatableBytes: bigint('memory_allocatable_bytes', { mode: 'number' }).notNull(),
  gpus: bigint('gpus', { mode: 'number' }).notNull(),
  cpuRequestedMillicores: bigint('cpu_requested_millicores', { mode: 'number' }).notNull(),
  memoryRequestedBytes: bigint('memory_requested_bytes', { mode: 'number' }).notNull(),
  /** Nodes by compute kind: "karpenter", "auto-mode", "managed", "fargate", "hybrid", "self-managed". */
  nodesByCompute: jsonb('nodes_by_compute').$type<Readonly<Record<string, number>>>().notNull(),
  /** Nodes by kubelet minor version: "1.33". */
  nodesByKubelet: jsonb('nodes_by_kubelet').$type<Readonly<Record<string, number>>>().notNull(),
  countedAt: instant('counted_at').notNull(),
})

export const accounts = pgTable('accounts', {
  accountId: text('account_id').primaryKey(),
  name: text('name'),
  ouPath: text('ou_path'),
  state: text('state'),
  observedAt: instant('observed_at').notNull(),
})

/** Version calendars as providers told them; what is not here comes from the shipped table. */
export const clusterVersions = pgTable(
  'cluster_versions',
  {
    provider: text('provider').notNull(),
    version: text('version').notNull(),
    facts: jsonb('facts').notNull(),
    observedAt: instant('observed_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.provider, table.version] })],
)
