// The bodies received most recently, to warm the receiver's memory after a restart.
// Key: (cluster, hash) by day partition; bounded by `limit`, newest first.
import { z } from 'zod'
import type { Events } from '../client.ts'
import type { ReceivedBody } from '../write/bodies.ts'

const row = z
  .object({ cluster_id: z.string(), hash: z.string(), lines: z.coerce.number(), at: z.coerce.number() })
  .transform(
    (raw): ReceivedBody => ({
      clusterId: raw.cluster_id,
      hash: raw.hash,
      lines: raw.lines,
      at: new Date(raw.at * 1_000),
    }),
  )

export async function recentBodies(events: Events, args: { limit: number }): Promise<ReceivedBody[]> {
  return events.rows({
    query: `SELECT cluster_id, hash, lines, toUnixTimestamp(at) AS at FROM audit_bodies
      ORDER BY audit_bodies.at DESC LIMIT {limit:UInt32}`,
    params: args,
    row,
  })
}
