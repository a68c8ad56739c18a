// Which limit is reached and what the next tier does about it: the ledger against the figures of AWS's tiers, and
// against what the API servers' metrics show.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { heldCallsOf } from '../physics/held-seats.ts'
import { chosenScenarios } from '../scenarios/scenarios.ts'
import { Rig } from '../wire/kube/client-rig.ts'
import { FrozenClock, firstDay, minuteMs, testEpochMs } from '../world/clock.ts'
import type { Cluster } from '../world/fleet.ts'
import { momentOf } from '../world/scenario.ts'
import { World } from '../world/world.ts'
import { ledgerOf } from './ledger.ts'

const [seats, lagging, placing] = ['gpu-infer-use1', 'svc-catalog-use1', 'data-use2-c3'] as const
const at = (time: string): number => testEpochMs + momentOf(13, time)
const world = new World({
  seed: 20_260_105,
  scale: 'small',
  epochMs: testEpochMs,
  clock: new FrozenClock(testEpochMs + momentOf(firstDay)),
  scenarios: chosenScenarios(['S13']),
})

function told(cluster: string, toMs: number, fromMs = toMs): Readonly<Record<string, number>> {
  const truths = ledgerOf(world, { fromMs, toMs, cluster }).filter(({ scenario }) => scenario === 'S13')
  return Object.fromEntries(truths.map(({ metric, value }) => [metric.replace('controlPlane.', ''), value]))
}

it('has 95 % of the seats of 2XL busy for twenty minutes, and the next tier has twice as many', () => {
  for (const time of ['16:00', '16:10', '16:19']) {
    expect(told(seats, at(time))).toMatchObject({
      seats: 3_400,
      'seats.used': 0.95 * 3_400,
      'seats.nextTierHelps': 1,
      'pods.pending': 0,
    })
  }
  expect(told(seats, at('16:20'))['seats.used']).toBe(0)
  expect(told(seats, at('16:30'), at('15:50')).rejected).toBe(0)
})

it('grows ten minutes after a burst of three times as much in standard mode, and turns away a third until then', () => {
  expect(told(lagging, at('15:59'))).toMatchObject({ seats: 600, 'seats.used': 300 })
  let grownMs = at('16:00')
  while (told(lagging, grownMs).seats === 600) grownMs += 10_000
  expect(Math.abs((grownMs - at('16:00')) / minuteMs - 10)).toBeLessThanOrEqual(1)
  expect(told(lagging, grownMs)).toMatchObject({ seats: 1_600, 'seats.used': 900 })
  expect(told(lagging, at('16:20'), at('16:00'))).toMatchObject({ calls: 36_000, rejected: 6_000 })
  expect(told(lagging, grownMs, at('16:00')).rejected).toBe(6_000)
})

it('tells of each call what it counts', () => {
  const [, burst] = heldCallsOf(world.state(world.cluster(lagging) as Cluster))
  const whole = { outcome: () => ({ code: 200, waitedUs: 0, tookUs: 0 }), byCode: () => new Map() }
  const { calls, outcomes } = burst as NonNullable<typeof burst>
  const { outcome, byCode } = outcomes(whole)
  const windows = ['16:00', '16:03', '16:09', '16:10', '16:11', '16:20']
  for (const [n, from] of windows.slice(0, -1).entries()) {
    const [fromMs, toMs] = [at(from), at(windows[n + 1] as string)]
    const codes = new Map<number, number>()
    for (let call = calls.before(fromMs); call < calls.before(toMs); call += 1) {
      const { code } = outcome(call)
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }
    expect(byCode(fromMs, toMs)).toEqual(codes)
  }
})

it('has pods waiting that the largest tier would place no faster', () => {
  const state = told(placing, at('16:20'))
  expect(state).toMatchObject({
    podsPerSecond: 400,
    'podsPerSecond.nextTierHelps': 0,
    'pods.pending': 48_000,
  })
  expect(state['seats.nextTierHelps']).toBe(1)
  expect(told(placing, at('16:22'))['pods.pending']).toBe(0)
  expect(told(placing, at('16:21'))['pods.pending']).toBe(24_000)
  expect(told(placing, at('16:30'))['pods.placed']).toBe(20 * 60 * 440)
})

describe('on the wire', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await Rig.open({ scenarios: ['S13'], startDay: 13 + 16 / 24 })
    await rig.control('/_sim/clock', { byMs: 9 * minuteMs })
  })
  afterAll(() => rig.close())
  const lines = async (path: string, start: string): Promise<number[]> =>
    (await rig.ask(path)).text
      .split('\n')
      .filter((line) => line.startsWith(start))
      .map((line) => Number(line.slice(line.lastIndexOf(' '))))
  const sumOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

  it('shows the seats', async () => {
    for (const [cluster, limit, used] of [
      [seats, 3_400, 3_230],
      [lagging, 600, 600],
    ] as const) {
      const family = (name: string) => lines(`/k8s/${cluster}/metrics`, `apiserver_flowcontrol_${name}{`)
      expect(Math.abs(sumOf(await family('nominal_limit_seats')) - limit)).toBeLessThanOrEqual(7)
      expect(Math.abs(sumOf(await family('current_executing_seats')) - used)).toBeLessThanOrEqual(7)
    }
  })

  it('shows the calls that were turned away', async () => {
    const counts = async (): Promise<number[]> => {
      const starts = ['request_total{code="429",', 'flowcontrol_rejected_requests_total{']
      const found = starts.map((start) => lines(`/k8s/${lagging}/metrics`, `apiserver_${start}`))
      return (await Promise.all(found)).map(sumOf)
    }
    const before = await counts()
    await rig.control('/_sim/clock', { byMs: 30_000 })
    expect((await counts()).map((count, n) => count - (before[n] as number))).toEqual([300, 300])
  })

  it('shows the pods that wait, and how long', async () => {
    const ksh = `/k8s/${placing}/apis/metrics.eks.amazonaws.com/v1/ksh/container/metrics`
    expect(await lines(ksh, 'scheduler_pending_pods{queue="active"}')).toEqual([40 * 9.5 * 60])
    const sli = 'scheduler_pod_scheduling_sli_duration_seconds'
    const [count] = await lines(ksh, `${sli}_count`)
    const [quick] = await lines(ksh, `${sli}_bucket{attempts="1",le="5.12"}`)
    expect(quick).toBeLessThan(count as number)
  })
})
