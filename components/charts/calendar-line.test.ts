import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarSpan, calendarTicks, isWithin, placeOf, supportStretches } from './calendar-line.ts'

const today = new Date('2026-03-09T08:42:00Z')
const span = calendarSpan(today)
const anyDay = fc.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })

describe('the strip of months', () => {
  it('begins a month ago and shows more than a year', () => {
    expect([span.from, span.to].map((at) => at.toISOString().slice(0, 10))).toEqual([
      '2026-02-01',
      '2027-06-01',
    ])
    expect(calendarTicks(span).map(({ at }) => at.toISOString().slice(0, 7))).toEqual([
      '2026-03',
      '2026-06',
      '2026-09',
      '2026-12',
      '2027-03',
    ])
  })

  it('holds every day on it, in their order', () => {
    fc.assert(
      fc.property(anyDay, anyDay, anyDay, (now, one, other) => {
        const anySpan = calendarSpan(now)
        const [first, last] = one < other ? [one, other] : [other, one]
        expect(placeOf(first, anySpan)).toBeGreaterThanOrEqual(0)
        expect(placeOf(last, anySpan)).toBeLessThanOrEqual(1)
        expect(placeOf(first, anySpan)).toBeLessThanOrEqual(placeOf(last, anySpan))
        expect(isWithin(now, anySpan)).toBe(true)
      }),
    )
  })
})

describe('support on the strip', () => {
  const ends = (standard: string | null, extended: string | null) => ({
    standardEndsAt: standard === null ? null : new Date(standard),
    extendedEndsAt: extended === null ? null : new Date(extended),
  })
  const phases = (standard: string | null, extended: string | null) =>
    supportStretches(ends(standard, extended), span).map(({ phase, from, to }) => [
      phase,
      Number(from.toFixed(2)),
      Number(to.toFixed(2)),
    ])

  it.each([
    ['one that is in extended support', '2025-11-26', '2026-11-26', [['extended', 0, 0.61]]],
    [
      'one that leaves standard support',
      '2026-07-29',
      '2027-07-29',
      [
        ['standard', 0, 0.37],
        ['extended', 0.37, 1],
      ],
    ],
    ['one without extended support', '2026-07-29', null, [['standard', 0, 0.37]]],
    ['one that nobody supports', '2024-01-01', '2025-01-01', []],
    ['one that nobody knows', null, null, []],
  ])('of %s', (_, standard, extended, expected) => {
    expect(phases(standard, extended)).toEqual(expected)
  })
})
