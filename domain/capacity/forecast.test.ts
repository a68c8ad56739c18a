// The forecast against lines whose end is known by construction: exact, noisy, with nonsense among the readings,
// and after a change of course.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Forecast, forecastOf, leastReadings, type SizeReading } from './forecast.ts'

const startMs = Date.parse('2026-03-13T12:00:00Z')
const at = (minute: number) => new Date(startMs + minute * 60_000)
const readings = (from: number, to: number, valueAt: (minute: number) => number): SizeReading[] =>
  Array.from({ length: to - from + 1 }, (_, n) => ({ at: at(from + n), value: valueAt(from + n) }))

function reaching(forecast: Forecast) {
  if (forecast.kind !== 'reaches') throw new Error(`it ${forecast.kind}`)
  return forecast
}
const minuteOf = (instant: Date) => (instant.getTime() - startMs) / 60_000

describe('a leak of 1,200 objects of 4,600 bytes a minute on 5.9 of 8 GB', () => {
  // 2.1e9 / (1200 * 4600): from the scenario's own numbers.
  const truth = 380.434_782_6
  const leak = (minute: number) => 5.9e9 + 5.52e6 * Math.max(0, minute)

  it('is found after 30 minutes, whatever was quiet before', () => {
    for (const before of [0, 60, 720]) {
      const forecast = reaching(forecastOf(readings(-before, 30, leak), 8e9))
      expect(minuteOf(forecast.at)).toBeCloseTo(truth, 1)
      expect(forecast.perMinute).toBeCloseTo(5.52e6, 0)
    }
  })

  it('is within 2 % with a wobble of 3 MB and every seventh reading nonsense', () => {
    const wobbling = readings(-300, 30, (minute) => {
      const wobble = 3e6 * Math.sin(minute * 12.9898)
      return leak(minute) + wobble + (minute % 7 === 0 ? 3e8 : 0)
    })
    const forecast = reaching(forecastOf(wobbling, 8e9))
    expect(Math.abs(minuteOf(forecast.at) - truth) / (truth - 30)).toBeLessThan(0.02)
    expect(minuteOf(forecast.earliest)).toBeLessThan(truth)
    expect(minuteOf(forecast.latest ?? at(1e9))).toBeGreaterThan(truth)
  })

  it('is said of too little data, and of none', () => {
    expect(forecastOf(readings(0, 5, leak), 8e9)).toEqual({
      kind: 'too-little',
      readings: 6,
      spanMs: 300_000,
    })
    // Enough readings, in too short a time.
    const dense = Array.from({ length: 60 }, (_, n) => ({ at: at(n / 10), value: leak(n / 10) }))
    expect(forecastOf(dense, 8e9).kind).toBe('too-little')
    expect(forecastOf([], 8e9)).toEqual({ kind: 'unread' })
  })

  it('lies at its limit once it is there, since the reading that was', () => {
    const full = forecastOf(readings(300, 400, leak), 8e9)
    expect(full).toEqual({ kind: 'reached', since: at(381) })
    expect(forecastOf(readings(390, 400, leak), 8e9)).toEqual({ kind: 'reached', since: null })
  })
})

it('names the line it was laid through', () => {
  const course = reaching(
    forecastOf(
      readings(0, 40, (minute) => 1e9 + 1e6 * minute),
      2e9,
    ),
  )
  expect(course).toMatchObject({ from: at(0), to: at(40), readings: 41 })
  expect(course.lineAtEnd).toBeCloseTo(1.04e9, 0)
})

it('does not call growing what is level, falls, or wobbles', () => {
  expect(
    forecastOf(
      readings(0, 60, () => 4e9),
      8e9,
    ).kind,
  ).toBe('steady')
  expect(
    forecastOf(
      readings(0, 60, (minute) => 4e9 - 1e6 * minute),
      8e9,
    ).kind,
  ).toBe('steady')
  const wobble = (minute: number) => 4e9 + 1e8 * Math.sin(minute * 78.233)
  expect(forecastOf(readings(0, 120, wobble), 8e9).kind).toBe('steady')
})

it('says a year as a year, and growth without a limit as that', () => {
  const slow = readings(0, 60, (minute) => 1e9 + 1e3 * minute)
  expect(forecastOf(slow, 8e9).kind).toBe('far')
  expect(forecastOf(slow, null).kind).toBe('no-limit')
})

it('is that of the present course after a compaction took half', () => {
  const sawtooth = readings(0, 90, (minute) => (minute < 45 ? 7e9 : 3e9) + 2e6 * minute)
  expect(reaching(forecastOf(sawtooth, 8e9)).perMinute).toBeCloseTo(2e6, 0)
})

it('finds the end of every line, and its band holds it, with a quarter of the readings far off', () => {
  fc.assert(
    fc.property(
      fc.record({
        start: fc.double({ min: 1e8, max: 5e9, noNaN: true }),
        perMinute: fc.double({ min: 1e5, max: 5e7, noNaN: true }),
        minutes: fc.integer({ min: 20, max: 240 }),
        away: fc.double({ min: 5, max: 5_000, noNaN: true }),
        off: fc.double({ min: 1e6, max: 1e9, noNaN: true }),
        hasNonsense: fc.boolean(),
      }),
      ({ start, perMinute, minutes, away, off, hasNonsense }) => {
        const line = (minute: number) => start + perMinute * minute
        const limit = line(minutes + away)
        // Nonsense below the line, so that it is never taken for the limit.
        const given = readings(0, minutes, (minute) =>
          hasNonsense && minute % 4 === 1 && minute < minutes
            ? Math.max(0, line(minute) - off)
            : line(minute),
        )
        const forecast = reaching(forecastOf(given, limit))
        expect(Math.abs(minuteOf(forecast.at) - minutes - away) / away).toBeLessThan(0.02)
        expect(forecast.earliest.getTime()).toBeLessThanOrEqual(forecast.at.getTime())
        expect(forecast.latest === null || forecast.latest >= forecast.at).toBe(true)
      },
    ),
    { seed: 20_261_126, numRuns: 60 },
  )
})

it('answers anything with a kind, and never with what is no number', () => {
  const any = fc.array(fc.record({ minute: fc.integer({ min: 0, max: 2_000 }), value: fc.nat() }), {
    maxLength: 80,
  })
  fc.assert(
    fc.property(any, fc.option(fc.nat()), (rows, limit) => {
      const given = [...rows]
        .sort((left, right) => left.minute - right.minute)
        .map(({ minute, value }) => ({ at: at(minute), value }))
      const forecast = forecastOf(given, limit)
      for (const value of Object.values(forecast)) {
        if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
        if (value instanceof Date) expect(Number.isFinite(value.getTime())).toBe(true)
      }
      if (given.length > 0 && given.length < leastReadings) {
        expect(['too-little', 'reached']).toContain(forecast.kind)
      }
    }),
    { seed: 20_261_126, numRuns: 300 },
  )
})
