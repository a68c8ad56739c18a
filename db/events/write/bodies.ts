// Remembers bodies received whole, by hash. Advisory: forgetting one costs a repeated insert, which
// the raw table folds away; it never changes a count.
import type { Events } from '../client.ts'

export interface ReceivedBody {
  readonly clusterId: string
  /** Hex digest of the decompressed body. */
  readonly hash: string
  readonly lines: number
  readonly at: Date
}

export async function rememberBodies(events: Events, bodies: readonly ReceivedBody[]): Promise<void> {
  if (bodies.length === 0) return
  await events.insertRows(
    'audit_bodies',
    bodies.map((body) => ({
      cluster_id: body.clusterId,
      hash: body.hash,
      lines: body.lines,
      at: Math.floor(body.at.getTime() / 1_000),
    })),
  )
}
