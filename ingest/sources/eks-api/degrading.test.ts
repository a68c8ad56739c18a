// What is gone and what is missing: told where it is certain, said softly where something else counts instead.
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

const { own } = accounts
const trouble = (key: string) => rig!.report.troubles.get(key)

describe('clusters that are gone', () => {
  it('are told where their place was listed completely', async () => {
    rig = await openRig(threeAccounts(), everywhere)
    await rig.round()
    const { places } = rig.standIn.world
    delete places.get(`${own}/eu-west-1`)!.clusters.a
    delete places.get(`${own}/us-east-1`)!.clusters.a
    rig.standIn.faults.push({ does: 'reset', when: ({ region }) => region === 'us-east-1' })
    await rig.round()
    expect(rig.inventory.gone).toEqual([`a.eu-west-1.${own}`])
    rig.standIn.faults.length = 0
    await rig.round()
    expect(rig.inventory.gone).toEqual([`a.eu-west-1.${own}`, `a.us-east-1.${own}`])
    await rig.round()
    expect(rig.inventory.gone).toHaveLength(2)
    expect(rig.report.clusterIds).toHaveLength(16)
  })

  it('are told though they went while nobody looked, and only once', async () => {
    rig = await openRig(threeAccounts(), everywhere)
    const told = (name: string, accountId: string, region: string) => ({
      clusterId: `${name}.${region}.${accountId}`,
      name,
      accountId,
      region,
    })
    rig.inventory.told = [
      told('a', own, 'eu-west-1'),
      told('old', own, 'eu-west-1'),
      told('far', own, 'sa-east-1'),
    ]
    await rig.round()
    await rig.round()
    expect(rig.inventory.gone).toEqual([`old.eu-west-1.${own}`])
    // Where it is not looked, nothing is gone.
    expect(rig.report.clusterIds).toContain(`far.sa-east-1.${own}`)
  })
})

describe('clocks and regions', () => {
  it('goes on though this clock is ten minutes late, and tells how late', async () => {
    rig = await openRig(threeAccounts(), { ...everywhere, roleName: undefined, accounts: [own] } as never)
    rig.standIn.clockAheadMs = 600_000
    await rig.round()
    expect(rig.inventory.clusters.size).toBe(6)
    expect(rig.report.skewMs).toBeGreaterThan(595_000)
    expect(rig.report.skewMs).toBeLessThan(602_000)
  })

  it('is silent of a region that an account has not enabled, unless it was named', async () => {
    const disabled = ({ region }: { region: string }) => ['af-south-1', 'us-east-1'].includes(region)
    rig = await openRig(threeAccounts(), { accounts: [own], roleName: 'periplus' })
    rig.standIn.faults.push({ does: 'not-enabled', when: disabled })
    await rig.round()
    expect(rig.report.troubles.size).toBe(0)
    expect(rig.inventory.clusters.size).toBe(4)
    await rig.round()
    expect(rig.standIn.calls.filter(disabled)).toHaveLength(2)
    rig.time.pass(3_600_000)
    await rig.round()
    expect(rig.standIn.calls.filter(disabled)).toHaveLength(4)
    await rig.stop()
    rig = await openRig(threeAccounts(), { ...everywhere, accounts: [own] })
    rig.standIn.faults.push({ does: 'not-enabled', when: disabled })
    await rig.round()
    expect([...rig.report.troubles.keys()]).toEqual([`account ${own}, us-east-1 | unauthorized`])
  })

  it('says so when an account is no longer known where it has clusters, or anywhere', async () => {
    rig = await openRig(threeAccounts(), { accounts: [own], roleName: 'periplus' })
    await rig.round()
    rig.standIn.faults.push({
      does: 'not-enabled',
      when: ({ region, service }) => service === 'eks' && region === 'us-east-1',
    })
    await rig.round()
    expect([...rig.report.troubles.keys()]).toEqual([`account ${own}, us-east-1 | unauthorized`])
    expect(rig.inventory.gone).toEqual([])
    rig.standIn.faults.push({ does: 'not-enabled', when: ({ service }) => service === 'eks' })
    const ended = await rig.round().catch((thrown: unknown) => thrown)
    expect(ended).toMatchObject({
      trouble: { kind: 'unauthorized', says: expect.stringContaining(`account ${own}:`) },
    })
  })

  it('lets the shipped calendar count where the other is refused', async () => {
    rig = await openRig(threeAccounts(), everywhere)
    rig.standIn.faults.push({
      does: 'deny',
      when: ({ operation }) => operation === 'DescribeClusterVersions',
    })
    await rig.round()
    expect(rig.inventory.calendar).toEqual([])
    expect([...rig.report.troubles.keys()]).toEqual(['version calendar | forbidden'])
    expect(trouble('version calendar | forbidden')?.says).toContain(
      'The calendar that Periplus ships with counts',
    )
    expect(rig.callsOfRound().filter((call) => call === 'eks:DescribeClusterVersions')).toHaveLength(3)
  })

  it('leaves add-ons without news where the catalogue is refused', async () => {
    rig = await openRig(
      { own, places: new Map([[`${own}/eu-west-1`, shapedPlace()]]) },
      { regions: ['eu-west-1'] },
    )
    rig.standIn.faults.push({ does: 'deny', when: ({ operation }) => operation === 'DescribeAddonVersions' })
    await rig.round()
    expect(rig.inventory.partsOf(`payments-prod.eu-west-1.${own}`, 'add-on')['vpc-cni']).toMatchObject({
      version: 'v1.19.2-eksbuild.5',
      latestVersion: null,
      versionsBehind: null,
    })
    expect(trouble(`account ${own} | forbidden`)?.steps[0]).toContain('eks:DescribeAddonVersions')
  })

  it('stops in the middle of a round', async () => {
    rig = await openRig(threeAccounts(), everywhere, { tuning: { timeoutMs: 60_000 } })
    rig.standIn.faults.push({ does: 'hang', when: ({ operation }) => operation === 'DescribeCluster' })
    const round = rig.round()
    await vi.waitFor(() =>
      expect(rig?.standIn.calls.some(({ operation }) => operation === 'DescribeCluster')).toBe(true),
    )
    await rig.stop()
    await round
    expect(rig.report.completed).toEqual([])
    expect(rig.report.troubles.size).toBe(0)
  })
})
