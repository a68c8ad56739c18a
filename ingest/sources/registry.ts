// The sources, sorted by name. A new one is a folder beside the others and one line here, among those
// whose path names the cluster, those whose deliveries do, the one that is read from this machine's disk, or
// those that we ask over the network.
import type { Events } from '../../db/events/client.ts'
import type { KubeSource } from '../../domain/model/source-definition.ts'
import type { Clock } from '../../domain/units/clock.ts'
import type { Collector } from '../collection.ts'
import type { DeliverySource, PushSource } from '../source.ts'
import { Follower, type FollowOptions } from './audit-file/follower.ts'
import { auditLog } from './audit-log/source.ts'
import { firehose } from './firehose/source.ts'
import { type KubeCollectorOptions, kubeCollector } from './kube-api/source.ts'

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

/** Clusters that are read from their API servers. */
export function kubeClusters(options: KubeCollectorOptions): Collector<KubeSource> {
  return kubeCollector(options)
}
