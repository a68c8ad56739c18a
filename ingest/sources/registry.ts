// The sources that are pushed to us, sorted by name. A new one is a folder beside the others and one
// line here.
import type { Events } from '../../db/events/client.ts'
import type { Clock } from '../../domain/units/clock.ts'
import type { PushSource } from '../source.ts'
import { auditLog } from './audit-log/source.ts'

export function pushSources(events: Events, clock: Clock): readonly PushSource[] {
  return [auditLog(events, clock)]
}
