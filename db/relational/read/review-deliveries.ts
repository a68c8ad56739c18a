// What became of the weekly review as it was sent by itself. Key: primary key; bounded by `limit`.
import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import type { DeliveryRecord } from '../../../domain/model/review-delivery.ts'
import type { Relational } from '../client.ts'
import { reviewDeliveries } from '../schema/deliveries.ts'

export const recordColumns = {
  deliveryId: reviewDeliveries.deliveryId,
  week: reviewDeliveries.week,
  state: reviewDeliveries.state,
  dueAt: reviewDeliveries.dueAt,
  attempts: reviewDeliveries.attempts,
  round: reviewDeliveries.round,
  nextTryAt: reviewDeliveries.nextTryAt,
  sentAt: reviewDeliveries.sentAt,
  says: reviewDeliveries.says,
  bodyHash: reviewDeliveries.bodyHash,
}

/** The newest weeks first, at most `weeks` of each. */
export async function listReviewDeliveries(
  relational: Relational,
  args: { deliveryIds: readonly string[]; weeks: number },
): Promise<DeliveryRecord[]> {
  const { deliveryIds, weeks } = args
  if (deliveryIds.length === 0) return []
  const ranked = relational.db.$with('ranked').as(
    relational.db
      .select({
        ...recordColumns,
        rank: sql<number>`row_number() OVER (PARTITION BY ${reviewDeliveries.deliveryId} ORDER BY ${reviewDeliveries.week} DESC)`.as(
          'rank',
        ),
      })
      .from(reviewDeliveries)
      .where(inArray(reviewDeliveries.deliveryId, [...deliveryIds])),
  )
  const rows = await relational.db
    .with(ranked)
    .select()
    .from(ranked)
    .where(sql`${ranked.rank} <= ${weeks}`)
    .orderBy(ranked.deliveryId, desc(ranked.week))
    .limit(deliveryIds.length * weeks)
  return rows.map(({ rank: _rank, ...record }) => record)
}

export async function getReviewDelivery(
  relational: Relational,
  args: { deliveryId: string; week: string },
): Promise<DeliveryRecord | undefined> {
  const [record] = await relational.db
    .select(recordColumns)
    .from(reviewDeliveries)
    .where(and(eq(reviewDeliveries.deliveryId, args.deliveryId), eq(reviewDeliveries.week, args.week)))
    .limit(1)
  return record
}
