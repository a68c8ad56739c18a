// The sources, sorted by name. A new one is a folder beside the others and one line here, among those
// whose path names the cluster, those whose deliveries do, or the one that is read from this machine's disk.
import type { Events } from '../../db/events/client.ts'
import type { SourceDefinition } from '../../domain/model/source-definition.ts'
import type { Clock } from '../../domain/units/clock.ts'
import { callerPolicy, logsPolicy, policyText, readerPolicy, trustPolicy } from '../aws-client/iam-policy.ts'
import type { CollectorDeps, SourceGrants } from '../collecting.ts'
import type { Collector } from '../collection.ts'
import { secretReader } from '../definitions/secret-places.ts'
import { guardedLookup } from '../outgoing/guarded-lookup.ts'
import type { DeliverySource, PushSource } from '../source.ts'
import { Follower, type FollowOptions } from './audit-file/follower.ts'
import { auditLog } from './audit-log/source.ts'
import { logsCollector } from './cloudwatch-logs/source.ts'
import { eksCollector } from './eks-api/source.ts'
import { firehose } from './firehose/source.ts'
import { rbacManifest } from './kube-api/permissions.ts'
import { kubeCollector } from './kube-api/source.ts'
import { prometheusCollector } from './prometheus/source.ts'

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
export function collectors(deps: CollectorDeps): readonly Collector<SourceDefinition>[] {
  const { clock, credentialOf, environment, rule, version } = deps
  const refuses = (address: string) => rule().refusalOf(address)
  const reachingAws = {
    readSecret: secretReader((name) => environment[name]),
    lookup: (host, options, done) => guardedLookup(rule())(host, options, done),
  } satisfies Parameters<typeof eksCollector>[0]
  return [
    logsCollector(reachingAws) as Collector<SourceDefinition>,
    eksCollector(reachingAws) as Collector<SourceDefinition>,
    kubeCollector({ credentialOf, environment, version, refuses }) as Collector<SourceDefinition>,
    prometheusCollector({
      clock,
      credentialOf,
      environment,
      version,
      refuses,
    }) as Collector<SourceDefinition>,
  ]
}

/** What grants these sources what they read, as texts to apply elsewhere. */
export function grants(): SourceGrants {
  return {
    rbac: rbacManifest({ kind: 'ServiceAccount', namespace: 'periplus', name: 'periplus' }),
    iamReader: policyText(readerPolicy()),
    iamLogs: policyText(logsPolicy('aws')),
    iamCaller: policyText(callerPolicy({ partition: 'aws', roleName: 'periplus', accounts: 'organization' })),
    iamTrust: policyText(
      trustPolicy({
        callerArn: 'arn:aws:iam::111122223333:role/periplus-server',
        externalId: 'choose-an-external-id',
      }),
    ),
  }
}
