// Add-ons: what there is for which version of Kubernetes, what a cluster has of it, and which do not go with its next
// version. Versions are ones that EKS offered about the end of 2025.
import { newestMinorAt, versionOfMinor } from './calendar.ts'
import { type Cluster, minorAt } from './fleet.ts'
import { h01, hText, purpose } from './hash.ts'

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
  cluster.site.connector !== undefined
    ? []
    : addOns.filter(
        ({ name, isOnlyOffered }) =>
          !isOnlyOffered && (name !== 'eks-pod-identity-agent' || cluster.hasPodIdentity),
      )

/** Versions that go with this Kubernetes, newest first; `newest` is the newest that EKS offers. */
export function versionsFor(
  { name, versions, isBoundByKubernetes }: AddOn,
  minor: number,
  newest: number,
): readonly string[] {
  // It may be as old as a kubelet.
  if (name === 'kube-proxy') return [0, 1, 2, 3].map((behind) => proxyVersion(minor - behind))
  return isBoundByKubernetes && minor >= newest ? versions.slice(0, 2) : versions
}

/** The newest of those that go with the cluster, one back or three back; 70, 22 and 8 of a hundred. */
export function versionOf(cluster: Cluster, addOn: AddOn, nowMs: number): string {
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

export const isDegraded = (cluster: Cluster, { name }: AddOn): boolean => {
  const all = addOnsOf(cluster)
  return cluster.degradedAddOn !== undefined && all[(cluster.degradedAddOn * 3) % all.length]?.name === name
}
