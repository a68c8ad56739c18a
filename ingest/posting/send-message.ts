// One message by the way its delivery names: reads the secrets that are needed, then hands back the sending itself,
// which is the only part after which something may have left.
import { readFile } from 'node:fs/promises'
import type { DeliveryMessage } from '../../domain/delivery/message.ts'
import type { Outcome } from '../../domain/delivery/outcome.ts'
import type { Delivery, SmtpDelivery, WebhookDelivery } from '../../domain/model/review-delivery.ts'
import { secretReader } from '../definitions/secret-places.ts'
import { sendMail } from './send-mail.ts'
import { type SendDeps, sendWebhook } from './send-webhook.ts'

export interface MessageDeps extends SendDeps {
  readonly key: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Of Periplus. */
  readonly version: string
}

/** Rejects while nothing has left, in words without secrets. */
export type Sender = (
  delivery: Delivery,
  message: DeliveryMessage,
  deps: MessageDeps,
) => Promise<() => Promise<Outcome>>

export const sendMessage: Sender = async (delivery, message, deps) => {
  if (delivery.kind === 'webhook' && message.kind === 'webhook') return webhook(delivery, message, deps)
  if (delivery.kind === 'smtp' && message.kind === 'smtp') return mail(delivery, message, deps)
  throw new Error(`a message for ${message.kind} does not go by ${delivery.kind}`)
}

async function caOf({ caFile }: Delivery): Promise<string | undefined> {
  if (caFile === undefined) return undefined
  try {
    return await readFile(caFile, 'utf8')
  } catch (error) {
    throw new Error(`${caFile}: ${(error as NodeJS.ErrnoException).code ?? 'cannot be read'}`)
  }
}

async function webhook(
  delivery: WebhookDelivery,
  { body, contentType }: Extract<DeliveryMessage, { kind: 'webhook' }>,
  deps: MessageDeps,
) {
  const secret = secretReader((name) => deps.environment[name])
  const post = {
    url: await secret(delivery.url),
    token: delivery.token && (await secret(delivery.token)),
    ca: await caOf(delivery),
    ...{ body, contentType, key: deps.key },
    userAgent: `periplus/${deps.version}`,
  }
  return () => sendWebhook(post, deps)
}

const usualPorts = { starttls: 587, implicit: 465, none: 25 } as const

async function mail(
  delivery: SmtpDelivery,
  { from, to, subject, text, html }: Extract<DeliveryMessage, { kind: 'smtp' }>,
  deps: MessageDeps,
) {
  const { host, tls, port = usualPorts[tls], auth } = delivery
  const secret = secretReader((name) => deps.environment[name])
  const post = {
    ...{ host, port, tls, from, to, subject, text, html, key: deps.key },
    auth: auth && { user: auth.user, password: await secret(auth.password) },
    ca: await caOf(delivery),
    date: deps.now(),
  }
  return () => sendMail(post, deps)
}
