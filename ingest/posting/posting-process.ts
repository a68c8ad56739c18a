// For tests: posting in a process of its own, that may be killed at any moment. Reads what it needs from its
// arguments, writes "looked" after each look. Only tests start it.
import { openRelational } from '../../db/relational/client.ts'
import { messageOf } from '../../domain/delivery/message.ts'
import { webhookDeliverySchema } from '../../domain/model/review-delivery.ts'
import { outgoingRule } from '../outgoing/address-rule.ts'
import { startPosting } from './posting.ts'

export interface ProcessArguments {
  readonly store: {
    readonly host: string
    readonly port: number
    readonly user: string
    readonly database: string
  }
  readonly deliveryId: string
  readonly hook: string
  readonly now: string
  readonly leaseMs: number
  /** Where a claim stands still before anything leaves. */
  readonly standsStill: boolean
}

const given = JSON.parse(process.argv[2] ?? '{}') as ProcessArguments
const say = (word: string) => process.stdout.write(`${word}\n`)
const delivery = webhookDeliverySchema.parse({
  id: given.deliveryId,
  kind: 'webhook',
  url: { env: 'HOOK' },
})
const relational = openRelational({ ...given.store, max: 2 })
const posting = startPosting({
  relational,
  clock: { now: () => new Date(given.now) },
  log: { info: () => undefined, warn: () => undefined },
  deliveries: () => [delivery],
  rule: () => outgoingRule([]),
  compose: async (one) => {
    say('composing')
    if (given.standsStill) await new Promise(() => undefined)
    return messageOf(one, { subject: 'Fleet review', lead: [], sections: [], foot: [] })
  },
  environment: { HOOK: given.hook },
  version: 'test',
  everyMs: 100,
  leaseMs: given.leaseMs,
  limits: { connectMs: 2_000, answerMs: 60_000 },
})
for (;;) {
  await posting.look()
  say('looked')
  await new Promise((resolve) => setTimeout(resolve, 50))
}
