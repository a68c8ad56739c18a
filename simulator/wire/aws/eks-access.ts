// Who may do what in a cluster as EKS describes it: access entries with their policies, identities of pods; and
// the capabilities that EKS runs beside a cluster.
import { dayMs } from '../../world/clock.ts'
import type { Cluster } from '../../world/fleet.ts'
import { h01, hUuid, purpose } from '../../world/hash.ts'
import type { CapabilityType } from '../../world/posture.ts'
import type { Workload } from '../../world/workloads.ts'
import { associationId, identitiesOfAddOns } from './eks-add-ons.ts'
import { hex, isConnected, type Json, partArn, roleOf, seconds } from './eks-common.ts'

interface Entry {
  readonly principalArn: string
  readonly type: 'STANDARD' | 'EC2_LINUX'
  readonly username: string
  readonly kubernetesGroups: readonly string[]
  readonly policy?: string
}

function entriesOf(cluster: Cluster): readonly Entry[] {
  const own = (role: string) => ({ principalArn: roleOf(cluster, role), username: roleOf(cluster, role) })
  const service = `arn:aws:iam::${cluster.account.id}:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS`
  return [
    // EKS makes this one, to look for what its insights tell.
    {
      principalArn: service,
      username: service,
      type: 'STANDARD',
      kubernetesGroups: [],
      policy: 'AmazonEKSClusterInsightsPolicy',
    },
    {
      ...own('admin'),
      type: 'STANDARD',
      kubernetesGroups: ['platform-admins'],
      policy: 'AmazonEKSClusterAdminPolicy',
    },
    {
      principalArn: roleOf(cluster, 'node'),
      username: 'system:node:{{EC2PrivateDNSName}}',
      type: 'EC2_LINUX',
      kubernetesGroups: ['system:nodes'],
    },
    { ...own('reader'), type: 'STANDARD', kubernetesGroups: ['readers'], policy: 'AmazonEKSViewPolicy' },
  ]
}

const enteredAt = ({ createdMs }: Cluster): number => seconds(createdMs + 600_000)

export function accessEntriesOf(cluster: Cluster): readonly Json[] {
  if (isConnected(cluster)) return []
  return entriesOf(cluster).map(({ principalArn, type, username, kubernetesGroups }) => ({
    clusterName: cluster.name,
    principalArn,
    kubernetesGroups,
    accessEntryArn: partArn(
      cluster,
      `access-entry/${cluster.name}/role/${cluster.account.id}/${principalArn.split('/').at(-1)}/${hex(cluster, 6, 12)}`,
    ),
    createdAt: enteredAt(cluster),
    modifiedAt: enteredAt(cluster),
    tags: {},
    username,
    type,
  }))
}

/** Undefined: there is no such entry. */
export function accessPoliciesOf(cluster: Cluster, principalArn: string): readonly Json[] | undefined {
  const entry = entriesOf(cluster).find((known) => known.principalArn === principalArn)
  if (entry === undefined || isConnected(cluster)) return undefined
  if (entry.policy === undefined) return []
  return [
    {
      policyArn: `arn:aws:eks::aws:cluster-access-policy/${entry.policy}`,
      accessScope: { type: 'cluster', namespaces: [] },
      associatedAt: enteredAt(cluster),
      modifiedAt: enteredAt(cluster),
    },
  ]
}

/** Of Deployments, that ask AWS for something; EKS knows a thousand to a cluster. */
const share = 0.15
const most = 1_000

/** Of add-ons, and of Deployments that ask AWS for something. */
export function podIdentitiesOf(cluster: Cluster, workloads: () => readonly Workload[]): readonly Json[] {
  if (!cluster.hasPodIdentity || isConnected(cluster)) return []
  const system = Object.values(identitiesOfAddOns).map((name) => ({ namespace: 'kube-system', name }))
  const own = workloads()
    .filter(({ kind, id }) => kind === 'Deployment' && h01(id ^ purpose.owner, 5) < share)
    .map(({ namespace, name }) => ({ namespace: namespace.name, name }))
  return [...system, ...own].slice(0, most).map(({ namespace, name }) => {
    const id = associationId(cluster, namespace, name)
    return {
      clusterName: cluster.name,
      namespace,
      serviceAccount: name,
      roleArn: roleOf(cluster, name),
      associationArn: partArn(cluster, `podidentityassociation/${cluster.name}/${id}`),
      associationId: id,
      tags: {},
      createdAt: seconds(cluster.createdMs + 1_200_000),
      modifiedAt: seconds(cluster.createdMs + 1_200_000),
    }
  })
}

const versionsOfCapabilities: Readonly<Record<CapabilityType, string>> = {
  ACK: '1.0.0-eks-1',
  ARGOCD: '3.1.8-eks-1',
  KRO: '0.6.1-eks-1',
}

export function capabilitiesOf(cluster: Cluster): readonly Json[] {
  return cluster.capabilities.map((type, n) => {
    const capabilityName = type.toLowerCase()
    const isDegraded = cluster.isCapabilityDegraded && n === 0
    const issue = { code: 'AccessDenied', message: 'The role of the capability cannot be assumed.' }
    return {
      capabilityName,
      arn: partArn(cluster, `capability/${cluster.name}/${capabilityName}/${hUuid(cluster.id, n, 37)}`),
      clusterName: cluster.name,
      type,
      roleArn: roleOf(cluster, `capability-${capabilityName}`),
      status: isDegraded ? 'DEGRADED' : 'ACTIVE',
      version: versionsOfCapabilities[type],
      ...(type === 'ARGOCD' ? { configuration: { argoCd: argoCdOf(cluster) } } : {}),
      tags: {},
      health: { issues: isDegraded ? [issue] : [] },
      createdAt: seconds(cluster.createdMs + 60 * dayMs),
      modifiedAt: seconds(cluster.createdMs + 60 * dayMs),
      deletePropagationPolicy: 'RETAIN',
    }
  })
}

const argoCdOf = (cluster: Cluster): Json => ({
  namespace: 'argocd',
  awsIdc: {
    idcInstanceArn: `arn:aws:sso:::instance/ssoins-${hex(cluster, 8, 16)}`,
    idcRegion: cluster.region.code,
    idcManagedApplicationArn: `arn:aws:sso::${cluster.account.id}:application/ssoins-${hex(cluster, 8, 16)}/apl-${hex(cluster, 9, 16)}`,
  },
  rbacRoleMappings: [{ role: 'ADMIN', identities: [{ id: hUuid(cluster.id, 3, 77), type: 'SSO_GROUP' }] }],
  serverUrl: `https://${hex(cluster, 9, 20)}.eks-capabilities.${cluster.region.code}.simulated.invalid`,
})

/** What a list tells of one. */
export function capabilitySummary(capability: Json): Json {
  const { capabilityName, arn, type, status, version, createdAt, modifiedAt } = capability
  return { capabilityName, arn, type, status, version, createdAt, modifiedAt }
}

export function identitySummary(association: Json): Json {
  const { clusterName, namespace, serviceAccount, associationArn, associationId: id, ownerArn } = association
  return { clusterName, namespace, serviceAccount, associationArn, associationId: id, ownerArn }
}
