// A person sends the review of a week now. What has arrived, or may have, is sent again only when that is said.
import { z } from 'zod'
import { getReviewDelivery } from '../../../db/relational/read/review-deliveries.ts'
import { askDelivery } from '../../../db/relational/write/review-deliveries.ts'
import { dueOf } from '../../../domain/delivery/schedule.ts'
import { conflict, invalid } from '../../../domain/errors.ts'
import type { DeliveryRecord } from '../../../domain/model/review-delivery.ts'
import type { QueryContext } from '../../context.ts'
import { deliveryNamed, deliveryWeek, weekMeant } from './delivery-question.ts'

export const deliverInput = z.strictObject({
  ...deliveryWeek,
  /** Also when it was sent before, or nobody knows whether it arrived. */
  again: z.boolean().default(false),
})

/** An answer is waited for this long; a receiver may take longer, and then the list says how it ended. */
const answerWithinMs = 20_000

export async function deliverReview(
  ctx: QueryContext,
  input: z.infer<typeof deliverInput>,
): Promise<DeliveryRecord> {
  const delivery = deliveryNamed(ctx, input.deliveryId)
  const week = weekMeant(ctx, input.week)
  const key = { deliveryId: delivery.id, week: week.name }
  const now = ctx.clock.now()
  if (week.toMs > now.getTime()) {
    throw invalid(`${week.name} is not over; it can be previewed, and is sent once it is`)
  }
  const asked = await askDelivery(ctx.relational, {
    ...key,
    ...{ again: input.again, now },
    dueAt: dueOf(delivery.schedule, week),
  })
  const known = asked ?? (await getReviewDelivery(ctx.relational, key))
  if (asked === undefined) throw conflict(refusalOf(known))
  await ctx.lookAtDeliveries(answerWithinMs)
  return (await getReviewDelivery(ctx.relational, key)) ?? asked
}

function refusalOf(record: DeliveryRecord | undefined): string {
  if (record?.state === 'sent') {
    return `${record.week} was sent to ${record.deliveryId} at ${record.sentAt?.toISOString() ?? 'an unknown time'}; say "again" to send it once more`
  }
  if (record?.state === 'unknown') {
    return `nobody knows whether ${record.week} arrived at ${record.deliveryId} (${record.says ?? ''}); look there, and say "again" if it did not`
  }
  return 'it is on its way at this moment; look again in a minute'
}
