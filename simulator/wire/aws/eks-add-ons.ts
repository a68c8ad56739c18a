// Add-ons as EKS describes them, and its catalogue of them.
import { type AddOn, addOns, addOnsOf, isDegraded, versionOf, versionsFor } from '../../world/add-ons.ts'
import { minorText, newestMinorAt, offeredAt } from '../../world/calendar.ts'
import { dayMs } from '../../world/clock.ts'
import type { Cluster } from '../../world/fleet.ts'
import { h01, hText, hUuid, purpose } from '../../world/hash.ts'
import { type Json, partArn, seconds } from './eks-common.ts'

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
