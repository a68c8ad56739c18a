// What the door needs to know of a source: which paths are its own, who sends, what becomes of a body
// and in whose words that is answered. Made for the two kinds of source, so that the door knows neither.
import type { IncomingHttpHeaders } from 'node:http'
import type { DeliverySource, PushSource } from '../source.ts'
import type { ReceivedBody } from './body.ts'
import { type DeliveryOptions, takeDelivery } from './delivery.ts'
import { type IntakeOptions, takeBody } from './intake.ts'

export type Verdict =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly status: 401 | 403
      readonly reason: string
      /** Name of the token, when it is one that was known here once. */
      readonly token?: string
    }

/** Asks about a cluster, or with undefined whether the token is good for anything. */
export type Authorize = (authorization: string | undefined, clusterId: string | undefined) => Promise<Verdict>

export interface Sender {
  readonly headers: IncomingHttpHeaders
  /** From the path, a valid id; undefined where the body says it. */
  readonly clusterId: string | undefined
  authorize(clusterId: string): Promise<Verdict>
}

export interface Receiver {
  readonly name: string
  readonly mediaTypes: readonly string[]
  /** Undefined when the path is another's; `cluster` is what the path says, unchecked. */
  claim(path: string): { readonly cluster: string | undefined } | undefined
  authorizationOf(headers: IncomingHttpHeaders): string | undefined
  /** Answers what the sender is told when all is durable. */
  take(body: ReceivedBody, sender: Sender): Promise<object>
  /** What the sender is told when it is not. */
  failure(headers: IncomingHttpHeaders, message: string): object
  /** Media type of both. */
  readonly answerType: string
  /** Milliseconds the oldest body has waited for the store. */
  queueAgeMs(): number
}

export const plainAnswerType = 'application/json; charset=utf-8'

export function bodyReceiver(options: IntakeOptions & { readonly source: PushSource }): Receiver {
  const { source, groups } = options
  return {
    name: source.name,
    mediaTypes: source.mediaTypes,
    claim: (path) => {
      const cluster = source.clusterOf(path)
      return cluster === undefined ? undefined : { cluster }
    },
    authorizationOf: (headers) => headers.authorization,
    take: (body, { clusterId = '' }) => takeBody(options, clusterId, body),
    failure: (_headers, message) => ({ error: message }),
    answerType: plainAnswerType,
    queueAgeMs: () => groups.queueAgeMs,
  }
}

export function deliveryReceiver(options: DeliveryOptions & { readonly source: DeliverySource }): Receiver {
  const { source, groups, clock } = options
  return {
    name: source.name,
    mediaTypes: source.mediaTypes,
    claim: (path) => (source.owns(path) ? { cluster: undefined } : undefined),
    authorizationOf: (headers) => source.authorizationOf(headers),
    take: async (body, { headers, authorize }) => {
      await takeDelivery(options, body.bytes, headers, authorize)
      return source.answer(headers, clock.now(), undefined)
    },
    failure: (headers, message) => source.answer(headers, clock.now(), message),
    answerType: source.answerType,
    queueAgeMs: () => groups.queueAgeMs,
  }
}
