// A cluster as EKS describes it: itself, its node groups, add-ons, updates, access entries and pod identities.
// Times are epoch seconds, as on the wire.
import { minorText, versionOfMinor } from '../../world/calendar.ts'
import { dayMs } from '../../world/clock.ts'
import { arnOf, type Cluster, type NodeGroup } from '../../world/fleet.ts'
import { h01, hHex, hText, hUuid, purpose } from '../../world/hash.ts'

export type Json = Readonly<Record<string, unknown>>

const seconds = (ms: number): number => ms / 1_000
const hex = (cluster: Cluster, n: number, digits: number): string =>
  hHex(3, cluster.id, n, 55).slice(0, digits)
const roleOf = ({ account, name }: Cluster, role: string): string =>
  `arn:aws:iam::${account.id}:role/${name}-${role}`
const partArn = (cluster: Cluster, part: string): string =>
  `arn:aws:eks:${cluster.region.code}:${cluster.account.id}:${part}`

const subnetsOf = (cluster: Cluster): string[] =>
  cluster.region.zones.map((_, n) => `subnet-0${hex(cluster, 10 + n, 16)}`)

function tagsOf({ site, family, isProtected }: Cluster): Record<string, string> {
  return {
    env: family.environment,
    team: site.team,
    'cost-center': `cc-${1_000 + (hText(7, site.team) % 40)}`,
    ...(isProtected ? { protected: 'true' } : {}),
  }
}

/** Registered from elsewhere: hardly anything is known of it. */
function connected(cluster: Cluster): Json {
  return {
    name: cluster.name,
    arn: arnOf(cluster),
    createdAt: seconds(cluster.createdMs),
    status: 'ACTIVE',
    connectorConfig: {
      activationId: hUuid(cluster.id, 1, 77),
      provider: cluster.site.connector,
      roleArn: roleOf(cluster, 'connector'),
    },
    tags: tagsOf(cluster),
  }
}

const logTypes = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']

function loggingOf({ hasAudit }: Cluster): Json {
  const enabled = hasAudit ? ['audit', 'authenticator'] : []
  const rest = logTypes.filter((type) => !enabled.includes(type))
  return {
    clusterLogging: [
      ...(enabled.length > 0 ? [{ types: enabled, enabled: true }] : []),
      { types: rest, enabled: false },
    ],
  }
}

/**
 * A host of its own, as each cluster has: by it others know the cluster again. Under a domain that leads nowhere;
 * where the simulated API server is, the control door says.
 */
const endpointOf = (cluster: Cluster): string =>
  `https://${hex(cluster, 7, 24).toUpperCase()}.gr7.${cluster.region.code}.eks.simulated.invalid`

export function describeCluster(cluster: Cluster, nowMs: number): Json {
  if (cluster.site.connector !== undefined) return connected(cluster)
  const { name, minor, region, family, isPublic, isProtected } = cluster
  const isLegacy = versionOfMinor(minor).endOfStandardMs <= nowMs
  return {
    name,
    arn: arnOf(cluster),
    createdAt: seconds(cluster.createdMs),
    version: minorText(minor),
    endpoint: endpointOf(cluster),
    roleArn: roleOf(cluster, 'cluster'),
    resourcesVpcConfig: {
      subnetIds: subnetsOf(cluster),
      securityGroupIds: [`sg-0${hex(cluster, 2, 16)}`],
      clusterSecurityGroupId: `sg-0${hex(cluster, 3, 16)}`,
      vpcId: `vpc-0${hex(cluster, 4, 16)}`,
      endpointPublicAccess: isPublic,
      endpointPrivateAccess: true,
      publicAccessCidrs: isPublic ? ['0.0.0.0/0'] : [],
    },
    kubernetesNetworkConfig: {
      serviceIpv4Cidr: '172.20.0.0/16',
      ipFamily: 'ipv4',
      elasticLoadBalancing: { enabled: false },
    },
    logging: loggingOf(cluster),
    identity: {
      oidc: {
        issuer: `https://oidc.eks.${region.code}.amazonaws.com/id/${hex(cluster, 5, 24).toUpperCase()}`,
      },
    },
    status: 'ACTIVE',
    certificateAuthority: { data: Buffer.from(`simulated authority of ${name}`).toString('base64') },
    platformVersion: `eks.${versionOfMinor(minor).platform}`,
    tags: tagsOf(cluster),
    health: { issues: [] },
    accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
    upgradePolicy: { supportType: isLegacy ? 'EXTENDED' : 'STANDARD' },
    zonalShiftConfig: { enabled: family.environment === 'prod' },
    computeConfig: { enabled: false, nodePools: [] },
    storageConfig: { blockStorage: { enabled: false } },
    deletionProtection: isProtected,
    controlPlaneScalingConfig: { tier: family.tier },
  }
}

/** "1.33.5-20251209" */
const releaseOf = ({ minor, amiType }: NodeGroup): string =>
  amiType.startsWith('BOTTLEROCKET')
    ? '1.51.0-47438798'
    : `1.${minor}.${versionOfMinor(minor).patch}-20251209`

export function describeNodegroup(cluster: Cluster, group: NodeGroup): Json {
  const { name, size, machine, amiType, capacityType, minor, first } = group
  const id = hUuid(cluster.id, first, 30)
  const createdMs = cluster.createdMs + 3_600_000
  return {
    nodegroupName: name,
    nodegroupArn: partArn(cluster, `nodegroup/${cluster.name}/${name}/${id}`),
    clusterName: cluster.name,
    version: minorText(minor),
    releaseVersion: releaseOf(group),
    createdAt: seconds(createdMs),
    modifiedAt: seconds(createdMs + Math.floor(30 * dayMs * h01(cluster.id ^ purpose.clusterAge, first))),
    status: 'ACTIVE',
    capacityType,
    scalingConfig: { minSize: Math.min(size, 1), maxSize: size * 2, desiredSize: size },
    instanceTypes: [machine.type],
    subnets: subnetsOf(cluster),
    amiType,
    nodeRole: roleOf(cluster, 'node'),
    labels: {},
    ...(machine.devices === undefined ? {} : { taints: [{ key: 'nvidia.com/gpu', effect: 'NO_SCHEDULE' }] }),
    resources: { autoScalingGroups: [{ name: `eks-${name}-${id}` }] },
    diskSize: 80,
    health: { issues: [] },
    updateConfig: { maxUnavailable: 1 },
    nodeRepairConfig: { enabled: cluster.family.environment === 'prod' },
    tags: tagsOf(cluster),
  }
}

interface AddOn {
  readonly name: string
  /** Newest, one back, three back. */
  readonly versions: readonly [string, string, string]
  readonly namespace: string
}

export const addOns: readonly AddOn[] = [
  {
    name: 'aws-ebs-csi-driver',
    versions: ['v1.53.0-eksbuild.1', 'v1.52.1-eksbuild.1', 'v1.48.0-eksbuild.1'],
    namespace: 'kube-system',
  },
  {
    name: 'coredns',
    versions: ['v1.12.4-eksbuild.1', 'v1.12.3-eksbuild.1', 'v1.11.4-eksbuild.24'],
    namespace: 'kube-system',
  },
  {
    name: 'eks-node-monitoring-agent',
    versions: ['v1.4.1-eksbuild.1', 'v1.4.0-eksbuild.2', 'v1.2.0-eksbuild.1'],
    namespace: 'kube-system',
  },
  {
    name: 'eks-pod-identity-agent',
    versions: ['v1.3.10-eksbuild.1', 'v1.3.9-eksbuild.3', 'v1.3.7-eksbuild.2'],
    namespace: 'kube-system',
  },
  { name: 'kube-proxy', versions: ['newest', 'newest', 'newest'], namespace: 'kube-system' },
  {
    name: 'metrics-server',
    versions: ['v0.8.0-eksbuild.5', 'v0.8.0-eksbuild.2', 'v0.7.2-eksbuild.4'],
    namespace: 'kube-system',
  },
  {
    name: 'vpc-cni',
    versions: ['v1.20.4-eksbuild.2', 'v1.20.3-eksbuild.1', 'v1.19.6-eksbuild.7'],
    namespace: 'kube-system',
  },
]

/** kube-proxy goes with the cluster's version. */
const proxyVersion = (minor: number): string => `v1.${minor}.${versionOfMinor(minor).patch}-eksbuild.2`

export const addOnsOf = (cluster: Cluster): readonly AddOn[] =>
  cluster.site.connector === undefined
    ? addOns.filter(({ name }) => name !== 'eks-pod-identity-agent' || cluster.hasPodIdentity)
    : []

/** 0: newest, 1: one back, 2: three back; 70, 22 and 8 of a hundred. */
export function addOnAge(cluster: Cluster, name: string): 0 | 1 | 2 {
  const draw = h01(cluster.id ^ purpose.version, hText(0, name))
  return draw < 0.7 ? 0 : draw < 0.92 ? 1 : 2
}

export const addOnVersion = (cluster: Cluster, { name, versions }: AddOn): string =>
  name === 'kube-proxy' ? proxyVersion(cluster.minor) : versions[addOnAge(cluster, name)]

export function describeAddon(cluster: Cluster, addOn: AddOn): Json {
  const { name, namespace } = addOn
  const id = hUuid(cluster.id, hText(0, name), 31)
  const isDegraded = h01(cluster.id ^ purpose.workload, hText(1, name)) < 0.003
  const issue = {
    code: 'InsufficientNumberOfReplicas',
    message: 'The add-on is unhealthy because it doesn’t have the desired number of replicas.',
  }
  return {
    addonName: name,
    clusterName: cluster.name,
    status: isDegraded ? 'DEGRADED' : 'ACTIVE',
    addonVersion: addOnVersion(cluster, addOn),
    health: { issues: isDegraded ? [issue] : [] },
    addonArn: partArn(cluster, `addon/${cluster.name}/${name}/${id}`),
    createdAt: seconds(cluster.createdMs + 1_800_000),
    modifiedAt: seconds(cluster.createdMs + 90 * dayMs),
    tags: {},
    namespaceConfig: { namespace },
    publisher: 'eks',
    owner: name === 'metrics-server' ? 'community' : 'aws',
  }
}

/** Add-ons there are, with what each goes with. */
export function addOnCatalogue(minors: readonly number[]): readonly Json[] {
  return addOns.map(({ name, versions, namespace }) => {
    const offered = name === 'kube-proxy' ? minors.map(proxyVersion) : [...versions]
    return {
      addonName: name,
      type: 'networking',
      publisher: 'eks',
      owner: name === 'metrics-server' ? 'community' : 'aws',
      defaultNamespace: namespace,
      addonVersions: offered.map((addonVersion, n) => ({
        addonVersion,
        architecture: ['amd64', 'arm64'],
        computeTypes: ['ec2', 'auto', 'hybrid'],
        compatibilities: (name === 'kube-proxy' ? [minors[n] as number] : compatible(minors, n)).map(
          (minor) => ({
            clusterVersion: minorText(minor),
            platformVersions: ['*'],
            defaultVersion: n === 0,
          }),
        ),
        requiresConfiguration: false,
        requiresIamPermissions: name === 'vpc-cni' || name === 'aws-ebs-csi-driver',
      })),
    }
  })
}

/** The oldest of three is not for the newest Kubernetes. */
const compatible = (minors: readonly number[], age: number): readonly number[] =>
  age < 2 ? minors : minors.filter((minor) => minor < Math.max(...minors))

/** What was done to the control plane: how it came to its version. */
export function updatesOf(cluster: Cluster): readonly Json[] {
  if (cluster.site.connector !== undefined) return []
  const created = versionOfMinor(cluster.minor).releaseMs
  const atMs = Math.max(cluster.createdMs + 20 * dayMs, created + Math.floor(60 * dayMs * h01(cluster.id, 3)))
  const update = (n: number, type: string, params: readonly Json[], ms: number): Json => ({
    id: hUuid(cluster.id, n, 32),
    status: 'Successful',
    type,
    params,
    createdAt: seconds(ms),
    errors: [],
  })
  return [
    update(1, 'VersionUpdate', [{ type: 'Version', value: minorText(cluster.minor) }], atMs),
    update(
      2,
      'LoggingUpdate',
      [{ type: 'ClusterLogging', value: JSON.stringify(loggingOf(cluster)) }],
      cluster.createdMs + dayMs,
    ),
  ]
}

export function accessEntriesOf(cluster: Cluster): readonly Json[] {
  if (cluster.site.connector !== undefined) return []
  const roles = [
    ['admin', 'STANDARD', ['platform-admins']],
    ['node', 'EC2_LINUX', ['system:nodes']],
    ['reader', 'STANDARD', ['readers']],
  ] as const
  return roles.map(([role, type, kubernetesGroups]) => ({
    clusterName: cluster.name,
    principalArn: roleOf(cluster, role),
    kubernetesGroups,
    accessEntryArn: partArn(
      cluster,
      `access-entry/${cluster.name}/role/${cluster.account.id}/${role}/${hex(cluster, 6, 12)}`,
    ),
    createdAt: seconds(cluster.createdMs + 600_000),
    modifiedAt: seconds(cluster.createdMs + 600_000),
    tags: {},
    username: type === 'STANDARD' ? roleOf(cluster, role) : 'system:node:{{EC2PrivateDNSName}}',
    type,
  }))
}

export function podIdentitiesOf(cluster: Cluster): readonly Json[] {
  if (!cluster.hasPodIdentity || cluster.site.connector !== undefined) return []
  return ['ebs-csi-controller-sa', 'aws-node'].map((serviceAccount, n) => {
    const associationId = `a-${hHex(2, cluster.id, n, 33)}`
    return {
      clusterName: cluster.name,
      namespace: 'kube-system',
      serviceAccount,
      roleArn: roleOf(cluster, serviceAccount),
      associationArn: partArn(cluster, `podidentityassociation/${cluster.name}/${associationId}`),
      associationId,
      tags: {},
      createdAt: seconds(cluster.createdMs + 1_200_000),
      modifiedAt: seconds(cluster.createdMs + 1_200_000),
    }
  })
}
