// What goes wrong in one account, region or cluster: it is said with what to do, nothing else suffers, and what
// was known stays.
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { placeOf } from '../../../domain/model/cluster-id.ts'
import { AwsStandIn } from './stand-in/server.ts'
import { accounts, threeAccounts } from './stand-in/world.ts'
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

const readAt = (where: string): string[] =>
  [...rig!.inventory.clusters.keys()].filter(
    (id) => placeOf(id).accountId === where || placeOf(id).region === where,
  )
const trouble = (key: string) => rig!.report.troubles.get(key)

describe('a source of three accounts in three regions', () => {
  it('is read whole', async () => {
    rig = await openRig(threeAccounts(), everywhere)
    await rig.round()
    expect(rig.inventory.clusters.size).toBe(18)
    expect(rig.report.clusterIds).toHaveLength(18)
    expect(rig.report.states).toEqual(['starting', 'listing', 'watching'])
    expect(rig.report.completed).toEqual([new Date('2026-11-23T09:00:00Z')])
    expect(rig.report.troubles.size).toBe(0)
    expect(rig.standIn.identities.issued).toBe(3)
  })

  it.each(['throttle', 'too-many'] as const)('is read whole though it is slowed down: %s', async (does) => {
    rig = await openRig(threeAccounts(), everywhere)
    rig.standIn.faults.push({ does, when: ({ service }) => service === 'eks', times: 25 })
    rig.standIn.faults.push({ does: 'throttle', when: ({ service }) => service === 'sts', times: 2 })
    await rig.round()
    expect(rig.inventory.clusters.size).toBe(18)
    expect(rig.report.counts.throttled).toBe(27)
    expect(rig.report.troubles.size).toBe(0)
  })

  it('goes on where one account refuses, and says what grants it', async () => {
    rig = await openRig(threeAccounts(), everywhere)
    await rig.round()
    rig.standIn.faults.push({
      does: 'deny',
      when: ({ service, accountId }) => service === 'eks' && accountId === other,
    })
    await rig.round()
    expect(rig.report.completed).toHaveLength(2)
    expect(readAt(other)).toHaveLength(6)
    expect(rig.inventory.gone).toEqual([])
    const said = trouble(`account ${other} | forbidden`)
    expect(said?.says).toContain('eks:ListClusters: AccessDeniedException (403)')
    expect(said?.steps[0]).toContain('"eks:ListClusters"')
    expect(said?.steps[0]).toContain('the role periplus')
    rig.standIn.faults.length = 0
    await rig.round()
    expect(rig.report.troubles.size).toBe(0)
    expect(rig.report.cleared).toEqual([`account ${other}`])
  })

  it('gathers what one account refuses into one statement', async () => {
    rig = await openRig(threeAccounts(), everywhere)
    const refused = ['ListInsights', 'ListAccessEntries', 'ListCapabilities']
    rig.standIn.faults.push({
      does: 'deny',
      when: ({ operation, accountId }) => accountId === third && refused.includes(operation),
    })
    await rig.round()
    expect(rig.inventory.clusters.size).toBe(18)
    expect(rig.report.troubles.size).toBe(1)
    const step = trouble(`account ${third} | forbidden`)?.steps[0] ?? ''
    expect(JSON.parse(step.slice(step.indexOf('\n')))).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: refused.map((name) => `eks:${name}`).sort(), Resource: '*' }],
    })
    // What was not refused was told.
    expect(rig.inventory.tellings.get(`a.eu-west-1.${third} node-group`)).toBe(1)
    expect(rig.inventory.tellings.has(`a.eu-west-1.${third} insight`)).toBe(false)
  })

  it('points at the organisation where its policy denies a region', async () => {
    rig = await openRig(threeAccounts(), everywhere)
    rig.standIn.faults.push({
      does: 'deny-by-organisation',
      when: ({ region, service }) => service === 'eks' && region === 'us-east-1',
    })
    await rig.round()
    expect(rig.report.troubles.size).toBe(3)
    expect(trouble(`account ${own} | forbidden`)?.steps.join()).toContain('under `regions`')
    expect(readAt('us-east-1')).toEqual([])
    expect(rig.inventory.clusters.size).toBe(12)
  })

  it.each(['hang', 'hang-midway', 'reset', 'server-error'] as const)(
    'goes on where one region is down: %s',
    async (does) => {
      rig = await openRig(threeAccounts(), everywhere, { tuning: { timeoutMs: 1_500, faultyTries: 2 } })
      await rig.round()
      const before = rig.standIn.calls.length
      rig.standIn.faults.push({
        does,
        when: ({ region, service }) => service === 'eks' && region === 'us-east-1',
      })
      await rig.round()
      expect(rig.inventory.gone).toEqual([])
      expect(rig.report.clusterIds).toHaveLength(18)
      expect(rig.report.completed).toHaveLength(2)
      const said = trouble('us-east-1 | unreachable')
      expect(said?.says).toContain('EKS in us-east-1 gives no answer')
      expect(said?.says).toContain('3 accounts')
      expect([...rig.report.troubles.keys()]).toEqual(['us-east-1 | unreachable'])
      // Three accounts, each trying twice.
      const asked = rig.standIn.calls.slice(before).filter(({ region }) => region === 'us-east-1')
      expect(asked.length).toBeLessThanOrEqual(6)
      rig.standIn.faults.length = 0
      await rig.round()
      expect(rig.report.troubles.size).toBe(0)
    },
  )

  it('tries again what failed for a moment', async () => {
    rig = await openRig(threeAccounts(), everywhere)
    rig.standIn.faults.push({
      does: 'reset',
      when: ({ operation }) => operation === 'DescribeCluster',
      times: 1,
    })
    rig.standIn.faults.push({
      does: 'server-error',
      when: ({ operation }) => operation === 'ListUpdates',
      times: 2,
    })
    await rig.round()
    expect(rig.inventory.clusters.size).toBe(18)
    expect(rig.report.counts.retries).toBe(3)
    expect(rig.report.troubles.size).toBe(0)
  })

  it('takes a new session when the token ends in the middle', async () => {
    rig = await openRig(threeAccounts(), everywhere)
    const { standIn } = rig
    let described = 0
    standIn.faults.push({
      does: 'server-error',
      when: ({ operation }) => {
        if (operation === 'DescribeCluster' && [3, 9].includes(++described)) standIn.identities.endSessions()
        return false
      },
    })
    await rig.round()
    expect(rig.inventory.clusters.size).toBe(18)
    expect(rig.report.troubles.size).toBe(0)
    expect(standIn.identities.issued).toBeGreaterThan(3)
    // One for each account and end, not one for each call that met it.
    expect(standIn.identities.issued).toBeLessThanOrEqual(9)
  })

  it('takes new sessions though only one call may be under way', async () => {
    rig = await openRig(threeAccounts(), everywhere, { tuning: { inFlight: 1, inFlightPerRegion: 1 } })
    const { standIn } = rig
    let listed = 0
    standIn.faults.push({
      does: 'server-error',
      when: ({ operation }) => {
        if (operation === 'ListAddons' && ++listed === 5) standIn.identities.endSessions()
        return false
      },
    })
    await rig.round()
    expect(rig.inventory.clusters.size).toBe(18)
    expect(standIn.identities.issued).toBe(6)
  })

  it('says which cluster cannot be described, and keeps it', async () => {
    rig = await openRig(threeAccounts(), everywhere)
    await rig.round()
    rig.standIn.faults.push({
      does: 'empty',
      when: ({ operation, cluster, region, accountId }) =>
        operation === 'DescribeCluster' && cluster === 'b' && region === 'eu-west-1' && accountId === own,
    })
    await rig.round()
    expect([...rig.report.troubles.keys()]).toEqual([`cluster b, account ${own}, eu-west-1 | internal`])
    expect(rig.inventory.gone).toEqual([])
    expect(rig.report.clusterIds).toHaveLength(18)
  })

  it('shows two clusters that claim one name, and merges nothing', async () => {
    rig = await openRig(threeAccounts(), everywhere)
    const arn = `arn:aws:eks:eu-west-1:${own}:cluster/a`
    rig.inventory.aliases.set(`arn ${arn}`, 'prod')
    rig.inventory.aliases.set('endpoint prod.example', 'stage')
    const { cluster } = rig.standIn.world.places.get(`${own}/eu-west-1`)!.clusters.a!
    cluster.endpoint = 'https://prod.example'
    await rig.round()
    const said = trouble(`cluster a, account ${own}, eu-west-1 | conflict`)
    expect(said?.says).toContain('share it')
    expect(rig.inventory.clusters.size).toBe(17)
  })
})
