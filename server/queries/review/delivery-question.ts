// What questions about deliveries share: which delivery and which week is meant.
import { z } from 'zod'
import { invalid, notFound } from '../../../domain/errors.ts'
import { type Delivery, deliveryIdSchema } from '../../../domain/model/review-delivery.ts'
import { type IsoWeek, weekAt, weekBefore, weekNamed } from '../../../domain/review/week.ts'
import type { QueryContext } from '../../context.ts'

export const deliveryWeek = {
  deliveryId: deliveryIdSchema,
  /** "2026-W48", or a day of it; absent: the last week that is over. */
  week: z.string().max(10).optional(),
}

export function deliveryNamed(ctx: QueryContext, id: string): Delivery {
  const found = ctx.deliveries.find((delivery) => delivery.id === id)
  if (found !== undefined) return found
  const known = ctx.deliveries.map((delivery) => delivery.id).join(', ')
  throw notFound(
    `periplus.yaml has no delivery "${id}"; ${known === '' ? 'it has none at all' : `it has ${known}`}`,
  )
}

export function weekMeant(ctx: QueryContext, text: string | undefined): IsoWeek {
  if (text === undefined) return weekBefore(weekAt(ctx.clock.now().getTime()))
  const week = weekNamed(text)
  if (week === undefined) throw invalid(`week: "${text}" is neither a week ("2026-W48") nor a day of one`)
  return week
}
