// Add-ons: what EKS offers for which version, what a cluster has of it, and how that is. Versions are ones that
// EKS offered about the end of 2025.
import { minorText, newestMinorAt, offeredAt, versionOfMinor } from '../../world/calendar.ts'
import { dayMs } from '../../world/clock.ts'
import { type Cluster, minorAt } from '../../world/fleet.ts'
import { h01, hText, hUuid, purpose } from '../../world/hash.ts'
import { isConnected, type Json, partArn, seconds } from './eks-common.ts'

export interface AddOn {
  readonly name: string
  readonly type: string
  /** Newest, one back, three back. */
  readonly versions: readonly [string, string, string]
  /** What EKS takes when nobody says which: of `versions`. */
  readonly defaultAge: 0 | 1
  readonly namespace: string
  /** Of the Kubernetes community, which EKS only installs. */
  readonly isCommunity: boolean
  /** The version three back does not go with the newest Kubernetes. */
  readonly isBoundByKubernetes: boolean
  readonly needsPermissions: boolean
  /** In the catalogue alone: no cluster has it. */
  readonly isOnlyOffered: boolean
}

const addOn = (
  name: string,
  type: string,
  versions: AddOn['versions'],
  more: Partial<Omit<AddOn, 'name' | 'type' | 'versions'>> = {},
): AddOn => ({
  name,
  type,
  versions,
  defaultAge: 0,
  namespace: 'kube-system',
  isCommunity: false,
  isBoundByKubernetes: false,
  needsPermissions: false,
  isOnlyOffered: false,
  ...more,
})

/** By name. */
export const addOns: readonly AddOn[] = [
  addOn(
    'amazon-cloudwatch-observability',
    'observability',
    ['v4.7.0-eksbuild.1', 'v4.6.0-eksbuild.1', 'v4.4.0-eksbuild.1'],
    { namespace: 'amazon-cloudwatch', needsPermissions: true, isOnlyOffered: true },
  ),
  addOn('aws-ebs-csi-driver', 'storage', ['v1.53.0-eksbuild.1', 'v1.52.1-eksbuild.1', 'v1.48.0-eksbuild.1'], {
    isBoundByKubernetes: true,
    needsPermissions: true,
  }),
  addOn('cert-manager', 'security', ['v1.19.1-eksbuild.1', 'v1.18.2-eksbuild.2', 'v1.17.2-eksbuild.2'], {
    namespace: 'cert-manager',
    isCommunity: true,
    isOnlyOffered: true,
  }),
  addOn('coredns', 'networking', ['v1.12.4-eksbuild.1', 'v1.12.3-eksbuild.1', 'v1.11.4-eksbuild.24'], {
    defaultAge: 1,
    isBoundByKubernetes: true,
  }),
  addOn('eks-node-monitoring-agent', 'observability', [
    'v1.4.1-eksbuild.1',
    'v1.4.0-eksbuild.2',
    'v1.2.0-eksbuild.1',
  ]),
  addOn('eks-pod-identity-agent', 'security', [
    'v1.3.10-eksbuild.1',
    'v1.3.9-eksbuild.3',
    'v1.3.7-eksbuild.2',
  ]),
  addOn('external-dns', 'networking', ['v0.19.0-eksbuild.2', 'v0.18.0-eksbuild.1', 'v0.16.1-eksbuild.2'], {
    namespace: 'external-dns',
    isCommunity: true,
    needsPermissions: true,
  }),
  addOn('kube-proxy', 'networking', ['newest', 'newest', 'newest']),
  addOn('metrics-server', 'observability', ['v0.8.0-eksbuild.5', 'v0.8.0-eksbuild.2', 'v0.7.2-eksbuild.4'], {
    isCommunity: true,
  }),
  addOn('vpc-cni', 'networking', ['v1.20.4-eksbuild.2', 'v1.20.3-eksbuild.1', 'v1.19.6-eksbuild.7'], {
    defaultAge: 1,
    needsPermissions: true,
  }),
]

const proxyVersion = (minor: number): string => `v1.${minor}.${versionOfMinor(minor).patch}-eksbuild.2`

export const addOnsOf = (cluster: Cluster): readonly AddOn[] =>
  isConnected(cluster)
    ? []
    : addOns.filter(
        ({ name, isOnlyOffered }) =>
          !isOnlyOffered && (name !== 'eks-pod-identity-agent' || cluster.hasPodIdentity),
      )

/** Versions that go with this Kubernetes, newest first; `newest` is the newest that EKS offers. */
function versionsFor(
  { name, versions, isBoundByKubernetes }: AddOn,
  minor: number,
  newest: number,
): readonly string[] {
  // It may be as old as a kubelet.
  if (name === 'kube-proxy') return [0, 1, 2, 3].map((behind) => proxyVersion(minor - behind))
  return isBoundByKubernetes && minor >= newest ? versions.slice(0, 2) : versions
}

/** The newest of those that go with the cluster, one back or three back; 70, 22 and 8 of a hundred. */
function versionOf(cluster: Cluster, addOn: AddOn, nowMs: number): string {
  const draw = h01(cluster.id ^ purpose.version, hText(0, addOn.name))
  const offered = versionsFor(addOn, minorAt(cluster, nowMs), newestMinorAt(nowMs))
  if (addOn.name === 'kube-proxy') return offered[cluster.isProxyLate ? 1 : 0] as string
  const age = Math.min(draw < 0.7 ? 0 : draw < 0.92 ? 1 : 2, offered.length - 1)
  return offered[age] as string
}

export interface Incompatible {
  readonly name: string
  readonly compatibleVersions: readonly string[]
}

/** Add-ons of a cluster that do not go with the Kubernetes after its own, as far as EKS offers that. */
export function incompatibleAddOns(cluster: Cluster, nowMs: number): readonly Incompatible[] {
  const newest = newestMinorAt(nowMs)
  const next = minorAt(cluster, nowMs) + 1
  if (next > newest) return []
  return addOnsOf(cluster)
    .map((addOn) => ({ addOn, compatibleVersions: versionsFor(addOn, next, newest) }))
    .filter(({ addOn, compatibleVersions }) => !compatibleVersions.includes(versionOf(cluster, addOn, nowMs)))
    .map(({ addOn: { name }, compatibleVersions }) => ({ name, compatibleVersions }))
}

const isDegraded = (cluster: Cluster, { name }: AddOn): boolean => {
  const all = addOnsOf(cluster)
  return cluster.degradedAddOn !== undefined && all[(cluster.degradedAddOn * 3) % all.length]?.name === name
}

export const modifiedMs = (cluster: Cluster, name: string): number =>
  cluster.createdMs + Math.floor((20 + 90 * h01(cluster.id ^ purpose.revision, hText(2, name))) * dayMs)

/** As DescribeAddon tells it. */
function described(cluster: Cluster, addOn: AddOn, nowMs: number): Json {
  const { name, namespace, isCommunity } = addOn
  const degraded = isDegraded(cluster, addOn)
  const issue = {
    code: 'InsufficientNumberOfReplicas',
    message: "The add-on is unhealthy because it doesn't have the desired number of replicas.",
  }
  return {
    addonName: name,
    clusterName: cluster.name,
    status: degraded ? 'DEGRADED' : 'ACTIVE',
    addonVersion: versionOf(cluster, addOn, nowMs),
    health: { issues: degraded ? [issue] : [] },
    addonArn: partArn(cluster, `addon/${cluster.name}/${name}/${hUuid(cluster.id, hText(0, name), 31)}`),
    createdAt: seconds(cluster.createdMs + 1_800_000),
    modifiedAt: seconds(modifiedMs(cluster, name)),
    tags: {},
    ...(name === 'coredns' ? { configurationValues: '{"autoScaling":{"enabled":true}}' } : {}),
    ...podIdentityOf(cluster, name),
    namespaceConfig: { namespace },
    publisher: 'eks',
    owner: isCommunity ? 'community' : 'aws',
  }
}

/** Service accounts that add-ons run under, with a role of their own where pods have identities. */
export const identitiesOfAddOns = {
  'aws-ebs-csi-driver': 'ebs-csi-controller-sa',
  'vpc-cni': 'aws-node',
} as const

export const associationId = (cluster: Cluster, namespace: string, serviceAccount: string): string =>
  `a-${hUuid(cluster.id, hText(0, `${namespace}/${serviceAccount}`), 33)
    .replaceAll('-', '')
    .slice(0, 17)}`

function podIdentityOf(cluster: Cluster, name: string): Json {
  const account = identitiesOfAddOns[name as keyof typeof identitiesOfAddOns]
  if (account === undefined || !cluster.hasPodIdentity) return {}
  const id = associationId(cluster, 'kube-system', account)
  return { podIdentityAssociations: [partArn(cluster, `podidentityassociation/${cluster.name}/${id}`)] }
}

export const describedAddOns = (cluster: Cluster, nowMs: number): readonly Json[] =>
  addOnsOf(cluster).map((addOn) => described(cluster, addOn, nowMs))

/** Add-ons there are, with what each goes with; narrowed as DescribeAddonVersions is asked. */
export function addOnCatalogue(query: URLSearchParams, nowMs: number): readonly Json[] {
  const only = (key: string, value: string): boolean => {
    const wanted = query.getAll(key)
    return wanted.length === 0 || wanted.includes(value)
  }
  const minors = offeredAt(nowMs)
    .map(({ minor }) => minor)
    .filter((minor) => only('kubernetesVersion', minorText(minor)))
    .reverse()
  return addOns
    .filter(({ name, type, isCommunity }) => {
      const owner = isCommunity ? 'community' : 'aws'
      return (
        only('addonName', name) && only('types', type) && only('owners', owner) && only('publishers', 'eks')
      )
    })
    .map((addOn) => offered(addOn, minors, newestMinorAt(nowMs)))
    .filter(({ addonVersions }) => (addonVersions as Json[]).length > 0)
}

function offered(addOn: AddOn, minors: readonly number[], newest: number): Json {
  const { name, type, namespace, isCommunity, needsPermissions, defaultAge } = addOn
  const all = [...new Set(minors.flatMap((minor) => versionsFor(addOn, minor, newest)))]
  return {
    addonName: name,
    type,
    publisher: 'eks',
    owner: isCommunity ? 'community' : 'aws',
    defaultNamespace: namespace,
    addonVersions: all.map((addonVersion) => ({
      addonVersion,
      architecture: ['amd64', 'arm64'],
      computeTypes: ['ec2', 'auto', 'hybrid'],
      compatibilities: minors
        .filter((minor) => versionsFor(addOn, minor, newest).includes(addonVersion))
        .map((minor) => ({
          clusterVersion: minorText(minor),
          platformVersions: ['*'],
          defaultVersion:
            versionsFor(addOn, minor, newest)[name === 'kube-proxy' ? 0 : defaultAge] === addonVersion,
        })),
      requiresConfiguration: false,
      requiresIamPermissions: needsPermissions,
    })),
  }
}
