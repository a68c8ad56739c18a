// As Go's own documentation and tests have durations, and back again.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { goDuration } from './go-duration.ts'

const seed = Date.now()

it.each([
  [0, '0s'],
  [1, '1µs'],
  [999, '999µs'],
  [1_100, '1.1ms'],
  [350_500, '350.5ms'],
  [1_000_000, '1s'],
  [1_234_567, '1.234567s'],
  [10_000_000, '10s'],
  [60_000_000, '1m0s'],
  [123_500_000, '2m3.5s'],
  [600_000_000, '10m0s'],
  [3_600_000_000, '1h0m0s'],
  [18_367_001_000, '5h6m7.001s'],
])('%d microseconds are %s', (us, text) => {
  expect(goDuration(us)).toBe(text)
})

const unitUs: Readonly<Record<string, number>> = { h: 3.6e9, m: 6e7, s: 1e6, ms: 1e3, µs: 1 }

it(`is read back as what it was (seed ${seed})`, () => {
  const us = fc.integer({ min: 0, max: 12 }).chain((digits) => fc.maxSafeNat().map((n) => n % 10 ** digits))
  fc.assert(
    fc.property(us, (value) => {
      const parts = [...goDuration(value).matchAll(/([0-9.]+)(ms|µs|h|m|s)/g)]
      const read = parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (unitUs[unit] ?? 0), 0)
      expect(Math.round(read)).toBe(value)
      expect(parts.map(([part]) => part).join('')).toBe(goDuration(value))
    }),
    { seed, numRuns: 1_000 },
  )
})
