// A fleet of any size for the stand-in: clusters spread over accounts and regions, each with the parts a usual
// one has. The same every time. Only tests import it.
import { emptyCluster, type Json, placeWith, type WireCluster, type World } from './world.ts'

export const seventeenRegions = [
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
  ...['ca-central-1', 'eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'sa-east-1'],
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
] as const

export const accountIds = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => String(200_000_000_000 + index))

const numbered = (count: number, make: (index: number) => [string, Json]): Record<string, Json> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => make(index)))

const versions = ['1.31', '1.32', '1.33', '1.34']

function usualCluster(cluster: Json, place: number): WireCluster {
  const version = versions[place % versions.length] ?? '1.33'
  const createdAt = 1_750_000_000 + place
  const addons = ['vpc-cni', 'coredns', 'kube-proxy', 'aws-ebs-csi-driver', 'eks-pod-identity-agent']
  return {
    ...emptyCluster({ ...cluster, version, createdAt, tags: { team: `team-${place % 40}` } }),
    nodegroups: numbered(3, (index) => {
      const nodegroupName = `ng-${index}`
      const scalingConfig = { minSize: 0, maxSize: 100, desiredSize: (place + index) % 90 }
      return [
        nodegroupName,
        { nodegroupName, status: 'ACTIVE', version, scalingConfig, instanceTypes: ['m7g.4xlarge'] },
      ]
    }),
    addons: Object.fromEntries(
      addons.map((addonName) => [
        addonName,
        { addonName, status: 'ACTIVE', addonVersion: 'v1.10.0-eksbuild.1' },
      ]),
    ),
    insights: numbered(6, (index) => {
      const id = `insight-${index}`
      const insightStatus = { status: index < 2 ? 'WARNING' : 'PASSING', reason: 'for no reason' }
      return [
        id,
        {
          id,
          name: `Check ${index}`,
          category: 'UPGRADE_READINESS',
          insightStatus,
          lastRefreshTime: createdAt,
        },
      ]
    }),
    accessEntries: numbered(4, (index) => {
      const principalArn = `arn:aws:iam::200000000000:role/r-${index}`
      return [principalArn, { principalArn, type: 'STANDARD', kubernetesGroups: [] }]
    }),
    associations: numbered(3, (index) => {
      const associationId = `a-${index}`
      return [associationId, { associationId, namespace: 'apps', serviceAccount: `sa-${index}` }]
    }),
    updates: numbered(4, (index) => [
      `u-${index}`,
      { id: `u-${index}`, type: 'VersionUpdate', status: 'Successful', createdAt },
    ]),
  }
}

/** Clusters go round the places, so that every region of every account has its turn before one has two. */
export function generatedWorld(accounts: readonly string[], clusters: number): World {
  const world: World = { own: accounts[0] ?? '', places: new Map() }
  const places = seventeenRegions.flatMap((region) => accounts.map((accountId) => ({ accountId, region })))
  // A step that shares no factor with any number of places a test has.
  for (let index = 0; index < clusters; index += 1) {
    const at = places[(index * 7_919) % places.length]
    if (at === undefined) break
    const key = `${at.accountId}/${at.region}`
    const name = `c${String(index).padStart(4, '0')}`
    const known = world.places.get(key) ?? placeWith(at.accountId, at.region, [])
    const made = placeWith(at.accountId, at.region, [name]).clusters[name]
    if (made !== undefined) known.clusters[name] = usualCluster(made.cluster, index)
    world.places.set(key, known)
  }
  return world
}
