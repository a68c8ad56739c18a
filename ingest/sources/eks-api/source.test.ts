// The source against recorded answers and against one place with every kind of part, over real HTTP. What is
// expected is read from the fixture files by other code than the source's.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { AwsStandIn } from './stand-in/server.ts'
import { recordedPlace, shapedPlace, type WirePlace, type World } from './stand-in/world.ts'
import { openRig, type Rig } from './test-rig.ts'

let rig: Rig | undefined
beforeAll(() => {
  for (const [name, value] of Object.entries(AwsStandIn.environment)) vi.stubEnv(name, value)
})
afterEach(async () => {
  await rig?.stop()
  rig = undefined
})

const worldOf = (own: string, region: string, place: WirePlace): World => ({
  own,
  places: new Map([[`${own}/${region}`, place]]),
})

type Recorded = { status_code: number; data: Record<string, unknown> }
const folder = path.join(import.meta.dirname, 'fixtures/recorded')
const answersOf = (scenario: string): Recorded['data'][] =>
  readdirSync(path.join(folder, scenario))
    .map((file) => JSON.parse(readFileSync(path.join(folder, scenario, file), 'utf8')) as Recorded)
    .filter(({ status_code }) => status_code === 200)
    .map(({ data }) => data)

interface RecordedCluster {
  readonly name: string
  readonly arn: string
  readonly endpoint: string
  readonly version: string
  readonly platformVersion: string
  readonly status: string
  readonly createdAt: unknown
  readonly tags: Record<string, string>
  readonly resourcesVpcConfig: Record<
    'vpcId' | 'subnetIds' | 'endpointPublicAccess' | 'endpointPrivateAccess' | 'publicAccessCidrs',
    unknown
  >
  readonly logging: {
    readonly clusterLogging: readonly { readonly enabled: boolean; readonly types: string[] }[]
  }
  readonly encryptionConfig?: unknown
  readonly computeConfig?: { readonly enabled: boolean }
  readonly controlPlaneScalingConfig?: { readonly tier: string }
  readonly upgradePolicy?: { readonly supportType: string }
  readonly deletionProtection?: boolean
  readonly zonalShiftConfig?: { readonly enabled: boolean }
  readonly accessConfig?: { readonly authenticationMode: string }
  readonly kubernetesNetworkConfig?: { readonly ipFamily: string }
}

interface RecordedAddon {
  readonly addonName: string
  readonly addonVersion: string
  readonly status: string
  readonly namespaceConfig: { readonly namespace: string }
  readonly modifiedAt: unknown
}

interface RecordedVersion {
  readonly clusterVersion: string
  readonly releaseDate: string
  readonly endOfStandardSupportDate: string
  readonly endOfExtendedSupportDate: string
  readonly kubernetesPatchVersion: string
  readonly defaultPlatformVersion: string
  readonly defaultVersion: boolean
}

/** Python's way to write an instant, as placebo recorded it. */
function instantOf(told: unknown): string {
  const { year, month, day, hour, minute, second, microsecond } = told as Record<string, number>
  const two = (part: number) => String(part).padStart(2, '0')
  const ms = String(microsecond! / 1_000).padStart(3, '0')
  return `${year}-${two(month!)}-${two(day!)}T${two(hour!)}:${two(minute!)}:${two(second!)}.${ms}Z`
}

const recordedAccount = '644160558196'

describe('recorded answers of EKS', () => {
  it.each(['addon-health', 'delete-with-both', 'kms-filter', 'upgrade-available'])(
    'of %s give exactly their clusters',
    async (scenario) => {
      rig = await openRig(worldOf(recordedAccount, 'us-east-1', recordedPlace(scenario)), {
        regions: ['us-east-1'],
      })
      await rig.round()
      const recorded = answersOf(scenario).flatMap(
        ({ cluster }) => (cluster as RecordedCluster | undefined) ?? [],
      )
      const read = [...rig.inventory.clusters.entries()].map(([id, facts]) => ({ id, ...facts }))
      const expected = recorded.map((cluster) => ({
        id: /^[a-z0-9.-]+$/.test(cluster.name)
          ? `${cluster.name}.us-east-1.${recordedAccount}`
          : expect.any(String),
        name: cluster.name,
        arn: cluster.arn,
        endpoint: cluster.endpoint,
        version: cluster.version,
        platformVersion: cluster.platformVersion,
        status: cluster.status,
        createdAt: instantOf(cluster.createdAt),
        accountId: recordedAccount,
        region: 'us-east-1',
        provider: 'eks',
        connector: null,
        tags: cluster.tags,
        vpcId: cluster.resourcesVpcConfig.vpcId,
        subnetIds: cluster.resourcesVpcConfig.subnetIds,
        endpointPublic: cluster.resourcesVpcConfig.endpointPublicAccess,
        endpointPrivate: cluster.resourcesVpcConfig.endpointPrivateAccess,
        publicAccessCidrs: cluster.resourcesVpcConfig.publicAccessCidrs,
        secretsEncrypted: cluster.encryptionConfig !== undefined,
        logging: cluster.logging.clusterLogging
          .filter((setup) => setup.enabled)
          .flatMap((setup) => setup.types),
        autoMode: cluster.computeConfig?.enabled ?? false,
        ...(cluster.controlPlaneScalingConfig ? { tier: cluster.controlPlaneScalingConfig.tier } : {}),
        ...(cluster.upgradePolicy ? { supportType: cluster.upgradePolicy.supportType } : {}),
        ...('deletionProtection' in cluster ? { deletionProtection: cluster.deletionProtection } : {}),
        ...(cluster.zonalShiftConfig ? { zonalShift: cluster.zonalShiftConfig.enabled } : {}),
        ...(cluster.accessConfig ? { authenticationMode: cluster.accessConfig.authenticationMode } : {}),
        ...(cluster.kubernetesNetworkConfig ? { ipFamily: cluster.kubernetesNetworkConfig.ipFamily } : {}),
        hybridNodes: false,
        health: [],
      }))
      const byName = (left: { name?: string }, right: { name?: string }) =>
        left.name! < right.name! ? -1 : 1
      expect(read.sort(byArn)).toEqual(expected.sort(byArn))
      expect(rig.report.troubles).toEqual(new Map())
      for (const { arn } of expected) expect(rig.inventory.aliases.has(`arn ${arn}`)).toBe(true)
    },
  )

  it('give exactly their add-ons', async () => {
    rig = await openRig(worldOf(recordedAccount, 'us-east-1', recordedPlace('addon-health')), {
      regions: ['us-east-1'],
    })
    await rig.round()
    const recorded = answersOf('addon-health').flatMap(
      ({ addon }) => (addon as RecordedAddon | undefined) ?? [],
    )
    const expected = recorded.map((addon) => [
      addon.addonName,
      {
        version: addon.addonVersion,
        status: addon.status,
        publisher: null,
        owner: null,
        namespace: addon.namespaceConfig.namespace,
        defaultVersion: null,
        latestVersion: null,
        versionsBehind: null,
        health: [],
        modifiedAt: instantOf(addon.modifiedAt),
      },
    ])
    const read = rig.inventory.partsOf(`serious-bluegrass-ladybug.us-east-1.${recordedAccount}`, 'add-on')
    expect(read).toEqual(Object.fromEntries(expected))
    expect(
      rig.inventory.partsOf(`seriously-dangerous-rabbit.us-east-1.${recordedAccount}`, 'add-on'),
    ).toEqual({})
  })

  it('give exactly their node groups and Fargate profiles, also of a name that no id may have', async () => {
    rig = await openRig(worldOf(recordedAccount, 'us-east-1', recordedPlace('delete-with-both')), {
      regions: ['us-east-1'],
    })
    await rig.round()
    const [clusterId] = [...rig.inventory.clusters.keys()]
    expect(clusterId).toMatch(/^test-f1-[0-9a-z]{13}\.us-east-1\.644160558196$/)
    expect(rig.inventory.partsOf(clusterId!, 'node-group')).toMatchObject({
      test: {
        version: '1.15',
        releaseVersion: '1.15.10-20200228',
        status: 'DELETING',
        amiType: 'AL2_x86_64',
        instanceTypes: ['t3.medium'],
        minSize: 1,
        maxSize: 1,
        desiredSize: 1,
        autoScalingGroups: ['eks-acb8dc29-f47c-d8b7-71f9-268f44fdbeb0'],
        createdAt: '2020-04-26T17:10:39.731Z',
      },
    })
    expect(rig.inventory.partsOf(clusterId!, 'fargate-profile')).toEqual({
      test: { status: 'DELETING', namespaces: ['test'], createdAt: '2020-04-26T17:11:29.178Z' },
    })
  })

  it('give exactly their version calendar', async () => {
    rig = await openRig(worldOf(recordedAccount, 'us-east-1', recordedPlace('upgrade-available')), {
      regions: ['us-east-1'],
    })
    await rig.round()
    const recorded = answersOf('upgrade-available').flatMap(
      ({ clusterVersions }) => (clusterVersions as RecordedVersion[] | undefined) ?? [],
    )
    // "2026-12-01T18:00:00-06:00" is the first moment of 2 December in UTC.
    const dayOf = (stamp: string): string => {
      const [, day, hours, zone] = /^(.{10})T(\d\d):00:00-(\d\d):00$/.exec(stamp) ?? []
      expect(Number(hours) + Number(zone)).toBe(24)
      const next = new Date(`${day}T12:00:00Z`)
      next.setUTCDate(next.getUTCDate() + 1)
      return next.toISOString().slice(0, 10)
    }
    expect(rig.inventory.calendar).toEqual(
      recorded.map((version) => ({
        provider: 'eks',
        version: version.clusterVersion,
        releasedOn: dayOf(version.releaseDate),
        endOfStandardSupport: dayOf(version.endOfStandardSupportDate),
        endOfExtendedSupport: dayOf(version.endOfExtendedSupportDate),
        latestPatch: version.kubernetesPatchVersion,
        latestPlatformVersion: version.defaultPlatformVersion,
        isDefault: version.defaultVersion,
        source: 'DescribeClusterVersions',
      })),
    )
    expect(rig.inventory.calendar.find(({ version }) => version === '1.34')?.endOfStandardSupport).toBe(
      '2026-12-02',
    )
  })
})

describe('a cluster with every kind of part', () => {
  const own = '111122223333'
  const clusterId = `payments-prod.eu-west-1.${own}`

  async function read(): Promise<Rig> {
    rig = await openRig(worldOf(own, 'eu-west-1', shapedPlace()), { regions: ['eu-west-1'] })
    await rig.round()
    expect(rig.report.troubles).toEqual(new Map())
    return rig
  }

  it('is known by its facts and both aliases', async () => {
    const { inventory } = await read()
    expect(inventory.clusters.get(clusterId)).toMatchObject({
      version: '1.32',
      supportType: 'EXTENDED',
      tier: 'tier-2xl',
      autoMode: false,
      endpointPublic: false,
      endpointPrivate: true,
      logging: ['api', 'audit'],
      deletionProtection: true,
      secretsEncrypted: true,
      hybridNodes: true,
      tags: { team: 'payments', env: 'prod' },
      health: [{ code: 'InsufficientFreeAddresses', resourceIds: ['subnet-0a'] }],
    })
    expect(inventory.aliases.get(`arn arn:aws:eks:eu-west-1:${own}:cluster/payments-prod`)).toBe(clusterId)
    expect(
      inventory.aliases.get('endpoint 0a1b2c3d4e5f60718293a4b5c6d7e8f9.gr7.eu-west-1.eks.amazonaws.com'),
    ).toBe(clusterId)
  })

  it('has its node groups, taints as Kubernetes spells them', async () => {
    const { inventory } = await read()
    const { general, gpu } = inventory.partsOf(clusterId, 'node-group')
    expect(general).toMatchObject({
      desiredSize: 21,
      nodeRepair: true,
      instanceTypes: ['m7g.4xlarge', 'm7g.8xlarge'],
      health: [],
    })
    expect(gpu).toMatchObject({
      status: 'DEGRADED',
      capacityType: 'CAPACITY_BLOCK',
      nodeRepair: null,
      taints: [
        { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' },
        { key: 'maintenance', value: null, effect: 'PreferNoSchedule' },
        { key: 'reserved', value: 'ml', effect: 'NoExecute' },
      ],
      health: [{ code: 'AsgInstanceLaunchFailures' }],
    })
  })

  it('has its add-ons with what the catalogue offers for its version', async () => {
    const { inventory } = await read()
    const addOns = inventory.partsOf(clusterId, 'add-on')
    expect(addOns['vpc-cni']).toMatchObject({
      version: 'v1.19.2-eksbuild.5',
      defaultVersion: 'v1.19.5-eksbuild.3',
      latestVersion: 'v1.20.4-eksbuild.1',
      versionsBehind: 3,
    })
    expect(addOns.coredns).toMatchObject({
      defaultVersion: 'v1.11.4-eksbuild.2',
      latestVersion: 'v1.11.4-eksbuild.14',
      versionsBehind: 2,
    })
    expect(addOns['metrics-server']).toMatchObject({
      versionsBehind: 0,
      owner: 'community',
      publisher: 'kubernetes-sigs',
      namespace: 'kube-system',
    })
  })

  it('has its insights, with evidence for those that do not pass', async () => {
    const { inventory, callsOfRound } = await read()
    const insights = inventory.partsOf(clusterId, 'insight')
    expect(Object.keys(insights)).toHaveLength(4)
    expect(callsOfRound().filter((call) => call === 'eks:DescribeInsight')).toHaveLength(3)
    expect(insights['11111111-aaaa-4bbb-8ccc-000000000002']).toMatchObject({
      title: 'Deprecated APIs removed in Kubernetes v1.32',
      status: 'ERROR',
      targetVersion: '1.32',
      lastRefreshAt: '2025-11-24T04:53:20.000Z',
      deprecations: [
        {
          usage: '/apis/flowcontrol.apiserver.k8s.io/v1beta3/flowschemas',
          stopServingVersion: '1.32',
          clients: [
            {
              userAgent: 'argocd-application-controller',
              requestsLast30Days: 12_043,
              lastRequestAt: '2025-11-24T02:06:40.000Z',
            },
            { userAgent: 'kubectl', requestsLast30Days: 1, lastRequestAt: '2025-11-13T02:13:20.500Z' },
          ],
        },
      ],
      resources: [{ status: 'ERROR', uri: '/apis/policy/v1beta1/podsecuritypolicies/null' }],
    })
    expect(insights['11111111-aaaa-4bbb-8ccc-000000000003']).toMatchObject({
      status: 'UNKNOWN',
      addOns: [{ name: 'coredns', compatibleVersions: ['v1.12.1-eksbuild.2', 'v1.11.4-eksbuild.14'] }],
    })
    expect(insights['11111111-aaaa-4bbb-8ccc-000000000004']).toMatchObject({
      status: 'PASSING',
      recommendation: null,
      resources: [],
    })
  })

  it('has its other parts, without secrets', async () => {
    const { inventory } = await read()
    expect(inventory.partsOf(clusterId, 'fargate-profile').batch?.namespaces).toEqual(['batch', 'reports'])
    expect(Object.keys(inventory.partsOf(clusterId, 'access-entry'))).toHaveLength(2)
    expect(
      inventory.partsOf(clusterId, 'access-entry')[
        `arn:aws:iam::${own}:role/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS`
      ],
    ).toMatchObject({
      type: 'STANDARD',
      groups: ['eks:insights', 'eks:health'],
    })
    expect(inventory.partsOf(clusterId, 'pod-identity')['a-1234567890abcdef0']).toEqual({
      namespace: 'payments',
      serviceAccount: 'api',
      roleArn: `arn:aws:iam::${own}:role/payments-api`,
      targetRoleArn: 'arn:aws:iam::444455556666:role/ledger',
      ownerArn: null,
    })
    expect(inventory.partsOf(clusterId, 'update')['00000000-0000-4000-8000-000000000002']).toEqual({
      type: 'ControlPlaneScalingConfigUpdate',
      status: 'Failed',
      params: { UpdatedTier: 'tier-4xl', PreviousTier: 'tier-2xl' },
      errors: [{ code: 'AccessDenied', message: 'not authorized', resourceIds: ['payments-prod'] }],
      createdAt: '2025-10-20T22:40:00.000Z',
    })
    expect(inventory.partsOf(clusterId, 'capability')).toEqual({
      argo: {
        type: 'ARGOCD',
        status: 'DEGRADED',
        version: '3.1.8-eks-1',
        health: [{ code: 'AccessDenied', message: 'The role cannot be assumed.', resourceIds: [] }],
      },
    })
    expect(JSON.stringify([...inventory.parts.values()].map((parts) => [...parts]))).not.toContain(
      'marked-secret',
    )
  })

  it('stands beside a registered cluster, of which nothing more is asked', async () => {
    const { inventory, standIn } = await read()
    const registered = inventory.clusters.get(`on-prem-anthos.eu-west-1.${own}`)
    expect(registered).toEqual({
      name: 'on-prem-anthos',
      provider: 'gke',
      connector: 'GKE',
      status: 'PENDING',
      accountId: own,
      region: 'eu-west-1',
      arn: `arn:aws:eks:eu-west-1:${own}:cluster/on-prem-anthos`,
      createdAt: '2023-11-14T22:13:20.000Z',
      tags: { site: 'factory' },
      health: [],
    })
    expect(
      standIn.calls.filter(({ cluster }) => cluster === 'on-prem-anthos').map(({ operation }) => operation),
    ).toEqual(['DescribeCluster'])
  })
})
