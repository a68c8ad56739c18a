import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timeTicks, valueScale } from './scale.ts'

describe('axes', () => {
  it('starts at zero, reaches the highest value and draws at most four lines above zero', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (highest) => {
        const { max, ticks } = valueScale(highest)
        expect(ticks[0]).toBe(0)
        expect(max).toBeGreaterThanOrEqual(highest * (1 - 1e-6))
        expect(max).toBeLessThanOrEqual(highest * 2.6)
        expect(ticks.length).toBeLessThanOrEqual(5)
      }),
    )
  })

  it('chooses round numbers', () => {
    expect(valueScale(15_360).ticks).toEqual([0, 4_000, 8_000, 12_000, 16_000])
    expect(valueScale(1).ticks).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect(valueScale(0).ticks).toEqual([0, 1])
  })

  it('labels both ends and whole beats between', () => {
    const ticks = timeTicks(new Date('2026-03-09T01:45:00Z'), new Date('2026-03-09T03:15:00Z'))
    expect(ticks.map((at) => new Date(at).toISOString().slice(11, 16))).toEqual([
      '01:45',
      '02:00',
      '02:15',
      '02:30',
      '02:45',
      '03:00',
      '03:15',
    ])
  })

  it('keeps labels apart at any window', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 * 1440 }), fc.nat(1e7), (minutes, offset) => {
        const from = new Date(Date.parse('2026-01-01T00:00:00Z') + offset * 60_000)
        const to = new Date(from.getTime() + minutes * 60_000)
        const ticks = timeTicks(from, to)
        expect(ticks.length).toBeLessThanOrEqual(9)
        expect(ticks).toEqual([...ticks].sort((a, b) => a - b))
      }),
    )
  })
})
