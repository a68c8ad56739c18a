// What the page of capacity says, from control planes judged by the domain: advice with its price, forecasts with
// their error, limits that nobody knows, the answer, and the file of the same rows.
import { describe, expect, it } from 'vitest'
import { fileText } from '../../../components/format/table-file.ts'
import type { AxisReadings } from '../../../domain/capacity/axis-state.ts'
import { judgeControlPlane } from '../../../domain/capacity/judged-control-plane.ts'
import { unowned } from '../../../domain/model/owner.ts'
import { capacityAnswer } from './answer.ts'
import type { ControlPlane, ControlPlanes } from './capacity-view.ts'
import { controlPlanesFile } from './control-planes-file.ts'
import { topGrowing } from './top-growing.ts'
import {
  adviceDetail,
  adviceText,
  forecastDetail,
  forecastText,
  priceText,
  saidOf,
  shareText,
  tierName,
  usedText,
} from './words.ts'

const now = new Date('2026-03-13T12:30:00Z')
const lasting = (value: number): AxisReadings => ({
  latest: { value, at: now },
  peak: { value, at: now },
  held: value,
})
const leak = Array.from({ length: 31 }, (_, n) => ({
  at: new Date(now.getTime() - (30 - n) * 60_000),
  value: 5.9e9 + n * 5.52e6,
}))

function plane(tier: string, axes: Record<string, AxisReadings>, sizes: typeof leak = []): ControlPlane {
  const asked = { provider: 'eks' as const, tier, version: '1.34', axes, nominalSeats: 600, sizes }
  const judged = judgeControlPlane(asked, [])
  return {
    ...judged,
    ...{
      clusterId: 'one',
      name: 'one',
      accountName: null,
      region: null,
      provider: 'eks',
      version: '1.34',
      tier,
    },
    ...{
      owner: unowned,
      sources: ['kube-api'],
      asOf: now,
      isStale: false,
      pendingPods: null,
      rejected: null,
    },
    standing: judged.isNear ? 'near' : Object.keys(axes).length > 0 ? 'room' : 'unread',
  } as ControlPlane
}
const stateOf = (row: ControlPlane, axis: string) => {
  const found = row.axes.find((state) => state.axis === axis)
  if (found === undefined) throw new Error(`no axis ${axis}`)
  return found
}

describe('a tier that helps, and one that does not', () => {
  it('is told with its price an hour, and a month of 730 of them', () => {
    const row = plane('tier-xl', { seats: lasting(1_900) })
    expect(adviceText(row)).toBe('move to 2XL, +$1.75/h')
    expect(adviceDetail(row)).toEqual(['2XL has 4,000 seats where XL has 2,000 seats: +$1.75/h, +$1,278/mo.'])
    expect(priceText(row.tierMicroUsdPerHour)).toBe('$1.65/h, $1,205/mo')
    expect(priceText(null)).toBe('price not verified')
  })

  it('says the same limit as the same, and that the way back is closed', () => {
    const row = plane('tier-4xl', { scheduling: lasting(399), database: lasting(9e9) })
    expect(adviceText(row)).toBe('8XL has no more of it')
    expect(adviceDetail(row)).toEqual([
      '8XL has the same scheduling rate, 400 pods/s; moving there (+$7.00/h, +$5,110/mo) would not help.',
      'Return to standard mode is refused while its database is larger than 8 GB.',
    ])
  })

  it('leaves standard mode its lag', () => {
    const row = plane('standard', { seats: lasting(590) })
    expect(adviceText(row)).toBe('grows by itself in about 10 min')
    expect(adviceDetail(row)[1]).toBe('XL has 2,000 seats from the start: +$1.65/h, +$1,205/mo.')
  })
})

describe('forecasts', () => {
  it('name the instant and what it follows from', () => {
    const { forecast } = plane('standard', { database: lasting(6.06e9) }, leak)
    expect(forecastText(forecast)).toBe('full Fri 13 Mar 18:20')
    expect(forecastDetail(forecast)).toContain('+331 MB/h')
    expect(forecastDetail(forecast)).toContain('by 31 readings from Fri 13 Mar 12:00 to Fri 13 Mar 12:30')
  })

  it('say why there is none', () => {
    const said = (sizes: typeof leak) => forecastText(plane('tier-xl', {}, sizes).forecast)
    expect([said([]), said(leak.slice(0, 5))]).toEqual(['–', 'too little data'])
    expect(said(leak.map(({ at }) => ({ at, value: 5e9 })))).toBe('not growing')
    expect(said(leak.map(({ at }) => ({ at, value: 16e9 })))).toBe('full')
  })
})

it('limits are said as firmly as they are known', () => {
  const row = plane('standard', { seats: lasting(300), scheduling: lasting(42.5), pods: lasting(90_000) })
  expect(usedText(stateOf(row, 'seats'))).toBe('300 of 600')
  expect([usedText(stateOf(row, 'scheduling')), saidOf(stateOf(row, 'scheduling')).text]).toEqual([
    ...['42.5/s', 'No limit known'],
  ])
  expect(saidOf(stateOf(row, 'pods')).text).toBe('Beyond what was tried')
  expect([usedText(stateOf(row, 'nodes')), saidOf(stateOf(row, 'nodes')).text]).toEqual(['–', 'Not read'])
  expect([shareText(null), shareText(0.999), shareText(1.1), shareText(0.004)]).toEqual([
    '–',
    '99%',
    '110%',
    '<1%',
  ])
  expect([tierName('tier-8xl', 'eks'), tierName(null, 'eks'), tierName(null, 'gke')]).toEqual([
    '8XL',
    'Standard',
    '–',
  ])
})

const page = (rows: readonly ControlPlane[], rest: Partial<ControlPlanes> = {}): ControlPlanes => ({
  ...{ rows, total: rows.length, inScope: 4, byStanding: { near: 1, room: 2, unread: 1 }, nearBy: {} },
  ...{ first: rows[0] ?? null, nextFull: null, window: { from: leak[0]?.at ?? now, to: now }, isCut: false },
  ...{ nextCursor: null, now },
  freshness: { asOf: now, clustersCovered: 3, clustersTotal: 3, stale: [], simulated: false },
  ...rest,
})
const answer = (...args: Parameters<typeof page>) =>
  capacityAnswer(page(...args))
    .map(({ text }) => text)
    .join('')

it('the answer names what is near, what is full next, and how much nobody reads', () => {
  const row = plane('standard', { database: lasting(6.06e9) }, leak)
  expect(answer([row], { nextFull: row })).toBe(
    '1 of 4 control planes is near a limit. Closest: one (Standard), database 6.06 GB of 8 GB (75%). The database of one is full Fri 13 Mar 18:20 at this rate. 1 not measured.',
  )
  const quiet = { first: null, byStanding: { near: 0, room: 3, unread: 1 } }
  expect(answer([], quiet)).toBe('None of 3 measured control planes is near a limit. 1 not measured.')
  expect(answer([], { ...quiet, byStanding: { near: 0, room: 0, unread: 4 } })).toContain(
    'nothing is measured',
  )
  expect(answer([], { ...quiet, inScope: 0 })).toBe('No cluster is in this scope.')
})

it('the file holds every axis in full, and gaps for what nobody read', () => {
  const rows = [plane('standard', { database: lasting(6.06e9) }, leak)]
  const file = controlPlanesFile(rows, page(rows), { link: 'http://x/capacity', filters: {} })
  const [row] = JSON.parse(fileText(file, 'json')).rows
  expect(row).toMatchObject({
    databaseUsed: 6.06e9,
    databaseLimit: 8e9,
    seatsUsed: null,
    forecast: 'reaches',
  })
  expect(row).toMatchObject({
    suggestion: 'move to XL, +$1.65/h',
    otherTier: 'tier-xl',
    otherUsdPerHour: 1.65,
  })
  expect(row.fullAt.slice(0, 16)).toBe('2026-03-13T18:20')
})

it('what grew most is the kind with the most more of it', () => {
  const part = (name: string, ...values: (number | null)[]) => ({
    name,
    values,
    latest: values.at(-1) ?? null,
  })
  const told = (...parts: ReturnType<typeof part>[]) =>
    topGrowing({ lines: [{ measure: 'storedObjects', parts }] } as unknown as Parameters<
      typeof topGrowing
    >[0])
  expect(told(part('pods', 9, 7), part('reports', null, 10, 1_210), part('jobs', 1, 2))).toBe(
    'reports, 1,200 more',
  )
  expect([told(part('pods', 9, 9)), told()]).toEqual([null, null])
})
