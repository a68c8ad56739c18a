// Writes what was seen to change in clusters and their parts. Called within the transaction that changes
// the thing itself, so that neither is ever there without the other.
import { sql } from 'drizzle-orm'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Relational } from '../client.ts'
import { clusterChanges } from '../schema/inventory.ts'

export interface ClusterChange {
  /** "cluster", or the kind of a part. */
  readonly subjectKind: string
  readonly subjectName: string
  /** "" when the subject appeared or went. */
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

export type Transaction = Parameters<Parameters<Relational['db']['transaction']>[0]>[0]

export async function insertChanges(
  tx: Transaction,
  args: { clusterId: ClusterId; at: Date; sourceId: string; changes: readonly ClusterChange[] },
): Promise<void> {
  if (args.changes.length === 0) return
  await tx.execute(sql`
    INSERT INTO ${clusterChanges}
      (cluster_id, at, source_id, subject_kind, subject_name, field, before, after)
    SELECT ${args.clusterId}::text, ${args.at.toISOString()}::timestamptz, ${args.sourceId}::text,
      change ->> 'subjectKind', change ->> 'subjectName', change ->> 'field',
      nullif(change -> 'before', 'null'), nullif(change -> 'after', 'null')
    FROM jsonb_array_elements(${JSON.stringify(args.changes)}::jsonb) WITH ORDINALITY AS told(change, place)
    ORDER BY place`)
}
