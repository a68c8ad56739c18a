// The weekly review as it is sent by itself: one row a delivery and week, from the plan to what became of it.
import { index, integer, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import type { DeliveryState } from '../../../domain/model/review-delivery.ts'

const instant = (name: string) => timestamp(name, { withTimezone: true })

export const reviewDeliveries = pgTable(
  'review_deliveries',
  {
    deliveryId: text('delivery_id').notNull(),
    /** "2026-W48". */
    week: text('week').notNull(),
    state: text('state').$type<DeliveryState>().notNull(),
    /** By the product's clock. */
    dueAt: instant('due_at').notNull(),
    attempts: integer('attempts').notNull().default(0),
    round: integer('round').notNull().default(0),
    /** Who has it, until when; like the two below by the clock of the store. */
    holder: text('holder'),
    leaseUntil: instant('lease_until'),
    firstTriedAt: instant('first_tried_at'),
    nextTryAt: instant('next_try_at'),
    sentAt: instant('sent_at'),
    says: text('says'),
    bodyHash: text('body_hash'),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.deliveryId, table.week] }),
    index('review_deliveries_state').on(table.state),
  ],
)
