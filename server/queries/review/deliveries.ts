// Where the review is sent by itself, what became of the last weeks, and what comes next. Never says where a secret is.
import { z } from 'zod'
import { listReviewDeliveries } from '../../../db/relational/read/review-deliveries.ts'
import { nextDue } from '../../../domain/delivery/schedule.ts'
import type { Delivery, DeliveryRecord, DeliverySchedule } from '../../../domain/model/review-delivery.ts'
import type { QueryContext } from '../../context.ts'

export const deliveriesInput = z
  .strictObject({
    /** Of each delivery, the newest first. */
    limit: z.int().min(1).max(60).default(8),
  })
  .optional()

export interface ListedDelivery {
  readonly deliveryId: string
  readonly kind: Delivery['kind']
  readonly enabled: boolean
  readonly schedule: DeliverySchedule
  /** "3 recipients through smtp.example.com"; of a webhook nothing, its address is a secret. */
  readonly place: string
  readonly isWholeFleet: boolean
  /** The week that is due next; null while it is switched off. */
  readonly next: { readonly week: string; readonly dueAt: Date } | null
  /** Weeks whose time has come, and such as a person sent. */
  readonly weeks: readonly Omit<DeliveryRecord, 'deliveryId'>[]
}

export interface DeliveryList {
  readonly deliveries: readonly ListedDelivery[]
}

export async function reviewDeliveries(
  ctx: QueryContext,
  input: z.infer<typeof deliveriesInput>,
): Promise<DeliveryList> {
  const { deliveries, relational } = ctx
  const now = ctx.clock.now()
  const limit = input?.limit ?? 8
  const records = await listReviewDeliveries(relational, {
    deliveryIds: deliveries.map(({ id }) => id),
    // The next one is planned as a row already.
    weeks: limit + 1,
  })
  return {
    deliveries: deliveries.map((delivery) => ({
      deliveryId: delivery.id,
      kind: delivery.kind,
      enabled: delivery.enabled,
      schedule: delivery.schedule,
      place: placeOf(delivery),
      isWholeFleet: Object.values(delivery.scope).every((part) => Object.keys(part ?? {}).length === 0),
      next: delivery.enabled ? nextDue(delivery.schedule, now) : null,
      weeks: records
        .filter(
          ({ deliveryId, state, dueAt }) =>
            deliveryId === delivery.id && (state !== 'planned' || dueAt <= now),
        )
        .slice(0, limit)
        .map(({ deliveryId: _id, ...record }) => record),
    })),
  }
}

function placeOf(delivery: Delivery): string {
  if (delivery.kind === 'webhook') return 'webhook'
  const { length } = delivery.to
  return `${length} recipient${length === 1 ? '' : 's'} through ${delivery.host}`
}
