// A cluster as EKS describes it; one that is registered from elsewhere is hardly known.
import { tierAt } from '../../physics/control-plane.ts'
import { minorText, versionOfMinor } from '../../world/calendar.ts'
import { arnOf, type Cluster, minorAt } from '../../world/fleet.ts'
import { h01, hUuid, purpose } from '../../world/hash.ts'
import { hex, isConnected, type Json, roleOf, seconds, subnetsOf, tagsOf } from './eks-common.ts'

const connected = (cluster: Cluster): Json => ({
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
})

const logTypes = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler']

export function loggingOf({ hasAudit }: Cluster): Json {
  const enabled = hasAudit ? ['audit', 'authenticator'] : []
  const rest = logTypes.filter((type) => !enabled.includes(type))
  return {
    clusterLogging: [
      ...(enabled.length > 0 ? [{ types: enabled, enabled: true }] : []),
      { types: rest, enabled: false },
    ],
  }
}

const ailments = {
  AccessDenied: 'EKS may not assume the role of the cluster.',
  InsufficientFreeAddresses: 'Subnets of the cluster have fewer free addresses than EKS needs.',
  KmsKeyDisabled: 'The key that encrypts the secrets of the cluster is disabled.',
} as const

export function healthOf(cluster: Cluster): Json {
  const { healthIssue } = cluster
  if (healthIssue === undefined) return { issues: [] }
  const resourceIds = {
    AccessDenied: [roleOf(cluster, 'cluster')],
    InsufficientFreeAddresses: subnetsOf(cluster),
    KmsKeyDisabled: [keyOf(cluster)],
  }[healthIssue]
  return { issues: [{ code: healthIssue, message: ailments[healthIssue], resourceIds }] }
}

const keyOf = (cluster: Cluster): string =>
  `arn:aws:kms:${cluster.region.code}:${cluster.account.id}:key/${hUuid(cluster.id, 2, 77)}`

/**
 * A host of its own, as each cluster has: by it others know the cluster again. Under a domain that leads nowhere;
 * where the simulated API server is, the control door says.
 */
const endpointOf = (cluster: Cluster): string =>
  `https://${hex(cluster, 7, 24).toUpperCase()}.gr7.${cluster.region.code}.eks.simulated.invalid`

function networksOf(cluster: Cluster): Json {
  const { isPublic, family } = cluster
  return {
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
    ...(family.name === 'edge'
      ? {
          remoteNetworkConfig: {
            remoteNodeNetworks: [{ cidrs: ['192.168.64.0/20'] }],
            remotePodNetworks: [{ cidrs: ['192.168.80.0/20'] }],
          },
        }
      : {}),
  }
}

/** A fifth of them would rather be upgraded than pay for extended support, which is what EKS starts out with. */
const leavesInTime = ({ id }: Cluster): boolean => h01(id ^ purpose.version, 21) < 0.2

export function describeCluster(cluster: Cluster, nowMs: number): Json {
  if (isConnected(cluster)) return connected(cluster)
  const { name, region, family, isProtected, upgrades } = cluster
  const minor = minorAt(cluster, nowMs)
  const isUpdating = [...upgrades, ...cluster.tierChanges].some(
    ({ startMs, endMs }) => startMs < nowMs && nowMs <= endMs,
  )
  const isProd = family.environment === 'prod'
  const isLegacy = versionOfMinor(minor).endOfStandardMs <= nowMs
  return {
    name,
    arn: arnOf(cluster),
    createdAt: seconds(cluster.createdMs),
    version: minorText(minor),
    endpoint: endpointOf(cluster),
    roleArn: roleOf(cluster, 'cluster'),
    ...networksOf(cluster),
    logging: loggingOf(cluster),
    identity: {
      oidc: {
        issuer: `https://oidc.eks.${region.code}.amazonaws.com/id/${hex(cluster, 5, 24).toUpperCase()}`,
      },
    },
    status: isUpdating ? 'UPDATING' : 'ACTIVE',
    certificateAuthority: { data: Buffer.from(`simulated authority of ${name}`).toString('base64') },
    platformVersion: `eks.${versionOfMinor(minor).platform}`,
    tags: tagsOf(cluster),
    ...(isProd
      ? { encryptionConfig: [{ resources: ['secrets'], provider: { keyArn: keyOf(cluster) } }] }
      : {}),
    health: healthOf(cluster),
    accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
    upgradePolicy: { supportType: isLegacy || !leavesInTime(cluster) ? 'EXTENDED' : 'STANDARD' },
    zonalShiftConfig: { enabled: isProd },
    computeConfig: { enabled: false, nodePools: [] },
    storageConfig: { blockStorage: { enabled: false } },
    deletionProtection: isProtected,
    controlPlaneScalingConfig: { tier: tierAt(cluster, nowMs) },
  }
}
