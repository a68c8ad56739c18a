// The sources, sorted by name. A new one is a folder beside the others and one line here, among those
// whose path names the cluster, those whose deliveries do, or the one that is read from this machine's disk.
import type { Events } from '../../db/events/client.ts'
import type { EksSource } from '../../domain/model/source-definition.ts'
import type { Clock } from '../../domain/units/clock.ts'
import type { Collector } from '../collection.ts'
import type { DeliverySource, PushSource } from '../source.ts'
import { Follower, type FollowOptions } from './audit-file/follower.ts'
import { auditLog } from './audit-log/source.ts'
import { type EksCollectorOptions, eksCollector } from './eks-api/source.ts'
import { firehose } from './firehose/source.ts'

export function pushSources(events: Events, clock: Clock): readonly PushSource[] {
  return [auditLog(events, clock)]
}

export function deliverySources(events: Events, clock: Clock): readonly DeliverySource[] {
  return [firehose(events, clock)]
}

export function followedFile(options: FollowOptions): Follower {
  return new Follower(options)
}

/** Lines of followed files: the audit log's form under a name of its own. */
export function followedLines(events: Events, clock: Clock): PushSource {
  return { ...auditLog(events, clock), name: 'audit-file' }
}

/** Sources that are read by us. */
export function collectors(options: EksCollectorOptions): readonly Collector<EksSource>[] {
  return [eksCollector(options)]
}
