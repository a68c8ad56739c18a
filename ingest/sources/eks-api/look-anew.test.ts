// EKS is asked to look anew once and never while it looks or has just looked; what it found is read at once; what it
// refuses is said of that cluster and of no other.
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Place } from '../../aws-client/place.ts'
import { lookAnew } from './look-anew.ts'
import { AwsStandIn } from './stand-in/server.ts'
import { accounts, type Json, placeWith, shapedPlace, type WireCluster } from './stand-in/world.ts'
import { openRig, type Rig, SteppedTime } from './test-rig.ts'

let rig: Rig | undefined
beforeAll(() => {
  for (const [name, value] of Object.entries(AwsStandIn.environment)) vi.stubEnv(name, value)
})
afterEach(async () => {
  await rig?.stop()
  rig = undefined
})

const { own } = accounts
const clusterId = `payments-prod.eu-west-1.${own}`
const otherId = `a.us-east-1.${own}`
const warned = '11111111-aaaa-4bbb-8ccc-000000000001'
/** Of the rig's clock. */
const nowSeconds = Date.parse('2026-11-23T09:00:00Z') / 1_000

async function shaped() {
  const place = shapedPlace()
  const places = new Map([
    [`${own}/eu-west-1`, place],
    [`${own}/us-east-1`, placeWith(own, 'us-east-1', ['a'])],
  ])
  const opened = await openRig({ own, places }, { regions: ['eu-west-1', 'us-east-1'] })
  rig = opened
  await opened.round()
  const before = opened.callsOfRound().length
  const cluster = place.clusters['payments-prod'] as WireCluster
  const calls = () => opened.callsOfRound().slice(before)
  const asks = () => calls().filter((call) => call === 'eks:StartInsightsRefresh').length
  return { rig: opened, cluster, calls, asks }
}

/** Its insights as they are once the nodes were mended. */
function mended({ insights }: WireCluster): Record<string, Json> {
  const told = { lastRefreshTime: 1_764_000_000, insightStatus: { status: 'PASSING', reason: 'All match.' } }
  return { ...insights, [warned]: { ...insights[warned], ...told } }
}

describe('a new look at a cluster', () => {
  it('is asked for, waited for and read', async () => {
    const { rig, cluster, calls } = await shaped()
    cluster.nextRefresh = { looks: 3, finds: mended(cluster) }
    expect(rig.inventory.partsOf(clusterId, 'insight')[warned]).toMatchObject({ status: 'WARNING' })
    const { says, steps } = await rig.refresh(clusterId)
    expect(says).toBeNull()
    expect(steps).toEqual(['asking EKS', 'EKS is looking', 'reading'])
    const look = 'eks:DescribeInsightsRefresh'
    expect(calls()).toEqual([
      look,
      'eks:StartInsightsRefresh',
      ...[look, look, look, look],
      'eks:ListInsights',
      // The one that changed.
      'eks:DescribeInsight',
    ])
    expect(rig.inventory.partsOf(clusterId, 'insight')[warned]).toMatchObject({ status: 'PASSING' })
    expect(Object.keys(rig.inventory.partsOf(clusterId, 'insight'))).toHaveLength(4)
  })

  it('is not asked for while one is under way', async () => {
    const { rig, cluster, asks } = await shaped()
    const finds = mended(cluster)
    cluster.refresh = { looks: 2, ends: 'COMPLETED', finds, startedAt: nowSeconds - 20 }
    const { says, steps } = await rig.refresh(clusterId)
    expect(says).toBeNull()
    expect(steps).toEqual(['asking EKS', 'EKS is looking already', 'reading'])
    expect(asks()).toBe(0)
    expect(rig.inventory.partsOf(clusterId, 'insight')[warned]).toMatchObject({ status: 'PASSING' })
  })

  it('is not asked for within a minute of the last, which is read', async () => {
    const { rig, cluster, asks } = await shaped()
    const ended = { looks: 0, ends: 'COMPLETED', finds: undefined, startedAt: nowSeconds - 120 } as const
    cluster.insights = mended(cluster)
    cluster.refresh = { ...ended, endedAt: nowSeconds - 59 }
    expect(await rig.refresh(clusterId)).toEqual({ says: null, steps: ['asking EKS', 'reading'] })
    expect(asks()).toBe(0)
    expect(rig.inventory.partsOf(clusterId, 'insight')[warned]).toMatchObject({ status: 'PASSING' })
    cluster.refresh = { ...ended, endedAt: nowSeconds - 61 }
    expect((await rig.refresh(clusterId)).says).toBeNull()
    expect(asks()).toBe(1)
  })

  it.each([['StartInsightsRefresh'], ['DescribeInsightsRefresh']])(
    'that is refused (%s) says what to allow, and harms no other',
    async (refused) => {
      const { rig, calls } = await shaped()
      rig.standIn.faults.push({
        does: 'deny',
        when: ({ operation, cluster }) => operation === refused && cluster === 'payments-prod',
      })
      const [denied, other] = await Promise.all([rig.refresh(clusterId), rig.refresh(otherId)])
      expect(denied.says).toMatch(new RegExp(`did not look anew: eks:${refused}: AccessDenied`))
      expect(denied.says).toContain('Allow eks:StartInsightsRefresh and eks:DescribeInsightsRefresh')
      expect(other).toEqual({ says: null, steps: ['asking EKS', 'EKS is looking', 'reading'] })
      expect(calls().filter((call) => call === 'eks:ListInsights')).toHaveLength(1)
      // Nothing of it is a trouble of the source: rounds need it not.
      expect([...rig.report.troubles.keys()]).toEqual([])
    },
  )

  it('is asked for more slowly when EKS says so', async () => {
    const { rig, asks } = await shaped()
    const when = ({ operation }: { operation: string }) => operation === 'StartInsightsRefresh'
    rig.standIn.faults.push({ does: 'throttle', times: 2, when })
    expect((await rig.refresh(clusterId)).says).toBeNull()
    expect([asks(), rig.report.counts.throttled]).toEqual([3, 2])
  })

  it('that failed says why, and reads nothing', async () => {
    const { rig, cluster, calls } = await shaped()
    cluster.nextRefresh = { ends: 'FAILED', finds: mended(cluster) }
    expect((await rig.refresh(clusterId)).says).toBe(
      'EKS could not look anew: EKS may not look into the cluster; its insights are as it last told them',
    )
    expect(calls()).not.toContain('eks:ListInsights')
  })

  it('that does not end is given up', async () => {
    const { rig, cluster, calls } = await shaped()
    cluster.nextRefresh = { looks: 1_000 }
    const { says } = await rig.refresh(clusterId)
    expect(says).toBe('EKS is still looking after 10 minutes; what it finds is read in a later round')
    expect(calls().length).toBeLessThanOrEqual(62)
  })

  it('is no longer waited for when it is stopped', async () => {
    const { rig, cluster, calls } = await shaped()
    cluster.nextRefresh = { looks: 1_000 }
    const stop = new AbortController()
    const reason = new Error('somebody stopped it')
    rig.standIn.faults.push({
      does: 'throttle',
      when: ({ operation }) => {
        const asked = calls().length
        if (operation === 'DescribeInsightsRefresh' && asked >= 5) stop.abort(reason)
        return false
      },
    })
    await expect(rig.refresh(clusterId, stop.signal)).rejects.toBe(reason)
    expect(calls()).toHaveLength(5)
  })

  it('is not asked for of clusters that EKS does not run, or that were not read yet', async () => {
    const { rig, calls } = await shaped()
    const [connected] = [...rig.inventory.clusters].find(([, { connector }]) => connector != null) ?? []
    expect(await rig.refresh(connected as string)).toEqual({ says: null, steps: [] })
    expect((await rig.refresh('nowhere')).says).toMatch(/has not read the cluster yet/)
    expect(calls()).toEqual([])
  })

  it('is not taken for the one before, which EKS may tell of a little longer', async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 8, minute))
    const before = { status: 'FAILED', message: 'Long ago.', startedAt: at(10), endedAt: at(12) }
    const started = { status: 'IN_PROGRESS', message: 'Initiated.' }
    const done = { status: 'COMPLETED', message: 'Done.', startedAt: at(59), endedAt: at(59) }
    const answers = [before, started, before, before, { ...started, startedAt: at(59) }, done]
    const place = { ask: async () => answers.shift() } as unknown as Place
    const says = await lookAnew({
      place,
      clusterName: 'a',
      nowMs: Date.UTC(2026, 10, 23, 9),
      time: new SteppedTime({ isReal: false }),
      tuning: { refreshPollMs: 10_000, refreshWithinMs: 600_000, refreshRestMs: 60_000 },
      tell: () => undefined,
      signal: new AbortController().signal,
    })
    expect([says, answers]).toEqual([null, []])
  })
})
