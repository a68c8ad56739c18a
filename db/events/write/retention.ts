// Drops what is too old, whole partitions at a time. The caller says how old; there are no TTLs,
// which would follow the store's clock instead of the product's. Raw rows go only after their minutes
// are sealed (`sealMinutesBefore`) and no event of their time is taken any more; states of objects only
// after those that live on were carried to the first day that stays (object-days.ts).
import { z } from 'zod'
import type { Events } from '../client.ts'
import { partitionsOf } from '../cluster-ddl.ts'

const rawTables = [
  'audit_raw',
  'audit_rejects',
  'audit_bodies',
  'object_states',
  'object_keyframes',
  'api_samples',
] as const
const rollUpTables = [
  'talkers',
  'seals',
  'audit_dirty',
  'audit_deliveries',
  'log_talkers',
  'log_readings',
] as const

const partRow = z.object({ table: z.string(), partition_id: z.string().regex(/^[0-9a-zA-Z_-]+$/) })

async function dropPartitions(events: Events, tables: readonly string[], before: Date): Promise<number> {
  const { tableOf, parts: source, onCluster } = partitionsOf(events.ddl.cluster)
  const parts = await events.rows({
    query: `
      SELECT table, partition_id FROM ${source}
      WHERE active AND database = currentDatabase() AND table IN {tables:Array(String)}
      GROUP BY table, partition_id HAVING max(max_time) < toDateTime({before:UInt32}, 'UTC')
      ORDER BY table, partition_id LIMIT 10000`,
    params: { tables: tables.map(tableOf), before: Math.floor(before.getTime() / 1_000) },
    row: partRow,
  })
  for (const part of parts) {
    await events.command({
      query: `ALTER TABLE ${part.table}${onCluster} DROP PARTITION ID '${part.partition_id}'`,
    })
  }
  return parts.length
}

/** Drops partitions that lie wholly before the floors; answers how many. Idempotent. */
export async function dropBefore(
  events: Events,
  floors: { readonly raw: Date; readonly rollUp: Date },
): Promise<number> {
  const raw = await dropPartitions(events, rawTables, floors.raw)
  return raw + (await dropPartitions(events, rollUpTables, floors.rollUp))
}
