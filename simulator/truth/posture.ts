// How clusters of the fleet are kept, counted: what is the exception among them, and how far nodes are behind.

import { minorAt } from '../world/fleet.ts'
import { nodeGroupsAt } from '../world/node-history.ts'
import { type Exception, exceptionCount } from '../world/posture.ts'
import type { World } from '../world/world.ts'
import type { Asked, Fact } from './fact.ts'

const metrics: Readonly<Partial<Record<Exception, string>>> = {
  ailing: 'fleet.clusters.withHealthIssues',
  degradedAddOns: 'fleet.addOns.degraded',
  public: 'fleet.clusters.publicEndpoint',
  unaudited: 'fleet.clusters.withoutAuditLog',
  unprotected: 'fleet.clusters.prodWithoutDeletionProtection',
  withFargate: 'fleet.fargateProfiles',
  withoutPodIdentity: 'fleet.clusters.withoutPodIdentity',
}

export function postureFacts({ fleet }: World, { toMs }: Asked): Fact[] {
  const { clusters } = fleet
  const kept = Object.entries(metrics).map(([what, metric]): Fact => {
    const value = exceptionCount(what as Exception, clusters.length)
    return { metric, subject: 'fleet', value, derivation: 'so many of 214, in proportion' }
  })
  const skews = new Map<number, number>()
  for (const cluster of clusters) {
    const minor = minorAt(cluster, toMs)
    for (const group of nodeGroupsAt(cluster, toMs)) {
      const behind = minor - group.minor
      if (behind > 0) skews.set(behind, (skews.get(behind) ?? 0) + 1)
    }
  }
  return [
    ...kept,
    ...[...skews].sort().map(
      ([behind, value]): Fact => ({
        metric: 'fleet.nodeGroups.minorsBehind',
        subject: String(behind),
        value,
        derivation:
          'three by two and one by three at the epoch, in proportion, and those whose turn is yet to come',
      }),
    ),
  ]
}
