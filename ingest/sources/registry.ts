// The sources, sorted by name. A new one is a folder beside the others and one line here: those that are
// pushed to us, and the one that is read from this machine's disk.
import type { Events } from '../../db/events/client.ts'
import type { Clock } from '../../domain/units/clock.ts'
import type { PushSource } from '../source.ts'
import { Follower, type FollowOptions } from './audit-file/follower.ts'
import { auditLog } from './audit-log/source.ts'

export function pushSources(events: Events, clock: Clock): readonly PushSource[] {
  return [auditLog(events, clock)]
}

export function followedFile(options: FollowOptions): Follower {
  return new Follower(options)
}
