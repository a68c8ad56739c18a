// Writes what came in by which way, added up per cluster, way and day. For the reader's eye only: no
// count of requests depends on it, and rows of one day add up.
import type { Events } from '../client.ts'

export interface Deliveries {
  readonly clusterId: string
  /** Name of the source that took the bodies. */
  readonly way: string
  /** Start of the UTC day. */
  readonly day: Date
  readonly bodies: number
  readonly bytes: number
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: number
  readonly lastAt: Date
}

export async function insertDeliveries(events: Events, deliveries: readonly Deliveries[]): Promise<void> {
  if (deliveries.length === 0) return
  await events.insertRows(
    'audit_deliveries',
    deliveries.map(({ clusterId, day, lastAt, ...rest }) => ({
      cluster_id: clusterId,
      ...rest,
      day: day.getTime() / 1_000,
      last_at: (lastAt.getTime() / 1_000).toFixed(3),
    })),
  )
}
