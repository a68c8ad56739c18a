// Where the weekly review is sent by itself, as periplus.yaml says it, and what became of each week. Secrets never
// stand here, only where they are found; the address of an incoming webhook is one.
import { z } from 'zod'
import { zoneSchema } from '../units/zoned-time.ts'
import { scopeInputSchema } from './scope.ts'
import { httpUrlSchema, secretPlaceSchema } from './source-definition.ts'

export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const

export const deliveryIdSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9.-]{0,49}$/,
    'is 1 to 50 of a-z, 0-9, dot and dash, starting with a letter or digit',
  )

/** Every field has a usual value: Mondays at nine, UTC. */
const scheduleSchema = z
  .strictObject({
    weekday: z.enum(weekdays).default('monday'),
    time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as "09:00"')
      .default('09:00'),
    zone: zoneSchema.default('UTC'),
  })
  .prefault({})
export type DeliverySchedule = z.infer<typeof scheduleSchema>

const words = z.string().min(1).max(1_024)
const common = {
  id: deliveryIdSchema,
  enabled: z.boolean().default(true),
  schedule: scheduleSchema,
  /** Absent: the whole fleet. */
  scope: scopeInputSchema.prefault({}),
  /** Where its readers open Periplus; absent: it has no links. */
  pageUrl: httpUrlSchema.optional(),
  /** PEM of who signed the receiver's certificate; absent: the machine's own trust. */
  caFile: words.optional(),
}

export const webhookDeliverySchema = z.strictObject({
  ...common,
  kind: z.literal('webhook'),
  url: secretPlaceSchema,
  /** Sent as a bearer token. */
  token: secretPlaceSchema.optional(),
})
export type WebhookDelivery = z.infer<typeof webhookDeliverySchema>

const mailAddress = z.email('must be a mail address such as leads@example.com').max(254)

export const smtpDeliverySchema = z
  .strictObject({
    ...common,
    kind: z.literal('smtp'),
    host: z
      .string()
      .max(253)
      .regex(/^[A-Za-z0-9.:_-]+$/, 'must be the name or address of a mail server'),
    port: z.int('must be a port').min(1, 'must be a port').max(65_535, 'must be a port').optional(),
    tls: z.enum(['starttls', 'implicit', 'none']).default('starttls'),
    from: mailAddress,
    to: z.array(mailAddress).min(1, 'must name a recipient').max(50, 'names more than 50 recipients'),
    auth: z.strictObject({ user: words, password: secretPlaceSchema }).optional(),
  })
  .refine(({ tls, auth }) => tls !== 'none' || auth === undefined, {
    path: ['auth'],
    error: 'would go in clear text with tls: none; leave out one of them',
  })
export type SmtpDelivery = z.infer<typeof smtpDeliverySchema>

export type Delivery = WebhookDelivery | SmtpDelivery

export const deliveryStates = [
  'planned',
  'claimed',
  'sending',
  'waiting',
  'sent',
  'failed',
  'unknown',
  'missed',
] as const
/**
 * "planned": its time has not come. "claimed": a process prepares it, nothing has left. "sending": it is on its way.
 * "waiting": refused or not reached, tried again. "failed": given up. "unknown": it left, and no answer says whether
 * it arrived; only a person sends it again. "missed": nothing ran within a day after its time.
 */
export type DeliveryState = (typeof deliveryStates)[number]

/** One delivery of one week. */
export interface DeliveryRecord {
  readonly deliveryId: string
  /** "2026-W48". */
  readonly week: string
  readonly state: DeliveryState
  readonly dueAt: Date
  /** Tries so far, those of before a person sent it again included. */
  readonly attempts: number
  /** How often it was sent again although it had arrived; part of what tells one message from another. */
  readonly round: number
  readonly nextTryAt: Date | null
  readonly sentAt: Date | null
  /** What went wrong, or what is worth knowing of one that was sent. */
  readonly says: string | null
  /** sha256 of what was sent last, in hex. */
  readonly bodyHash: string | null
}
