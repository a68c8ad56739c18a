// What runs a cluster's pods as EKS describes it: managed node groups, and Fargate profiles of clusters that have one.
import { minorText, versionOfMinor } from '../../world/calendar.ts'
import { dayMs } from '../../world/clock.ts'
import type { Cluster, NodeGroup } from '../../world/fleet.ts'
import { unavailablePercentage } from '../../world/group-upgrades.ts'
import { h01, hUuid, purpose } from '../../world/hash.ts'
import { historyOf, nodeGroupsAt } from '../../world/node-history.ts'
import { isConnected, type Json, partArn, roleOf, seconds, subnetsOf, tagsOf } from './eks-common.ts'

/** "1.33.5-20251209" */
export const releaseOf = ({ minor, amiType }: NodeGroup): string =>
  amiType.startsWith('BOTTLEROCKET')
    ? '1.51.0-47438798'
    : `1.${minor}.${versionOfMinor(minor).patch}-20251209`

export const nodeGroupArn = (cluster: Cluster, { name, first }: NodeGroup): string =>
  partArn(cluster, `nodegroup/${cluster.name}/${name}/${hUuid(cluster.id, first, 30)}`)

export const nodeGroupModifiedMs = ({ id, createdMs }: Cluster, { first }: NodeGroup): number =>
  createdMs + 3_600_000 + Math.floor(30 * dayMs * h01(id ^ purpose.clusterAge, first))

/** What was done last, and whether it is under way; a group that follows its cluster empties a node before the next. */
function updating(cluster: Cluster, { name }: NodeGroup, nowMs: number): Json {
  const own = historyOf(cluster).upgrades.filter(({ group }) => group.name === name)
  if (own.length === 0) return {}
  const last = own.findLast(({ startMs }) => startMs < nowMs)
  return {
    ...(last === undefined ? {} : { modifiedAt: seconds(Math.min(last.endMs, nowMs)) }),
    ...(last !== undefined && last.endMs >= nowMs ? { status: 'UPDATING' } : {}),
    updateConfig: { maxUnavailablePercentage: unavailablePercentage, updateStrategy: 'MINIMAL' },
  }
}

function described(cluster: Cluster, group: NodeGroup, nowMs: number): Json {
  const { name, size, machine, amiType, capacityType, minor, first } = group
  return {
    nodegroupName: name,
    nodegroupArn: nodeGroupArn(cluster, group),
    clusterName: cluster.name,
    version: minorText(minor),
    releaseVersion: releaseOf(group),
    createdAt: seconds(cluster.createdMs + 3_600_000),
    modifiedAt: seconds(nodeGroupModifiedMs(cluster, group)),
    status: 'ACTIVE',
    capacityType,
    scalingConfig: { minSize: Math.min(size, 1), maxSize: size * 2, desiredSize: size },
    instanceTypes: [machine.type],
    subnets: subnetsOf(cluster),
    amiType,
    nodeRole: roleOf(cluster, 'node'),
    labels: {},
    ...(machine.devices === undefined ? {} : { taints: [{ key: 'nvidia.com/gpu', effect: 'NO_SCHEDULE' }] }),
    resources: { autoScalingGroups: [{ name: `eks-${name}-${hUuid(cluster.id, first, 30)}` }] },
    diskSize: 80,
    health: { issues: [] },
    updateConfig: { maxUnavailable: 1 },
    nodeRepairConfig: { enabled: cluster.family.environment === 'prod' },
    tags: tagsOf(cluster),
    ...updating(cluster, group, nowMs),
  }
}

export const describedNodeGroups = (cluster: Cluster, { nowMs }: { nowMs: number }): readonly Json[] =>
  isConnected(cluster) ? [] : nodeGroupsAt(cluster, nowMs).map((group) => described(cluster, group, nowMs))

/** For a namespace in which nothing runs at present, so that every pod has its node. */
export function fargateProfilesOf(cluster: Cluster): readonly Json[] {
  if (!cluster.hasFargate) return []
  const fargateProfileName = 'on-demand-jobs'
  return [
    {
      fargateProfileName,
      fargateProfileArn: partArn(
        cluster,
        `fargateprofile/${cluster.name}/${fargateProfileName}/${hUuid(cluster.id, 1, 36)}`,
      ),
      clusterName: cluster.name,
      createdAt: seconds(cluster.createdMs + 2 * dayMs),
      podExecutionRoleArn: roleOf(cluster, 'fargate'),
      subnets: subnetsOf(cluster),
      selectors: [{ namespace: 'on-demand', labels: { compute: 'fargate' } }],
      status: 'ACTIVE',
      tags: tagsOf(cluster),
      health: { issues: [] },
    },
  ]
}
