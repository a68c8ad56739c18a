// Which buckets have to be sealed: those with touches that no seal covers. Key: `audit_dirty` and `seals`
// by (grain, cluster, bucket), narrowed to what was touched lately; bounded by the caller's limit.
import { z } from 'zod'
import type { Grain } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'

/** A bucket that was touched after its last seal, and the id its next one may take. */
export interface OpenBucket {
  readonly clusterId: string
  readonly bucket: number
  readonly touches: number
  /** Valid events, repeats included: about how many rows there are to read. */
  readonly events: number
  readonly quietMs: number
  readonly sealId: string
}

const openRow = z
  .object({
    cluster_id: z.string(),
    bucket: z.coerce.number(),
    touches: z.coerce.number(),
    events: z.coerce.number(),
    quiet_ms: z.coerce.number(),
    seal_id: z.string(),
    open: z.coerce.number(),
  })
  .transform((raw) => ({
    open: raw.open,
    bucket: {
      clusterId: raw.cluster_id,
      bucket: raw.bucket,
      touches: raw.touches,
      events: raw.events,
      quietMs: raw.quiet_ms,
      sealId: raw.seal_id,
    } satisfies OpenBucket,
  }))

const farFuture = new Date('2100-01-01T00:00:00Z')

export interface OpenBuckets {
  /** At most as many as were asked for, those first whose touch lies furthest from now: a clock may have been set. */
  readonly buckets: readonly OpenBucket[]
  /** All there are. */
  readonly count: number
}

/** Touched since `sinceMs` and not covered by a seal. */
export async function openBuckets(
  events: Events,
  args: { grain: Grain; sinceMs: number; limit: number; before?: Date },
): Promise<OpenBuckets> {
  const { grain, sinceMs, limit, before = farFuture } = args
  const touched = `(cluster_id, bucket) IN (
          SELECT cluster_id, bucket FROM audit_dirty
          WHERE grain = {grain:String} AND last_touched >= fromUnixTimestamp64Milli({since:Int64}, 'UTC'))`
  const rows = await events.rows({
    query: `
      SELECT cluster_id, toUnixTimestamp(bucket) AS bucket, touches, events,
        toUnixTimestamp64Milli(now64(3, 'UTC')) - toUnixTimestamp64Milli(last) AS quiet_ms, toString(generateSnowflakeID()) AS seal_id, open
      FROM (
        SELECT cluster_id, bucket, touches, events, last, count() OVER () AS open
        FROM (
          SELECT cluster_id, bucket, sum(touches) AS touches, sum(audit_dirty.events) AS events, max(last_touched) AS last FROM audit_dirty
          WHERE grain = {grain:String} AND bucket < toDateTime({before:UInt32}, 'UTC') AND ${touched}
          GROUP BY cluster_id, bucket
        ) AS dirty
        LEFT JOIN (
          SELECT cluster_id, bucket, max(touches) AS sealed FROM seals WHERE grain = {grain:String} AND ${touched}
          GROUP BY cluster_id, bucket
        ) AS done USING (cluster_id, bucket)
        WHERE touches > sealed
        ORDER BY abs(toUnixTimestamp64Milli(now64(3, 'UTC')) - toUnixTimestamp64Milli(last)) DESC LIMIT {limit:UInt32})`,
    params: { grain, since: sinceMs, before: Math.floor(before.getTime() / 1_000), limit },
    row: openRow,
  })
  return { buckets: rows.map(({ bucket }) => bucket), count: rows[0]?.open ?? 0 }
}
