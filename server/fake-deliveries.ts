// A delivery of the review, for tests of who may see what: what periplus.yaml would say, and what the reads and writes
// of the relational store would answer.
import { webhookDeliverySchema } from '../domain/model/review-delivery.ts'

export const fakeDelivery = webhookDeliverySchema.parse({
  id: 'hook',
  kind: 'webhook',
  url: { env: 'NEVER_TOLD' },
})

const record = {
  ...{ deliveryId: 'hook', week: '2026-W47', state: 'waiting', attempts: 0, round: 0 },
  dueAt: new Date('2026-11-23T09:00:00Z'),
  ...{ nextTryAt: null, sentAt: null, says: null, bodyHash: null },
}

export const listReviewDeliveries = async () => [record]
export const getReviewDelivery = async () => record
export const askDelivery = async () => record
