// One look at a source: what works, what is missing and what grants it; nothing is stored.
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { AwsStandIn } from './stand-in/server.ts'
import { accounts, shapedPlace, threeAccounts } from './stand-in/world.ts'
import { everywhere, openRig, type Rig } from './test-rig.ts'

let rig: Rig | undefined
beforeAll(() => {
  for (const [name, value] of Object.entries(AwsStandIn.environment)) vi.stubEnv(name, value)
})
afterEach(async () => {
  await rig?.stop()
  rig = undefined
})

const { own, other, third } = accounts

describe('the test of a source', () => {
  it('says in order what works', async () => {
    rig = await openRig(threeAccounts(), everywhere)
    const { checks, clockSkewMs } = await rig.test()
    expect(checks.map(({ what }) => what)).toEqual([
      'AWS credentials',
      'Accounts',
      `Account ${own}`,
      `Account ${other}`,
      `Account ${third}`,
      expect.stringMatching(/^Cluster [ab], account 111122223333, /),
    ])
    expect(checks.every(({ ok, grant }) => ok && grant === null)).toBe(true)
    expect(checks[2]?.says).toBe('6 clusters in 3 regions.')
    expect(Math.abs(clockSkewMs ?? Number.NaN)).toBeLessThan(5_000)
    expect(rig.inventory.clusters.size).toBe(0)
    expect(rig.inventory.accounts).toEqual([])
  })

  it('gathers the actions that a cluster refuses into one statement', async () => {
    rig = await openRig(
      { own, places: new Map([[`${own}/eu-west-1`, shapedPlace()]]) },
      { regions: ['eu-west-1'] },
    )
    const refused = ['DescribeNodegroup', 'ListInsights', 'DescribeAddonVersions', 'DescribeClusterVersions']
    rig.standIn.faults.push({ does: 'deny', when: ({ operation }) => refused.includes(operation) })
    const { checks } = await rig.test()
    const last = checks.at(-1)
    expect(last).toMatchObject({ ok: false })
    const { Statement } = JSON.parse(last?.grant ?? '{}') as { Statement: [{ Action: string[] }] }
    expect(Statement[0].Action).toEqual(refused.map((operation) => `eks:${operation}`).sort())
  })

  it('says what lets EKS look anew without asking it to', async () => {
    rig = await openRig(threeAccounts(), { regions: ['eu-west-1'] })
    expect((await rig.test()).checks.at(-1)?.says).toBe('Nothing was refused.')
    rig.standIn.faults.push({
      does: 'deny',
      when: ({ operation }) => operation === 'DescribeInsightsRefresh',
    })
    const last = (await rig.test()).checks.at(-1)
    expect(last?.ok).toBe(false)
    expect(JSON.parse(last?.grant ?? '{}').Statement[0].Action).toEqual([
      'eks:DescribeInsightsRefresh',
      'eks:StartInsightsRefresh',
    ])
    expect(rig.standIn.actions()).not.toContain('eks:StartInsightsRefresh')
  })

  it('says how the role of an account is made where it cannot be assumed', async () => {
    rig = await openRig(threeAccounts(), everywhere)
    rig.standIn.identities.rules.withoutRole.add(other)
    const check = (await rig.test()).checks.find(({ what }) => what === `Account ${other}`)
    expect(check).toMatchObject({ ok: false, says: expect.stringContaining('sts:AssumeRole') })
    for (const words of ['sts:ExternalId', 'eks:DescribeCluster', `arn:aws:iam::${other}:role/periplus`]) {
      expect(check?.grant).toContain(words)
    }
  })

  it('names the regions that could not be read', async () => {
    rig = await openRig(threeAccounts(), { ...everywhere, accounts: [own] })
    rig.standIn.faults.push({
      does: 'deny',
      when: ({ region, service }) => service === 'eks' && region === 'us-east-1',
    })
    const check = (await rig.test()).checks.find(({ what }) => what === `Account ${own}`)
    expect(check?.says).toMatch(
      /^4 clusters in 2 regions; not read in us-east-1: eks:ListClusters: AccessDenied/,
    )
    expect(check?.grant).toContain('eks:ListClusters')
  })

  it('says that the external id is missing', async () => {
    const secret = () => Promise.reject(new Error('PERIPLUS_EXTERNAL_ID is not set'))
    rig = await openRig(
      threeAccounts(),
      { ...everywhere, externalId: { env: 'PERIPLUS_EXTERNAL_ID' } },
      { secret },
    )
    const { checks } = await rig.test()
    expect(checks).toEqual([
      { what: 'Definition', ok: false, says: expect.stringContaining('is not set'), grant: null },
    ])
  })

  it('ends at credentials that nobody gave', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', '')
    rig = await openRig(threeAccounts(), everywhere)
    const { checks } = await rig.test()
    vi.stubEnv('AWS_ACCESS_KEY_ID', AwsStandIn.environment.AWS_ACCESS_KEY_ID)
    expect(checks).toHaveLength(1)
    expect(checks[0]).toMatchObject({ what: 'AWS credentials', ok: false })
  })
})
