// Amazon Data Firehose as a source: deliveries of CloudWatch Logs subscriptions with the audit logs of
// any number of EKS clusters. Ties headers, body and payloads to audit events. Holds no state.
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Events } from '../../../db/events/client.ts'
import { invalid } from '../../../domain/errors.ts'
import type { Clock } from '../../../domain/units/clock.ts'
import { auditEvents } from '../../audit-events/form.ts'
import type { DeliverySource, Room, Unwrapped } from '../../source.ts'
import { openDelivery } from './delivery.ts'
import { PayloadReader } from './payload.ts'
import {
  answerType,
  authorizationOf,
  deliveryHeaders,
  firehoseAnswer,
  firehoseMediaTypes,
  ownsPath,
} from './receive.ts'

export function firehose(events: Events, clock: Clock): DeliverySource {
  return {
    ...auditEvents(events, clock),
    name: 'firehose',
    mediaTypes: firehoseMediaTypes,
    owns: ownsPath,
    authorizationOf,
    unwrap: unwrapDelivery,
    answer: firehoseAnswer,
    answerType,
  }
}

export async function unwrapDelivery(
  body: Buffer,
  headers: IncomingHttpHeaders,
  room: Room,
  pause: () => Promise<void>,
): Promise<Unwrapped> {
  const { requestId, region } = deliveryHeaders(headers)
  const delivery = await openDelivery(body, room, pause)
  if (delivery.requestId !== requestId) {
    throw invalid('requestId of the body and X-Amz-Firehose-Request-Id do not agree')
  }
  // From here on the room does not grow, and so its bytes stay where they are.
  const bytes = room.bytes()
  const reader = new PayloadReader(bytes, region, pause)
  for (const record of delivery.records) await reader.read(record)
  return {
    key: createHash('sha256').update(`firehose ${requestId}`).digest('hex'),
    bytes,
    parcels: reader.parcels(),
    strays: { bad: reader.strays, badCount: reader.straysCount },
    skipped: reader.skipped,
  }
}
