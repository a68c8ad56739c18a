import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytes, compact, count, duration, milliseconds, percent, plural, rate, seconds } from './number.ts'

describe('numbers as written', () => {
  it('writes counts in full and missing ones as a dash', () => {
    expect(count(9400)).toBe('9,400')
    expect(count(0)).toBe('0')
    expect(count(null)).toBe('–')
  })

  it('keeps three significant figures in charts', () => {
    expect(compact(16_000)).toBe('16k')
    expect(compact(1_234_567)).toBe('1.23M')
    expect(compact(999_700)).toBe('1M')
    expect(compact(0)).toBe('0')
    expect(compact(0.25)).toBe('0.25')
  })

  it('never shows something as nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), (value) => {
        expect(Number.parseFloat(rate(value).replace(/[<,]/g, ''))).toBeGreaterThan(0)
      }),
    )
    expect(percent(0.0004)).toBe('<0.1%')
    expect(percent(0)).toBe('0%')
  })

  it('never shows a part as the whole', () => {
    expect(percent(0.9999)).toBe('>99.9%')
    expect(percent(0.998)).toBe('99.8%')
    expect(percent(1)).toBe('100%')
    expect(percent(0.612)).toBe('61.2%')
  })

  it('writes rates by size', () => {
    expect([rate(9400), rate(99.96), rate(42.25), rate(3.456), rate(0.004), rate(null)]).toEqual([
      '9,400',
      '100',
      '42.3',
      '3.46',
      '<0.01',
      '–',
    ])
  })

  it('writes latencies and lengths with a space before the unit', () => {
    expect(milliseconds(0.84)).toBe('0.84 ms')
    expect(milliseconds(12.6)).toBe('13 ms')
    expect(milliseconds(999.9)).toBe('1.00 s')
    expect(milliseconds(8400)).toBe('8.40 s')
    expect(milliseconds(null)).toBe('–')
    expect(seconds(59.97)).toBe('1 m')
    expect(seconds(12.34)).toBe('12.3 s')
    expect(duration(9_120_000)).toBe('2 h 32 m')
    expect(duration(3 * 86_400_000)).toBe('3 d')
    expect(duration(45_000)).toBe('45 s')
  })

  it('writes bytes in three figures, and never 1000 of a unit', () => {
    expect([0, 631, 999.4, 999.6, 1_234, 999_600, 71_020_800_000, null].map(bytes)).toEqual([
      ...['0 B', '631 B', '999 B', '1.00 kB', '1.23 kB', '1.00 MB', '71.0 GB', '–'],
    ])
  })

  it('agrees in number', () => {
    expect(plural(1, 'client')).toBe('1 client')
    expect(plural(1_200, 'identity', 'identities')).toBe('1,200 identities')
  })
})
