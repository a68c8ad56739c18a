// The sources that are pushed to us, sorted by name. A new one is a folder beside the others and one
// line here, among those whose path names the cluster or those whose deliveries do.
import type { Events } from '../../db/events/client.ts'
import type { Clock } from '../../domain/units/clock.ts'
import type { DeliverySource, PushSource } from '../source.ts'
import { auditLog } from './audit-log/source.ts'
import { firehose } from './firehose/source.ts'

export function pushSources(events: Events, clock: Clock): readonly PushSource[] {
  return [auditLog(events, clock)]
}

export function deliverySources(events: Events, clock: Clock): readonly DeliverySource[] {
  return [firehose(events, clock)]
}
