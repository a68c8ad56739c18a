// The source against one place with every kind of part, over real HTTP.
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { AwsStandIn } from './stand-in/server.ts'
import { shapedPlace } from './stand-in/world.ts'
import { openRig, type Rig } from './test-rig.ts'

let rig: Rig | undefined
beforeAll(() => {
  for (const [name, value] of Object.entries(AwsStandIn.environment)) vi.stubEnv(name, value)
})
afterEach(async () => {
  await rig?.stop()
  rig = undefined
})

describe('a cluster with every kind of part', () => {
  const own = '111122223333'
  const clusterId = `payments-prod.eu-west-1.${own}`

  async function read(): Promise<Rig> {
    rig = await openRig(
      { own, places: new Map([[`${own}/eu-west-1`, shapedPlace()]]) },
      { regions: ['eu-west-1'] },
    )
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
