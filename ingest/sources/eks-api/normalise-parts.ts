// What a cluster is made of as EKS describes it, in the inventory's words. Pure; cut to what it holds.
import type {
  Addon,
  Insight,
  InsightSummary,
  Nodegroup,
  PodIdentityAssociation,
  PodIdentityAssociationSummary,
  AccessEntry as ToldAccessEntry,
  Capability as ToldCapability,
  FargateProfile as ToldFargateProfile,
  Update,
} from '@aws-sdk/client-eks'
import { parse } from 'yaml'
import {
  type AccessEntry,
  type AddOn,
  type Capability,
  type ClusterUpdate,
  type FargateProfile,
  insightStatuses,
  type NodeGroup,
  type PodIdentity,
  type ProviderInsight,
} from '../../../domain/model/cluster-part.ts'
import { cut, healthOf, isoOf, tagsOf } from './normalise.ts'

/** Longest text and list the inventory holds of a part. */
const textLimit = 4_096
const listLimit = 2_000
/** Longest configuration of an add-on that is looked into. */
const mostConfigured = 65_536

const textOf = (text: string | undefined): string | null => (text === undefined ? null : cut(text, textLimit))
/** Where the inventory wants a word: empty when none was said. */
const wordOf = (text: string | undefined): string => cut(text ?? '', textLimit)
const listOf = (items: readonly (string | undefined)[] | undefined): string[] =>
  (items ?? []).slice(0, listLimit).flatMap((item) => (item === undefined ? [] : [cut(item, textLimit)]))

const taintEffects: Readonly<Record<string, string>> = {
  NO_SCHEDULE: 'NoSchedule',
  NO_EXECUTE: 'NoExecute',
  PREFER_NO_SCHEDULE: 'PreferNoSchedule',
}

export function nodeGroupOf(group: Nodegroup): NodeGroup {
  const { scalingConfig: scaling } = group
  return {
    version: textOf(group.version),
    releaseVersion: textOf(group.releaseVersion),
    status: textOf(group.status),
    capacityType: textOf(group.capacityType),
    amiType: textOf(group.amiType),
    instanceTypes: listOf(group.instanceTypes),
    minSize: scaling?.minSize ?? null,
    maxSize: scaling?.maxSize ?? null,
    desiredSize: scaling?.desiredSize ?? null,
    labels: tagsOf(group.labels, textLimit),
    taints: (group.taints ?? []).slice(0, 100).map(({ key, value, effect }) => ({
      key: wordOf(key),
      value: textOf(value),
      effect: taintEffects[effect ?? ''] ?? wordOf(effect),
    })),
    nodeRepair: group.nodeRepairConfig?.enabled ?? null,
    autoScalingGroups: listOf(group.resources?.autoScalingGroups?.map(({ name }) => name)),
    tags: tagsOf(group.tags, textLimit),
    health: healthOf(group.health?.issues),
    createdAt: isoOf(group.createdAt),
  }
}

export function fargateProfileOf(profile: ToldFargateProfile): FargateProfile {
  const namespaces = (profile.selectors ?? []).map(({ namespace }) => namespace)
  return {
    status: textOf(profile.status),
    namespaces: [...new Set(listOf(namespaces))],
    createdAt: isoOf(profile.createdAt),
  }
}

/** Of a configuration, which is JSON or YAML; null when it says none or is neither. */
function modeIn(configuration: string | undefined): string | null {
  if (configuration === undefined || configuration.length > mostConfigured) return null
  try {
    const read: unknown = parse(configuration, { maxAliasCount: 0 })
    const mode = typeof read === 'object' && read !== null && 'mode' in read ? read.mode : null
    return typeof mode === 'string' ? textOf(mode) : null
  } catch {
    return null
  }
}

/** Without what the catalogue knows of it. */
export function addOnOf(addon: Addon): AddOn {
  return {
    version: textOf(addon.addonVersion),
    status: textOf(addon.status),
    publisher: textOf(addon.publisher),
    owner: textOf(addon.owner),
    namespace: textOf(addon.namespaceConfig?.namespace),
    defaultVersion: null,
    latestVersion: null,
    versionsBehind: null,
    proxyMode: addon.addonName === 'kube-proxy' ? modeIn(addon.configurationValues) : null,
    health: healthOf(addon.health?.issues),
    modifiedAt: isoOf(addon.modifiedAt),
  }
}

/** A summary says all but what to do and what it found. */
export function insightOf(insight: InsightSummary & Partial<Insight>): ProviderInsight {
  const { insightStatus, categorySpecificSummary: summary } = insight
  return {
    title: wordOf(insight.name),
    category: wordOf(insight.category),
    status: insightStatuses.find((status) => status === insightStatus?.status) ?? 'UNKNOWN',
    reason: textOf(insightStatus?.reason),
    description: textOf(insight.description),
    recommendation: textOf(insight.recommendation),
    targetVersion: textOf(insight.kubernetesVersion),
    lastRefreshAt: isoOf(insight.lastRefreshTime),
    lastTransitionAt: isoOf(insight.lastTransitionTime),
    resources: (insight.resources ?? []).slice(0, 1_000).map((resource) => ({
      status: textOf(resource.insightStatus?.status),
      reason: textOf(resource.insightStatus?.reason),
      uri: textOf(resource.kubernetesResourceUri),
      arn: textOf(resource.arn),
    })),
    deprecations: deprecationsOf(summary?.deprecationDetails),
    addOns: (summary?.addonCompatibilityDetails ?? []).slice(0, 200).map(({ name, compatibleVersions }) => ({
      name: wordOf(name),
      compatibleVersions: listOf(compatibleVersions),
    })),
  }
}

type ToldDeprecations = NonNullable<Insight['categorySpecificSummary']>['deprecationDetails']

function deprecationsOf(details: ToldDeprecations): ProviderInsight['deprecations'] {
  return (details ?? []).slice(0, 500).map((detail) => ({
    usage: wordOf(detail.usage),
    replacedWith: textOf(detail.replacedWith),
    stopServingVersion: textOf(detail.stopServingVersion),
    startServingReplacementVersion: textOf(detail.startServingReplacementVersion),
    clients: (detail.clientStats ?? []).slice(0, 1_000).map((client) => ({
      userAgent: wordOf(client.userAgent),
      requestsLast30Days: client.numberOfRequestsLast30Days ?? null,
      lastRequestAt: isoOf(client.lastRequestTime),
    })),
  }))
}

export function accessEntryOf(entry: ToldAccessEntry): AccessEntry {
  return {
    type: textOf(entry.type),
    username: textOf(entry.username),
    groups: listOf(entry.kubernetesGroups),
    createdAt: isoOf(entry.createdAt),
  }
}

/** External ids and session policies stay where they are. */
export function podIdentityOf(
  association: PodIdentityAssociationSummary & Partial<PodIdentityAssociation>,
): PodIdentity {
  return {
    namespace: wordOf(association.namespace),
    serviceAccount: wordOf(association.serviceAccount),
    roleArn: textOf(association.roleArn),
    targetRoleArn: textOf(association.targetRoleArn),
    ownerArn: textOf(association.ownerArn),
  }
}

export function clusterUpdateOf(update: Update): ClusterUpdate {
  return {
    type: wordOf(update.type),
    status: wordOf(update.status),
    params: Object.fromEntries(
      (update.params ?? []).flatMap(({ type, value }) => (type === undefined ? [] : [[type, wordOf(value)]])),
    ),
    errors: healthOf(
      update.errors?.map(({ errorCode, errorMessage, resourceIds }) => ({
        code: errorCode,
        message: errorMessage,
        resourceIds,
      })),
    ),
    createdAt: isoOf(update.createdAt),
  }
}

export function capabilityOf(capability: ToldCapability): Capability {
  return {
    type: wordOf(capability.type),
    status: textOf(capability.status),
    version: textOf(capability.version),
    health: healthOf(capability.health?.issues),
  }
}
