// AWS as its own SDK reads it, account by account: what there is, where it agrees with the API servers, and what
// is refused.
import * as Eks from '@aws-sdk/client-eks'
import * as Organizations from '@aws-sdk/client-organizations'
import * as Sts from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, Rig } from '../kube/client-rig.ts'
import { AwsRig, own } from './aws-rig.ts'

let aws: AwsRig
let accounts: Organizations.Account[]
beforeAll(async () => {
  aws = await AwsRig.open({ scale: 'demo' })
  accounts = await aws.accounts()
}, 60_000)
afterAll(() => aws.close())

describe('the organization', () => {
  it('has 26 accounts, by page and by unit, and says where each is', async () => {
    expect(accounts).toHaveLength(26)
    expect(accounts.filter(({ State }) => State !== 'ACTIVE')).toMatchObject([
      { Name: 'sandbox-2', State: 'SUSPENDED', Status: 'SUSPENDED' },
    ])
    const client = aws.organizations()
    const { Roots } = await client.send(new Organizations.ListRootsCommand({}))
    const ParentId = Roots?.[0]?.Id
    const units: Organizations.OrganizationalUnit[] = []
    const pages = Organizations.paginateListOrganizationalUnitsForParent(
      { client, pageSize: 3 },
      { ParentId },
    )
    for await (const { OrganizationalUnits = [] } of pages) units.push(...OrganizationalUnits)
    expect(units).toHaveLength(8)
    const parentOf = async (ChildId: string) =>
      (await client.send(new Organizations.ListParentsCommand({ ChildId }))).Parents
    const below: (string | undefined)[] = []
    for (const { Id = '' } of units) {
      expect(await parentOf(Id)).toEqual([{ Id: ParentId, Type: 'ROOT' }])
      const { Accounts = [] } = await client.send(
        new Organizations.ListAccountsForParentCommand({ ParentId: Id }),
      )
      for (const account of Accounts) {
        expect(await parentOf(account.Id as string)).toEqual([{ Id, Type: 'ORGANIZATIONAL_UNIT' }])
        below.push(account.Id)
      }
    }
    expect(below.sort()).toEqual(accounts.map(({ Id }) => Id).sort())
  })

  it.each([
    [
      new Organizations.ListAccountsForParentCommand({ ParentId: 'ou-none-00000000' }),
      'ParentNotFoundException',
      undefined,
    ],
    [new Organizations.ListParentsCommand({ ChildId: '000000000000' }), 'ChildNotFoundException', undefined],
    [
      new Organizations.ListAccountsCommand({ MaxResults: 21 }),
      'InvalidInputException',
      'MAX_VALUE_EXCEEDED',
    ],
    [new Organizations.ListAccountsCommand({ MaxResults: 0 }), 'InvalidInputException', 'MIN_VALUE_EXCEEDED'],
    [
      new Organizations.ListRootsCommand({ NextToken: 'nonsense' }),
      'InvalidInputException',
      'INVALID_NEXT_TOKEN',
    ],
  ] as const)('refuses %o', async (command, name, Reason) => {
    const asked = aws.organizations().send(command as Organizations.ListAccountsCommand)
    await expect(asked).rejects.toMatchObject({ name, ...(Reason === undefined ? {} : { Reason }) })
  })
})

it('has every cluster of the fleet in its account and region, and no other', async () => {
  const regions = [...new Set(aws.clusters.map(({ region }) => region))]
  const found: string[] = []
  for (const { Id: accountId = '', State } of accounts) {
    if (State !== 'ACTIVE') continue
    for (const region of regions) {
      const client = await aws.eksOf({ accountId, region })
      const pages = Eks.paginateListClusters({ client, pageSize: 3 }, { include: ['all'] })
      for await (const { clusters = [] } of pages) {
        found.push(...clusters.map((name) => `${accountId}/${region}/${name}`))
      }
    }
  }
  expect(found.sort()).toEqual(
    aws.clusters.map(({ accountId, region, name }) => `${accountId}/${region}/${name}`).sort(),
  )
}, 60_000)

it('leaves connected clusters out unless asked', async () => {
  const connected = aws.site('edge-amsterdam')
  expect((await aws.raw(connected, '/clusters')).body.clusters).not.toContain('edge-amsterdam')
  expect((await aws.raw(connected, '/clusters?include=all')).body.clusters).toContain('edge-amsterdam')
  const { cluster } = (await aws.raw(connected, '/clusters/edge-amsterdam')).body
  expect(cluster.connectorConfig.provider).toBe('EKS_ANYWHERE')
  expect(cluster.version).toBeUndefined()
})

it('tells of a cluster what its API server tells', async () => {
  const of = aws.site('svc-ads-euw1')
  const client = await aws.eksOf(of)
  const { cluster } = await client.send(new Eks.DescribeClusterCommand({ name: of.name }))
  expect(cluster).toMatchObject({ arn: of.arn, status: 'ACTIVE' })
  expect(new URL(cluster?.endpoint as string).hostname).toMatch(/^[0-9a-f]{24}\.gr7\.eu-west-1\.eks\./)
  expect(cluster?.createdAt).toBeInstanceOf(Date)
  const { minor } = (await aws.rig.ask(`/k8s/${of.name}/version`)).json
  expect(cluster?.version).toBe(`1.${minor}`)
  const nodes = (await aws.rig.pages(`/k8s/${of.name}/api/v1/nodes`, 0))[0].items
  const { nodegroups = [] } = await client.send(new Eks.ListNodegroupsCommand({ clusterName: of.name }))
  let desired = 0
  for (const nodegroupName of nodegroups) {
    const { nodegroup } = await client.send(
      new Eks.DescribeNodegroupCommand({ clusterName: of.name, nodegroupName }),
    )
    const mine = nodes.filter(
      ({ metadata }: Json) => metadata.labels['eks.amazonaws.com/nodegroup'] === nodegroupName,
    )
    expect(mine).toHaveLength(nodegroup?.scalingConfig?.desiredSize as number)
    desired += mine.length
    for (const { metadata, status } of mine) {
      expect(nodegroup?.instanceTypes).toEqual([metadata.labels['node.kubernetes.io/instance-type']])
      expect(status.nodeInfo.kubeletVersion).toMatch(new RegExp(`^v${nodegroup?.version}\\.`))
    }
  }
  expect(desired).toBe(nodes.length)
})

describe('what is offered', () => {
  const of = () => aws.site('svc-ads-euw1')

  it('tells what tiers of control planes carry with each version, as the user guide does', async () => {
    const { clusterVersions } = (await aws.raw(of(), '/cluster-versions?includeAll=true')).body
    const seats = (version: string): number[] =>
      clusterVersions
        .find(({ clusterVersion }: Json) => clusterVersion === version)
        .controlPlaneScalingTiers.map((tier: Json) => tier.apiRequestConcurrency)
    expect(seats('1.27')).toEqual([])
    expect(seats('1.29')).toEqual([1_700, 3_400, 6_800])
    expect(seats('1.33')).toEqual([1_700, 3_400, 6_800, 13_600])
    expect(clusterVersions[0].controlPlaneScalingTiers).toEqual(
      [
        ['tier-xl', 2_000, 167],
        ['tier-2xl', 4_000, 283],
        ['tier-4xl', 8_000, 400],
        ['tier-8xl', 16_000, 400],
      ].map(([tierName, apiRequestConcurrency, podSchedulingRatePerSecond]) => ({
        tierName,
        apiRequestConcurrency,
        podSchedulingRatePerSecond,
        clusterDatabaseSizeGb: 16,
      })),
    )
    const extended = await aws.raw(of(), '/cluster-versions?versionStatus=EXTENDED_SUPPORT')
    expect(extended.body.clusterVersions.map(({ clusterVersion }: Json) => clusterVersion)).toEqual([
      '1.31',
      '1.30',
      '1.29',
    ])
    const byDefault = await aws.raw(of(), '/cluster-versions?defaultOnly=true')
    expect(byDefault.body.clusterVersions).toMatchObject([{ clusterVersion: '1.34', defaultVersion: true }])
  })

  it('has for each version of Kubernetes one default of each add-on, in pages', async () => {
    const client = await aws.eksOf(of())
    const all: Eks.AddonInfo[] = []
    for await (const { addons = [] } of Eks.paginateDescribeAddonVersions({ client, pageSize: 3 }, {})) {
      expect(addons.length).toBeLessThanOrEqual(3)
      all.push(...addons)
    }
    expect(all.map(({ addonName }) => addonName)).toContain('cert-manager')
    const { clusterVersions } = (await aws.raw(of(), '/cluster-versions')).body
    const offered = clusterVersions.map(({ clusterVersion }: Json) => clusterVersion).sort()
    for (const { addonName, addonVersions = [] } of all) {
      const defaults = addonVersions.flatMap(({ compatibilities = [] }) =>
        compatibilities
          .filter(({ defaultVersion }) => defaultVersion)
          .map(({ clusterVersion }) => clusterVersion),
      )
      expect([addonName, defaults.sort()]).toEqual([addonName, offered])
    }
    const narrow = await client.send(
      new Eks.DescribeAddonVersionsCommand({ kubernetesVersion: '1.34', addonName: 'coredns' }),
    )
    expect(narrow.addons).toHaveLength(1)
    expect(narrow.addons?.[0]?.addonVersions?.map(({ addonVersion }) => addonVersion)).not.toContain(
      'v1.11.4-eksbuild.24',
    )
    const community = await client.send(new Eks.DescribeAddonVersionsCommand({ owners: ['community'] }))
    expect(community.addons?.map(({ addonName }) => addonName)).toEqual([
      'cert-manager',
      'external-dns',
      'metrics-server',
    ])
  })
})

describe('what is refused', () => {
  it.each([
    ['/clusters/nothing', {}, 404, 'ResourceNotFoundException', 'No cluster found for name: nothing.'],
    [
      '/clusters/svc-ads-euw1/addons/nothing',
      {},
      404,
      'ResourceNotFoundException',
      'No addon: nothing found',
    ],
    ['/clusters/svc-ads-euw1/updates?nodegroupName=no', {}, 404, 'ResourceNotFoundException', 'has no no'],
    ['/clusters/svc-ads-euw1/insights-refresh', {}, 404, 'ResourceNotFoundException', 'No insights refresh'],
    ['/clusters/svc-ads-euw1/nothing', {}, 404, 'UnknownOperationException', 'is no operation'],
    ['/clusters/svc-ads-euw1/addons/coredns/x', {}, 404, 'UnknownOperationException', 'is no operation'],
    ['/clusters?maxResults=101', {}, 400, 'InvalidParameterException', 'maxResults'],
    ['/clusters?maxResults=0', {}, 400, 'InvalidParameterException', 'maxResults'],
    ['/clusters?nextToken=nonsense', {}, 400, 'InvalidParameterException', 'nextToken'],
    ['/clusters?include=most', {}, 400, 'InvalidParameterException', 'include'],
    ['/clusters', { method: 'POST', body: '{}' }, 404, 'UnknownOperationException', 'is no operation'],
    ['/clusters/svc-ads-euw1', { method: 'DELETE' }, 404, 'UnknownOperationException', 'is no operation'],
    ['/clusters/svc-ads-euw1/insights', { method: 'POST', body: '{' }, 400, 'SerializationException', 'JSON'],
  ] as [string, RequestInit, number, string, string][])(
    '%s %j: %i %s',
    async (at, init, status, code, words) => {
      const answer = await aws.raw(aws.site('svc-ads-euw1'), at, init)
      expect([answer.status, answer.code]).toEqual([status, code])
      expect(answer.body.message).toContain(words)
    },
  )

  it('strangers, and roles of accounts that there are not or that are suspended', async () => {
    const sts = new Sts.STSClient(aws.configOf('sts'))
    const suspended = accounts.find(({ State }) => State === 'SUSPENDED')?.Id
    for (const id of ['000000000000', suspended]) {
      const RoleArn = `arn:aws:iam::${id}:role/reader`
      const role = new Sts.AssumeRoleCommand({ RoleArn, RoleSessionName: 'x1' })
      await expect(sts.send(role)).rejects.toMatchObject({ name: 'AccessDenied' })
    }
    const { Account } = await sts.send(new Sts.GetCallerIdentityCommand({}))
    expect(accounts.find(({ Name }) => Name === 'platform-shared')?.Id).toBe(Account)
    const stranger = { ...own, accessKeyId: 'ASIA0000000000000000' }
    const eks = new Eks.EKSClient(aws.configOf('eks', 'us-east-1', stranger))
    await expect(eks.send(new Eks.ListClustersCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      $metadata: { httpStatusCode: 403 },
    })
    const other = new Organizations.OrganizationsClient(aws.configOf('organizations', 'us-east-1', stranger))
    await expect(other.send(new Organizations.ListRootsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      $metadata: { httpStatusCode: 400 },
    })
    const unknown = new Sts.STSClient(aws.configOf('sts', 'us-east-1', stranger))
    await expect(unknown.send(new Sts.GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
      $metadata: { httpStatusCode: 403 },
    })
    const unsigned = await aws.rig.ask('/aws/eks/clusters')
    expect([unsigned.status, unsigned.headers.get('x-amzn-errortype'), unsigned.json]).toEqual([
      403,
      'MissingAuthenticationTokenException',
      { message: 'Missing Authentication Token' },
    ])
  })

  it('too many calls at once, until time has passed', async () => {
    let wall = 0
    const busy = await Rig.open({ eksCallsPerSecond: 5, wallNow: () => wall })
    try {
      const { url } = busy.simulator
      const authorization = `AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260119/us-east-1/eks/aws4_request, Signature=0`
      const ask = async (): Promise<[number, string | null]> => {
        const answer = await fetch(`${url}/aws/eks/clusters`, { headers: { authorization } })
        return [answer.status, answer.headers.get('x-amzn-errortype')]
      }
      for (let n = 0; n < 10; n += 1) expect(await ask()).toEqual([200, null])
      expect(await ask()).toEqual([429, 'TooManyRequestsException'])
      wall += 200
      expect(await ask()).toEqual([200, null])
      expect(await ask()).toEqual([429, 'TooManyRequestsException'])
    } finally {
      await busy.close()
    }
  })
})
