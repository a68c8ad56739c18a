// What was done to a cluster, its node groups, add-ons and capabilities, as EKS lists it: newest first, and
// nothing that has not happened yet.
import { isRefused, tierAt } from '../../physics/control-plane.ts'
import { minorText, versionOfMinor } from '../../world/calendar.ts'
import { dayMs } from '../../world/clock.ts'
import type { Cluster, NodeGroup } from '../../world/fleet.ts'
import { h01, hText, hUuid } from '../../world/hash.ts'
import { historyOf } from '../../world/node-history.ts'
import { describedAddOns, modifiedMs } from './eks-add-ons.ts'
import { loggingOf } from './eks-cluster.ts'
import { isConnected, type Json, seconds, subnetsOf } from './eks-common.ts'
import { nodeGroupModifiedMs, releaseOf } from './eks-node-groups.ts'

/** Whose updates: the cluster's own where none is named. */
export interface Updated {
  readonly nodegroupName: string | undefined
  readonly addonName: string | undefined
  readonly capabilityName: string | undefined
}

interface Done {
  readonly type: string
  readonly params: Readonly<Record<string, string>>
  readonly atMs: number
  /** Undefined: in no time. */
  readonly endMs?: number
  /** Why it failed. */
  readonly error?: Json
}

/** When the control plane came to the version that it had at the epoch. */
function firstUpgradedMs({ id, createdMs, minor }: Cluster): number {
  const released = versionOfMinor(minor).releaseMs
  return Math.max(createdMs + 20 * dayMs, released + Math.floor(60 * dayMs * h01(id, 3)))
}

/** When the control plane came to the version that it has at `ms`. */
export const upgradedMs = (cluster: Cluster, ms: number): number =>
  cluster.upgrades.findLast(({ endMs, failure }) => failure === undefined && endMs < ms)?.endMs ??
  firstUpgradedMs(cluster)

/** A step of an own, or one that ended as the cluster's subnets let it. */
function upgradesOf(cluster: Cluster): readonly Done[] {
  const { minor, createdMs, healthIssue } = cluster
  const planned = cluster.upgrades.map(({ startMs, endMs, to, failure }): Done => {
    const error = failure && { errorCode: failure.code, errorMessage: failure.message, resourceIds: [] }
    return {
      type: 'VersionUpdate',
      params: { Version: minorText(to) },
      atMs: startMs,
      endMs,
      ...(error === undefined ? {} : { error }),
    }
  })
  if (healthIssue !== 'InsufficientFreeAddresses') return planned
  const error = {
    errorCode: healthIssue,
    errorMessage: 'Subnets of the cluster have fewer free addresses than an update needs.',
    resourceIds: subnetsOf(cluster),
  }
  const params = { Version: minorText(minor + 1) }
  return [...planned, { type: 'VersionUpdate', params, atMs: createdMs + 110 * dayMs, error }]
}

const tooLarge: Json = {
  errorCode: 'OperationNotPermitted',
  errorMessage: 'The cluster database is larger than what the requested tier supports.',
  resourceIds: [],
}

function ofCluster(cluster: Cluster): readonly Done[] {
  const { createdMs, minor, isProtected, isPublic, tier } = cluster
  const done: Done[] = [
    ...upgradesOf(cluster),
    { type: 'VersionUpdate', params: { Version: minorText(minor) }, atMs: firstUpgradedMs(cluster) },
    {
      type: 'LoggingUpdate',
      params: { ClusterLogging: JSON.stringify(loggingOf(cluster)) },
      atMs: createdMs + dayMs,
    },
  ]
  if (isProtected) {
    const params = { DeletionProtection: 'true' }
    done.push({ type: 'DeletionProtectionUpdate', params, atMs: createdMs + 2 * dayMs })
  }
  if (!isPublic) {
    const params = { EndpointPublicAccess: 'false', EndpointPrivateAccess: 'true' }
    done.push({ type: 'EndpointAccessUpdate', params, atMs: createdMs + 3 * dayMs })
  }
  const type = 'ControlPlaneScalingConfigUpdate'
  if (tier !== 'standard') {
    done.push({ type, params: { PreviousTier: 'standard', UpdatedTier: tier }, atMs: createdMs + 40 * dayMs })
  }
  for (const change of cluster.tierChanges) {
    const { startMs, endMs, to } = change
    const params = { PreviousTier: tierAt(cluster, startMs), UpdatedTier: to }
    const error = isRefused(cluster, change) ? { error: tooLarge } : {}
    done.push({ type, params, atMs: startMs, endMs, ...error })
  }
  return done
}

function upgradesOfGroup(cluster: Cluster, group: NodeGroup): readonly Done[] {
  return historyOf(cluster)
    .upgrades.filter((upgrade) => upgrade.group === group)
    .map(({ startMs, endMs, to }) => ({
      type: 'VersionUpdate',
      params: { Version: minorText(to), ReleaseVersion: releaseOf({ ...group, minor: to }) },
      atMs: startMs,
      endMs,
    }))
}

/** Undefined: there is no such node group, add-on or capability. */
function doneTo(cluster: Cluster, of: Updated, nowMs: number): readonly Done[] | undefined {
  const { nodegroupName, addonName, capabilityName } = of
  if (nodegroupName !== undefined) {
    const group = cluster.nodeGroups.find(({ name }) => name === nodegroupName)
    if (group === undefined) return undefined
    const params = { Version: minorText(group.minor), ReleaseVersion: releaseOf(group) }
    const atMs = nodeGroupModifiedMs(cluster, group)
    const sizes = { MinSize: '1', MaxSize: String(2 * group.size), DesiredSize: String(group.size) }
    return [
      ...upgradesOfGroup(cluster, group),
      { type: 'VersionUpdate', params, atMs },
      { type: 'ConfigUpdate', params: sizes, atMs: Math.floor((cluster.createdMs + atMs) / 2) },
    ]
  }
  if (addonName !== undefined) {
    const addOn = describedAddOns(cluster, nowMs).find((known) => known.addonName === addonName)
    if (addOn === undefined) return undefined
    const params = { AddonVersion: String(addOn.addonVersion), ResolveConflicts: 'OVERWRITE' }
    return [{ type: 'AddonUpdate', params, atMs: modifiedMs(cluster, addonName) }]
  }
  if (capabilityName !== undefined) {
    return cluster.capabilities.some((type) => type.toLowerCase() === capabilityName) ? [] : undefined
  }
  return ofCluster(cluster)
}

const statusOf = ({ atMs, endMs = atMs, error }: Done, nowMs: number): string =>
  endMs >= nowMs && endMs > atMs ? 'InProgress' : error === undefined ? 'Successful' : 'Failed'

/** Whole, as DescribeUpdate tells them. Undefined: there is none of that name. */
export function updatesOf(cluster: Cluster, of: Updated, nowMs: number): readonly Json[] | undefined {
  if (isConnected(cluster)) return []
  return doneTo(cluster, of, nowMs)
    ?.filter(({ atMs }) => atMs < nowMs)
    .sort((a, b) => b.atMs - a.atMs)
    .map((done) => {
      const { type, params, atMs, error } = done
      const status = statusOf(done, nowMs)
      return {
        id: hUuid(cluster.id, hText(32, `${type} ${JSON.stringify(of)}`), atMs),
        status,
        type,
        params: Object.entries(params).map(([name, value]) => ({ type: name, value })),
        createdAt: seconds(atMs),
        errors: status === 'Failed' ? [error] : [],
      }
    })
}
