// What is advised, by tables, S13's rows among them; that no tier is ever recommended that has no more of what runs
// out; and limits that EKS tells itself.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClusterVersion } from '../support/calendar.ts'
import { provisionedTiers } from '../support/control-plane-limits.ts'
import { type CapacityAxis, capacityAxes, limitsOf } from './axis.ts'
import type { AxisReadings } from './axis-state.ts'
import { judgeControlPlane } from './judged-control-plane.ts'

const now = new Date('2026-03-13T12:00:00Z')
const lasting = (value: number): AxisReadings => ({
  latest: { value, at: now },
  peak: { value, at: now },
  held: value,
})
const judge = (
  tier: string | null,
  axes: Partial<Record<CapacityAxis, AxisReadings>>,
  rest: { version?: string; provider?: 'eks' | 'gke'; nominalSeats?: number; told?: ClusterVersion[] } = {},
) => {
  const { version = '1.34', provider = 'eks', nominalSeats = null, told = [] } = rest
  return judgeControlPlane({ provider, tier, version, axes, nominalSeats, sizes: [] }, told)
}

describe('which tier would help', () => {
  it.each([
    // [tier, axis, used, kind, other, has more, dollars an hour more]
    ['tier-2xl', 'seats', 3_800, 'move', 'tier-4xl', true, 3.5],
    ['tier-xl', 'seats', 1_950, 'move', 'tier-2xl', true, 1.75],
    ['tier-xl', 'scheduling', 167, 'move', 'tier-2xl', true, 1.75],
    ['tier-4xl', 'scheduling', 399, 'no-help', 'tier-8xl', false, 7],
    ['tier-4xl', 'seats', 7_900, 'move', 'tier-8xl', true, 7],
    ['tier-xl', 'database', 15.9e9, 'no-help', 'tier-2xl', false, 1.75],
    ['standard', 'database', 7.9e9, 'move', 'tier-xl', true, 1.65],
    [null, 'database', 7.9e9, 'move', 'tier-xl', true, 1.65],
    ['tier-xl', 'nodes', 4_900, 'move', 'tier-4xl', true, 5.25],
    ['tier-4xl', 'pods', 630_000, 'no-help', 'tier-8xl', false, 7],
    ['tier-8xl', 'seats', 16_000, 'no-help', null, null, null],
    ['tier-8xl', 'scheduling', 399, 'no-help', null, null, null],
  ] as const)('%s, %s at %d: %s to %s', (tier, axis, used, kind, other, isHigher, dollars) => {
    const { advice } = judge(tier, { [axis]: lasting(used) })
    expect(advice).toMatchObject({ kind, axis })
    expect(advice.other?.tier ?? null).toBe(other)
    expect(advice.other?.isHigher ?? null).toBe(isHigher)
    expect(advice.other?.extraMicroUsdPerHour ?? null).toBe(dollars === null ? null : dollars * 1e6)
  })

  it('is none before 1.30, where the scheduler is no faster in any tier', () => {
    const { advice } = judge('tier-xl', { scheduling: lasting(100) }, { version: '1.29' })
    expect(advice).toMatchObject({
      kind: 'no-help',
      other: { tier: 'tier-2xl', limit: 100, isHigher: false },
    })
  })

  it('is that of the axis that lasts, not of a burst that went higher', () => {
    const burst = { latest: { value: 9, at: now }, peak: { value: 2_000, at: now }, held: 40 }
    expect(judge('tier-xl', { seats: burst }).advice).toMatchObject({
      kind: 'burst',
      axis: 'seats',
      other: null,
    })
    const both = judge('tier-xl', { seats: burst, scheduling: lasting(160) })
    expect(both).toMatchObject({ worst: 'seats', headroom: 'full', isNear: true })
    expect(both.advice).toMatchObject({ kind: 'move', axis: 'scheduling', stillTight: [] })
  })

  it('says what stays tight there', () => {
    const { advice } = judge('tier-xl', { seats: lasting(2_000), database: lasting(15e9) })
    expect(advice).toMatchObject({ kind: 'move', axis: 'seats', stillTight: ['database'] })
  })

  it('is not needed while there is room, and unknown while nothing is', () => {
    expect(judge('tier-xl', { seats: lasting(1_599) }).advice).toMatchObject({ kind: 'room', axis: null })
    expect(judge('tier-xl', {}).advice.kind).toBe('unread')
    expect(judge('tier-giant', { seats: lasting(1_599) }).advice.kind).toBe('unread')
  })

  it('is not offered elsewhere, nor to old versions', () => {
    const elsewhere = judge(null, { seats: lasting(600) }, { provider: 'gke', nominalSeats: 600 })
    expect(elsewhere.advice).toMatchObject({ kind: 'no-tiers', other: null, mayReturn: null })
    expect(elsewhere.tierMicroUsdPerHour).toBeNull()
    expect(judge(null, { database: lasting(8e9) }, { version: '1.27' }).advice.kind).toBe('no-tiers')
  })
})

describe('standard mode', () => {
  it('grows its seats by itself; a tier is named, not recommended', () => {
    const { advice, axes } = judge('standard', { seats: lasting(590) }, { nominalSeats: 600 })
    expect(axes[0]?.limit).toMatchObject({ value: 600, kind: 'nominal' })
    expect(advice).toMatchObject({ kind: 'scales', axis: 'seats' })
    expect(advice.other).toMatchObject({ tier: 'tier-xl', limit: 2_000, isHigher: true })
  })

  it('that has grown beyond XL is not told XL', () => {
    const { advice } = judge('standard', { seats: lasting(1_990) }, { nominalSeats: 2_000 })
    expect(advice.other).toMatchObject({ tier: 'tier-2xl', limit: 4_000 })
  })

  it('may be returned to up to 8 GB', () => {
    const may = (tier: string | null, bytes: number) =>
      judge(tier, { database: lasting(bytes) }).advice.mayReturn
    expect([may('tier-xl', 8e9), may('tier-xl', 8.01e9), may('standard', 8.01e9)]).toEqual([
      true,
      false,
      null,
    ])
    expect(judge('tier-xl', { seats: lasting(1) }).advice.mayReturn).toBeNull()
  })
})

it('a database that will be full within days is advised on while it has room', () => {
  const sizes = Array.from({ length: 31 }, (_, n) => ({
    at: new Date(now.getTime() + n * 60_000),
    value: 5.9e9 + n * 5.52e6,
  }))
  const axes = { database: lasting(sizes.at(-1)?.value ?? 0) }
  const judged = judgeControlPlane(
    { provider: 'eks', tier: 'standard', version: '1.34', axes, nominalSeats: null, sizes },
    [],
  )
  expect(judged).toMatchObject({ headroom: 'room', isNear: true, worst: 'database' })
  expect(judged.advice).toMatchObject({
    kind: 'move',
    axis: 'database',
    other: { tier: 'tier-xl', limit: 16e9 },
  })
})

describe('limits that EKS tells', () => {
  const told: ClusterVersion[] = [
    {
      ...{ provider: 'eks', version: '1.34', releasedOn: null, endOfStandardSupport: null, isDefault: false },
      ...{ endOfExtendedSupport: null, latestPatch: null, latestPlatformVersion: null },
      source: 'DescribeClusterVersions',
      tiers: [
        { tier: 'tier-xl', seats: 2_100, podsPerSecond: 200, databaseGb: 20 },
        { tier: 'tier-ultra', seats: 32_000, podsPerSecond: 500, databaseGb: 20 },
      ],
    },
  ]

  it('go before the shipped table, and are named as their source', () => {
    const limits = limitsOf({ provider: 'eks', tier: 'tier-xl', version: '1.34', nominalSeats: 9 }, told)
    expect(limits.seats).toEqual({ value: 2_100, kind: 'published', source: 'DescribeClusterVersions' })
    expect(limits.database?.value).toBe(20e9)
    const shipped = limitsOf({ provider: 'eks', tier: 'tier-xl', version: '1.33', nominalSeats: 9 }, told)
    expect(shipped.seats).toMatchObject({ value: 1_700, source: expect.stringContaining('user guide') })
  })

  it('may bring a tier that no table knew', () => {
    expect(provisionedTiers('1.34', told).map(({ tier }) => tier)).toEqual([
      ...['tier-xl', 'tier-2xl', 'tier-4xl', 'tier-8xl', 'tier-ultra'],
    ])
    const { advice } = judge('tier-8xl', { scheduling: lasting(400) }, { told })
    expect(advice.other).toEqual({
      ...{ tier: 'tier-ultra', limit: 500, isHigher: true },
      extraMicroUsdPerHour: null,
    })
  })
})

it('never recommends a tier that has no more of what runs out', () => {
  const amount = fc.option(fc.integer({ min: 1, max: 40_000 }), { nil: null })
  const toldTier = fc.record({
    tier: fc.constantFrom('tier-xl', 'tier-2xl', 'tier-4xl', 'tier-8xl', 'tier-ultra'),
    ...{ seats: amount, podsPerSecond: amount, databaseGb: amount },
  })
  const used = fc.option(fc.integer({ min: 0, max: 40_000 }), { nil: undefined })
  const asked = fc.record({
    tier: fc.constantFrom(null, 'standard', 'tier-xl', 'tier-2xl', 'tier-4xl', 'tier-8xl', 'tier-ultra', 'x'),
    version: fc.constantFrom('1.27', '1.28', '1.30', '1.33', '1.34', '1.36'),
    nominalSeats: amount,
    used: fc.record({ seats: used, scheduling: used, database: used, pods: used, nodes: used }),
    tiers: fc.uniqueArray(toldTier, { selector: ({ tier }) => tier, maxLength: 5 }),
  })
  let recommended = 0
  fc.assert(
    fc.property(asked, ({ tier, version, nominalSeats, used: amounts, tiers }) => {
      const told = ['1.28', '1.30', '1.33', '1.34', '1.36'].map(
        (row) => ({ provider: 'eks', version: row, source: 'told', tiers }) as unknown as ClusterVersion,
      )
      const axes = Object.fromEntries(
        capacityAxes.flatMap((axis) => {
          const value = amounts[axis]
          return value === undefined ? [] : [[axis, lasting(axis === 'database' ? value * 1e9 : value)]]
        }),
      )
      const question = { provider: 'eks' as const, tier, version, nominalSeats }
      const { advice } = judgeControlPlane({ ...question, axes, sizes: [] }, told)
      if (advice.kind !== 'move' || advice.axis === null || advice.other === null) return
      recommended += 1
      const here = limitsOf(question, told)[advice.axis]?.value
      const there = limitsOf({ ...question, tier: advice.other.tier, nominalSeats: null }, told)[advice.axis]
      expect(there?.value ?? 0).toBeGreaterThan(here ?? Number.POSITIVE_INFINITY)
      expect(advice.other.limit).toBe(there?.value)
    }),
    { seed: 20_261_126, numRuns: 500 },
  )
  expect(recommended).toBeGreaterThan(20)
})
