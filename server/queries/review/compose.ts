// The review of a week as one delivery sends it. The preview and the sending itself both come here, so that what is
// shown is what goes out.
import { type DeliveryMessage, messageOf } from '../../../domain/delivery/message.ts'
import { reviewLetter } from '../../../domain/delivery/review-letter.ts'
import type { Delivery } from '../../../domain/model/review-delivery.ts'
import type { QueryContext } from '../../context.ts'
import { reviewWeek } from './week.ts'

export async function composeDelivery(
  ctx: QueryContext,
  { delivery, week }: { delivery: Delivery; week: string },
): Promise<DeliveryMessage> {
  const { scope, pageUrl = null } = delivery
  const review = await reviewWeek(ctx, { scope, weekOf: week })
  return messageOf(delivery, reviewLetter(review, { scope, pageUrl }))
}
