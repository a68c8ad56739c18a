// What a delivery would send for a week, byte by byte; sends nothing and writes nothing. Whoever may see a part of the
// fleet sees the message made of that part, and is told so.
import { z } from 'zod'
import type { DeliveryMessage } from '../../../domain/delivery/message.ts'
import type { QueryContext } from '../../context.ts'
import { composeDelivery } from './compose.ts'
import { deliveryNamed, deliveryWeek, weekMeant } from './delivery-question.ts'

export const previewInput = z.strictObject(deliveryWeek)

export interface DeliveryPreview {
  readonly deliveryId: string
  readonly week: string
  readonly message: DeliveryMessage
  /** False when the asker may see a part of the fleet only: what is sent says more. */
  readonly isWhole: boolean
  /** False while the week runs: it may change until it is over. */
  readonly isOver: boolean
}

export async function previewDelivery(
  ctx: QueryContext,
  input: z.infer<typeof previewInput>,
): Promise<DeliveryPreview> {
  const delivery = deliveryNamed(ctx, input.deliveryId)
  const week = weekMeant(ctx, input.week)
  return {
    deliveryId: delivery.id,
    week: week.name,
    message: await composeDelivery(ctx, { delivery, week: week.name }),
    isWhole: ctx.viewer.clusters === 'all' && ctx.viewer.namespaces === 'all',
    isOver: week.toMs <= ctx.clock.now().getTime(),
  }
}
