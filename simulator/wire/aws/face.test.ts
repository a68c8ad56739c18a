// AWS as its own SDK reads it, page by page, account by account; what is told held against botocore's model
// and recorded answers, field by field; and what is refused.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import * as Eks from '@aws-sdk/client-eks'
import * as Organizations from '@aws-sdk/client-organizations'
import * as Sts from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, Rig } from '../kube/client-rig.ts'

const fixture = (name: string): Json =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'fixtures', name), 'utf8'))
const outputs = fixture('eks-outputs.json')
const recorded = fixture('recorded.json')

let rig: Rig
let clusters: Json[]
let accounts: Organizations.Account[]
beforeAll(async () => {
  rig = await Rig.open({ scale: 'demo', eksCallsPerSecond: Number.POSITIVE_INFINITY })
  clusters = (await rig.control('/_sim/fleet')).clusters
  accounts = await allAccounts()
}, 60_000)
afterAll(() => rig.close())

const own = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }
const configOf = (service: string, region = 'us-east-1', credentials: object = own): Json => ({
  region,
  credentials,
  endpoint: `${rig.simulator.url}/aws/${service}`,
  maxAttempts: 1,
})

async function allAccounts(): Promise<Organizations.Account[]> {
  const client = new Organizations.OrganizationsClient(configOf('organizations'))
  const found: Organizations.Account[] = []
  for await (const page of Organizations.paginateListAccounts({ client, pageSize: 7 }, {}))
    found.push(...(page.Accounts ?? []))
  return found
}

async function eksOf(accountId: string, region: string): Promise<Eks.EKSClient> {
  const sts = new Sts.STSClient(configOf('sts', region))
  const RoleArn = `arn:aws:iam::${accountId}:role/reader`
  const { Credentials } = await sts.send(new Sts.AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }))
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId,
    secretAccessKey: Credentials?.SecretAccessKey,
    sessionToken: Credentials?.SessionToken,
  }
  return new Eks.EKSClient(configOf('eks', region, credentials))
}

/** As it goes over the wire, without the SDK's own reading. */
async function raw(of: Json, at: string, init: RequestInit = {}): Promise<Json> {
  const authorization = `AWS4-HMAC-SHA256 Credential=ASIA${of.accountId}0000/20260119/${of.region}/eks/aws4_request, Signature=0`
  const answer = await fetch(`${rig.simulator.url}/aws/eks${at}`, { ...init, headers: { authorization } })
  return {
    status: answer.status,
    code: answer.headers.get('x-amzn-errortype'),
    ...((await answer.json()) as object),
  }
}

it('names all accounts, by page and by unit', async () => {
  expect(accounts).toHaveLength(26)
  const client = new Organizations.OrganizationsClient(configOf('organizations'))
  const { Roots } = await client.send(new Organizations.ListRootsCommand({}))
  const ParentId = Roots?.[0]?.Id
  const { OrganizationalUnits = [] } = await client.send(
    new Organizations.ListOrganizationalUnitsForParentCommand({ ParentId }),
  )
  expect(OrganizationalUnits).toHaveLength(8)
  const below: (string | undefined)[] = []
  for (const { Id } of OrganizationalUnits) {
    const { Accounts = [] } = await client.send(
      new Organizations.ListAccountsForParentCommand({ ParentId: Id }),
    )
    below.push(...Accounts.map((account) => account.Id))
  }
  expect(below.sort()).toEqual(accounts.map(({ Id }) => Id).sort())
  await expect(
    client.send(new Organizations.ListAccountsForParentCommand({ ParentId: 'ou-none-0' })),
  ).rejects.toThrow("doesn't exist")
})

it('has every cluster of the fleet in its account and region, and no other', async () => {
  const regions = [...new Set(clusters.map(({ region }) => region))]
  const found: string[] = []
  for (const { Id = '' } of accounts) {
    for (const region of regions) {
      const client = await eksOf(Id, region)
      for await (const { clusters: names = [] } of Eks.paginateListClusters(
        { client, pageSize: 3 },
        { include: ['all'] },
      )) {
        found.push(...names.map((name) => `${Id}/${region}/${name}`))
      }
    }
  }
  expect(found.sort()).toEqual(
    clusters.map(({ accountId, region, name }) => `${accountId}/${region}/${name}`).sort(),
  )
}, 60_000)

it('leaves connected clusters out unless asked', async () => {
  const connected = clusters.find(({ name }) => name === 'edge-amsterdam')
  expect((await raw(connected, '/clusters')).clusters).not.toContain('edge-amsterdam')
  expect((await raw(connected, '/clusters?include=all')).clusters).toContain('edge-amsterdam')
  const { cluster } = await raw(connected, '/clusters/edge-amsterdam')
  expect(cluster.connectorConfig.provider).toBe('EKS_ANYWHERE')
  expect(cluster.version).toBeUndefined()
})

it('tells of a cluster what its API server tells', async () => {
  const of = clusters.find(({ name }) => name === 'svc-ads-euw1')
  const client = await eksOf(of.accountId, of.region)
  const { cluster } = await client.send(new Eks.DescribeClusterCommand({ name: of.name }))
  expect(cluster).toMatchObject({ arn: of.arn, status: 'ACTIVE' })
  expect(new URL(cluster?.endpoint as string).hostname).toMatch(/^[0-9a-f]{24}\.gr7\.eu-west-1\.eks\./)
  expect(cluster?.createdAt).toBeInstanceOf(Date)
  const { minor } = (await rig.ask(`/k8s/${of.name}/version`)).json
  expect(cluster?.version).toBe(`1.${minor}`)
  const nodes = (await rig.pages(`/k8s/${of.name}/api/v1/nodes`, 0))[0].items
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

it('says in its insights what is so: Amazon Linux 2 and skew where there are any', async () => {
  let errors = 0
  for (const of of clusters.filter(({ name }) => /^(data|svc-(ads|sec))/.test(name))) {
    const listed = (await raw(of, `/clusters/${of.name}/insights`, { method: 'POST', body: '{}' })).insights
    const groups: Json[] = []
    for (const name of (await raw(of, `/clusters/${of.name}/node-groups`)).nodegroups) {
      groups.push((await raw(of, `/clusters/${of.name}/node-groups/${name}`)).nodegroup)
    }
    const status = (name: string) => listed.find((one: Json) => one.name === name).insightStatus.status
    const hasAl2 = groups.some(({ amiType }) => amiType.startsWith('AL2_'))
    expect(status('Amazon Linux 2 compatibility') === 'PASSING').toBe(!hasAl2)
    const { cluster } = await raw(of, `/clusters/${of.name}`)
    expect(status('Kubelet version skew') === 'PASSING').toBe(
      groups.every(({ version }) => version === cluster.version),
    )
    errors += listed.filter((one: Json) => one.insightStatus.status === 'ERROR').length
    const filtered = await raw(of, `/clusters/${of.name}/insights`, {
      method: 'POST',
      body: JSON.stringify({ filter: { statuses: ['ERROR'] } }),
    })
    expect(filtered.insights).toEqual(listed.filter((one: Json) => one.insightStatus.status === 'ERROR'))
  }
  expect(errors).toBeGreaterThan(0)
})

describe('shapes', () => {
  /** Whatever is there has the type the model gives it, and a name the model knows. */
  function check(value: Json, shape: Json, at: string): void {
    if (value === null || value === undefined) return
    if (Array.isArray(shape)) {
      expect([at, Array.isArray(value)]).toEqual([at, true])
      for (const member of value) check(member, shape[0], `${at}[]`)
    } else if (shape === 'map') expect([at, typeof value]).toEqual([at, 'object'])
    else if (Array.isArray(shape?.enum) && typeof value === 'string')
      expect([at, shape.enum.includes(value), value]).toEqual([at, true, value])
    else if (typeof shape === 'object') {
      expect([at, typeof value]).toEqual([at, 'object'])
      for (const [key, inner] of Object.entries(value)) {
        expect([`${at}.${key}`, key in shape]).toEqual([`${at}.${key}`, true])
        check(inner, shape[key], `${at}.${key}`)
      }
    } else expect([at, typeof value]).toEqual([at, shape])
  }
  const ids: Record<string, string> = {
    ListNodegroups: 'nodegroups',
    ListAddons: 'addons',
    ListUpdates: 'updateIds',
    ListAccessEntries: 'accessEntries',
    ListPodIdentityAssociations: 'associations',
    ListInsights: 'insights',
  }

  it.each(Object.keys(outputs))('%s is as the model says', async (operation) => {
    const { requestUri, method, output } = outputs[operation]
    for (const name of ['svc-ads-euw1', 'legacy-payments-use1', 'gpu-infer-usw2']) {
      const of = clusters.find((known) => known.name === name)
      const base = requestUri.replace('{name}', name).replace('{clusterName}', name)
      const list = Object.keys(ids).find(
        (known) =>
          base.startsWith(outputs[known].requestUri.replace('{name}', name).replace('{clusterName}', name)) &&
          known !== operation,
      )
      let urls = [base]
      if (base.includes('{') && list !== undefined) {
        const uri = base.slice(0, base.lastIndexOf('/'))
        const init = outputs[list].method === 'POST' ? { method: 'POST', body: '{}' } : {}
        const members = (await raw(of, uri, init))[ids[list] as string]
        expect(members.length).toBeGreaterThan(0)
        urls = members.map(
          (member: Json) =>
            `${uri}/${encodeURIComponent(typeof member === 'string' ? member : (member.id ?? member.associationId))}`,
        )
      }
      for (const url of urls) {
        const { status, code, ...answer } = await raw(
          of,
          url,
          method === 'POST' ? { method, body: '{}' } : {},
        )
        expect([url, status, code]).toEqual([url, 200, null])
        check(answer, output, operation)
      }
    }
  })

  it.each([
    // Auto Mode's own.
    ['DescribeCluster', '/clusters/svc-ads-euw1', ['cluster.computeConfig.nodeRoleArn']],
    [
      'DescribeNodegroup',
      '/clusters/svc-ads-euw1/node-groups/system',
      ['nodegroup.remoteAccess', 'nodegroup.resources.remoteAccessSecurityGroup'],
    ],
    ['DescribeAddon', '/clusters/svc-ads-euw1/addons/coredns', ['addon.podIdentityAssociations']],
    ['DescribeClusterVersions', '/cluster-versions', []],
    ['ListClusters', '/clusters', []],
    ['ListAddons', '/clusters/svc-ads-euw1/addons', []],
  ] as [string, string, string[]][])(
    '%s has every field that a recorded answer has',
    async (operation, at, optional) => {
      const answer = await raw(
        clusters.find(({ name }) => name === 'svc-ads-euw1'),
        at,
      )
      const compare = (mine: Json, theirs: Json, where: string): void => {
        if (optional.includes(where)) return
        if (Array.isArray(theirs)) {
          if (theirs.length > 0 && mine.length > 0) compare(mine[0], theirs[0], `${where}[]`)
          else expect([where, Array.isArray(mine)]).toEqual([where, true])
        } else if (typeof theirs === 'object' && theirs !== null) {
          if (where.endsWith('tags') || where.endsWith('labels')) return
          for (const key of Object.keys(theirs)) {
            const below = where === '' ? key : `${where}.${key}`
            if (!optional.includes(below)) expect([below, key in mine]).toEqual([below, true])
            if (key in mine) compare(mine[key], theirs[key], below)
          }
        } else if (theirs !== null) expect([where, typeof mine]).toEqual([where, typeof theirs])
      }
      compare(answer, recorded[operation], '')
    },
  )
})

describe('what is refused', () => {
  const of = () => clusters.find(({ name }) => name === 'svc-ads-euw1')
  it.each([
    ['/clusters/nothing', {}, 404, 'ResourceNotFoundException'],
    ['/clusters/svc-ads-euw1/addons/nothing', {}, 404, 'ResourceNotFoundException'],
    ['/clusters/svc-ads-euw1/nothing', {}, 404, 'UnknownOperationException'],
    ['/clusters?maxResults=101', {}, 400, 'InvalidParameterException'],
    ['/clusters?maxResults=0', {}, 400, 'InvalidParameterException'],
    ['/clusters?nextToken=nonsense', {}, 400, 'InvalidParameterException'],
    ['/clusters', { method: 'POST', body: '{}' }, 404, 'UnknownOperationException'],
    ['/clusters/svc-ads-euw1/insights', { method: 'POST', body: '{' }, 400, 'SerializationException'],
  ] as [string, RequestInit, number, string][])('%s %j: %i %s', async (at, init, status, code) => {
    const answer = await raw(of(), at, init)
    expect([answer.status, answer.code]).toEqual([status, code])
    expect(answer.message).not.toBe('')
  })

  it('strangers, and roles of accounts that there are not', async () => {
    const sts = new Sts.STSClient(configOf('sts'))
    const role = new Sts.AssumeRoleCommand({
      RoleArn: 'arn:aws:iam::000000000000:role/reader',
      RoleSessionName: 'x',
    })
    await expect(sts.send(role)).rejects.toMatchObject({ name: 'AccessDenied' })
    const { Account } = await sts.send(new Sts.GetCallerIdentityCommand({}))
    expect(accounts.find(({ Name }) => Name === 'platform-shared')?.Id).toBe(Account)
    const stranger = { ...own, accessKeyId: 'ASIA0000000000000000' }
    const eks = new Eks.EKSClient(configOf('eks', 'us-east-1', stranger))
    await expect(eks.send(new Eks.ListClustersCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    })
    expect((await rig.ask('/aws/eks/clusters')).status).toBe(403)
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
