// A letter as one delivery sends it, byte by byte: what a preview shows is what goes out.
import type { Delivery } from '../model/review-delivery.ts'
import type { Letter } from './letter.ts'
import { type MailContent, mailContent } from './mail.ts'
import { slackMessage } from './slack.ts'

export type DeliveryMessage =
  | {
      readonly kind: 'webhook'
      readonly contentType: 'application/json; charset=utf-8'
      readonly body: string
    }
  | ({ readonly kind: 'smtp'; readonly from: string; readonly to: readonly string[] } & MailContent)

export function messageOf(delivery: Delivery, letter: Letter): DeliveryMessage {
  if (delivery.kind === 'webhook') {
    const body = JSON.stringify(slackMessage(letter))
    return { kind: 'webhook', contentType: 'application/json; charset=utf-8', body }
  }
  return { kind: 'smtp', from: delivery.from, to: delivery.to, ...mailContent(letter) }
}

/** The same for every try of one week, so that a receiver can tell a repeat. */
export const messageKey = (of: { deliveryId: string; week: string; round: number }): string =>
  `periplus.${of.deliveryId}.${of.week}.${of.round}`
