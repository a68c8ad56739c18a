// A cluster as DescribeCluster tells it, in the inventory's words. Pure. What AWS left out is left out;
// false is said only where leaving out means it. Texts and lists are cut to what the inventory holds.
import type { Cluster } from '@aws-sdk/client-eks'
import type {
  ClusterAlias,
  ClusterFacts,
  ClusterProvider,
  HealthIssue,
} from '../../../domain/model/cluster.ts'

/** Longest text the inventory holds of a cluster. */
const textLimit = 2_048

/** Never between the halves of a character. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  const end = /[\uD800-\uDBFF]/.test(text.charAt(limit - 2)) ? limit - 2 : limit - 1
  return `${text.slice(0, end)}…`
}

/** Null for no date, for one that is none, and for one outside the years that are written with four digits. */
export function isoOf(date: Date | undefined): string | null {
  const iso = date === undefined || Number.isNaN(date.getTime()) ? '' : date.toISOString()
  return /^\d{4}-/.test(iso) ? iso : null
}

const listOf = (items: readonly string[]): string[] =>
  items.slice(0, 1_000).map((item) => cut(item, textLimit))

interface ToldIssue {
  readonly code?: string | undefined
  readonly message?: string | undefined
  readonly resourceIds?: readonly string[] | undefined
}

export function healthOf(issues: readonly ToldIssue[] | undefined): HealthIssue[] {
  return (issues ?? []).slice(0, 100).map(({ code, message, resourceIds }) => ({
    code: cut(code ?? 'Other', textLimit),
    message: cut(message ?? '', textLimit),
    resourceIds: listOf(resourceIds ?? []),
  }))
}

export function tagsOf(
  tags: Readonly<Record<string, string>> | undefined,
  limit: number,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tags ?? {}).map(([key, value]) => [cut(key, limit), cut(value, limit)]),
  )
}

/** Providers of clusters that were only registered, as EKS Connector spells them. */
const connectorProviders: Readonly<Record<string, ClusterProvider>> = {
  EKS_ANYWHERE: 'eks-anywhere',
  GKE: 'gke',
  AKS: 'aks',
  OPENSHIFT: 'openshift',
}

export function clusterFactsOf(cluster: Cluster, at: { accountId: string; region: string }): ClusterFacts {
  const connector = cluster.connectorConfig
  const facts: ClusterFacts = {
    ...(cluster.name === undefined ? {} : { name: cluster.name }),
    provider:
      connector === undefined ? 'eks' : (connectorProviders[connector.provider ?? ''] ?? 'kubernetes'),
    accountId: at.accountId,
    region: at.region,
    connector: connector === undefined ? null : (connector.provider ?? 'OTHER'),
    tags: tagsOf(cluster.tags, textLimit),
    health: healthOf(cluster.health?.issues),
    arn: cluster.arn,
    endpoint: cluster.endpoint,
    version: minorOf(cluster.version),
    platformVersion: cluster.platformVersion,
    status: cluster.status,
    createdAt: isoOf(cluster.createdAt) ?? undefined,
    ...(connector === undefined ? ownFactsOf(cluster) : {}),
  }
  return withoutUnsaid(facts)
}

/** What only a cluster has that EKS runs. */
function ownFactsOf(cluster: Cluster): ClusterFacts {
  const network = cluster.resourcesVpcConfig
  return {
    supportType: cluster.upgradePolicy?.supportType,
    tier: cluster.controlPlaneScalingConfig?.tier,
    autoMode: isAutoMode(cluster),
    endpointPublic: network?.endpointPublicAccess,
    endpointPrivate: network?.endpointPrivateAccess,
    publicAccessCidrs: network?.publicAccessCidrs && listOf(network.publicAccessCidrs),
    logging: loggingOf(cluster),
    deletionProtection: cluster.deletionProtection,
    zonalShift: cluster.zonalShiftConfig?.enabled,
    authenticationMode: cluster.accessConfig?.authenticationMode,
    secretsEncrypted: (cluster.encryptionConfig ?? []).some(({ resources }) =>
      resources?.includes('secrets'),
    ),
    ipFamily: cluster.kubernetesNetworkConfig?.ipFamily,
    vpcId: network?.vpcId,
    subnetIds: network?.subnetIds && listOf(network.subnetIds),
    hybridNodes: (cluster.remoteNetworkConfig?.remoteNodeNetworks ?? []).length > 0,
  }
}

/** Auto Mode is compute, block storage and load balancing together; EKS switches them as one. */
function isAutoMode({ computeConfig, storageConfig, kubernetesNetworkConfig }: Cluster): boolean {
  const parts = [computeConfig, storageConfig?.blockStorage, kubernetesNetworkConfig?.elasticLoadBalancing]
  return parts.every((part) => part?.enabled === true)
}

function loggingOf({ logging }: Cluster): string[] | undefined {
  return logging?.clusterLogging
    ?.filter(({ enabled }) => enabled)
    .flatMap(({ types }) => types ?? [])
    .sort()
}

function minorOf(version: string | undefined): string | undefined {
  return /^(\d+\.\d+)/.exec(version ?? '')?.[1]
}

function withoutUnsaid(facts: ClusterFacts): ClusterFacts {
  const said = Object.entries(facts).filter(([, value]) => value !== undefined)
  return Object.fromEntries(
    said.map(([key, value]) => [key, typeof value === 'string' ? cut(value, textLimit) : value]),
  )
}

/** By these it is recognised when its API server is read too. */
export function aliasesOf({ arn, endpoint }: Pick<Cluster, 'arn' | 'endpoint'>): ClusterAlias[] {
  const host =
    endpoint === undefined || !URL.canParse(endpoint) ? undefined : new URL(endpoint).hostname.toLowerCase()
  return [
    ...(arn === undefined ? [] : [{ kind: 'arn', value: arn } as const]),
    ...(host ? [{ kind: 'endpoint', value: host } as const] : []),
  ]
}
