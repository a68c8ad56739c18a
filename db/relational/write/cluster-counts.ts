// Keeps the newest counts of clusters. A row is written whole.
import { sql } from 'drizzle-orm'
import type { ClusterCounts } from '../../../domain/model/cluster-counts.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Relational } from '../client.ts'
import { clusterCounts } from '../schema/inventory.ts'

const numbers = [
  'nodes',
  'nodes_ready',
  'pods',
  'pods_pending',
  'pods_failed',
  'namespaces',
  'workloads',
  'pod_capacity',
  'cpu_allocatable_millicores',
  'memory_allocatable_bytes',
  'gpus',
  'cpu_requested_millicores',
  'memory_requested_bytes',
] as const
const maps = ['nodes_by_compute', 'nodes_by_kubelet'] as const

const camel = (column: string): string =>
  column.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
const list = (parts: readonly string[]) => sql.raw(parts.join(', '))

export async function putClusterCounts(
  relational: Relational,
  args: { counts: readonly (ClusterCounts & { clusterId: ClusterId })[]; countedAt: Date },
): Promise<void> {
  if (args.counts.length === 0) return
  const columns = [...numbers, ...maps]
  const told = [
    ...numbers.map((column) => `"${camel(column)}" bigint`),
    ...maps.map((column) => `"${camel(column)}" jsonb`),
  ]
  await relational.db.execute(sql`
    INSERT INTO ${clusterCounts} (cluster_id, ${list(columns)}, counted_at)
    SELECT "clusterId", ${list(columns.map((column) => `"${camel(column)}"`))}, ${args.countedAt.toISOString()}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(args.counts)}::jsonb) AS told("clusterId" text, ${list(told)})
    ON CONFLICT (cluster_id) DO UPDATE
    SET ${list([...columns, 'counted_at'].map((column) => `${column} = excluded.${column}`))}`)
}
