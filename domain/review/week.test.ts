import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayName, daysOf, weekAfter, weekAt, weekBefore, weekNamed } from './week.ts'

const at = (text: string) => Date.parse(text)

describe('weeks', () => {
  // By hand, from ISO 8601: the first week holds the year's first Thursday.
  it.each([
    ['2026-11-26T10:00:00Z', '2026-W48', '2026-11-23', '2026-11-30'],
    ['2026-11-23T00:00:00Z', '2026-W48', '2026-11-23', '2026-11-30'],
    ['2026-11-22T23:59:59.999Z', '2026-W47', '2026-11-16', '2026-11-23'],
    ['2027-01-03T23:00:00Z', '2026-W53', '2026-12-28', '2027-01-04'],
    ['2027-01-04T00:00:00Z', '2027-W01', '2027-01-04', '2027-01-11'],
    ['2024-12-30T00:00:00Z', '2025-W01', '2024-12-30', '2025-01-06'],
    ['2021-01-03T12:00:00Z', '2020-W53', '2020-12-28', '2021-01-04'],
    ['2016-01-01T00:00:00Z', '2015-W53', '2015-12-28', '2016-01-04'],
    ['2028-02-29T00:00:00Z', '2028-W09', '2028-02-28', '2028-03-06'],
  ])('%s lies in %s', (instant, name, from, to) => {
    const week = weekAt(at(instant))
    expect([week.name, dayName(week.fromMs), dayName(week.toMs)]).toEqual([name, from, to])
  })

  it.each([
    ['2026-W48', '2026-W48'],
    ['2026-11-29', '2026-W48'],
    ['2026-11-30', '2026-W49'],
    ['2026-W53', '2026-W53'],
    ['2025-W53', undefined],
    ['2026-W00', undefined],
    ['2026-W54', undefined],
    ['2026-02-30', undefined],
    ['2026-w48', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ])('%j names %s', (text, name) => {
    expect(weekNamed(text)?.name).toBe(name)
  })

  it('follow each other without a gap, over years, and are found by their name and by each of their days', () => {
    fc.assert(
      fc.property(fc.integer({ min: at('1999-01-01'), max: at('2101-01-01') }), (ms) => {
        const week = weekAt(ms)
        expect(week.fromMs <= ms && ms < week.toMs).toBe(true)
        expect(new Date(week.fromMs).getUTCDay()).toBe(1)
        expect(weekNamed(week.name)).toEqual(week)
        for (const day of daysOf(week)) expect(weekNamed(dayName(day))).toEqual(week)
        expect(weekBefore(weekAfter(week))).toEqual(week)
        expect(weekAfter(week).fromMs).toBe(week.toMs)
        const next = weekAfter(week)
        expect([next.number, next.year]).toEqual(
          next.year === week.year ? [week.number + 1, week.year] : [1, week.year + 1],
        )
      }),
    )
  })
})
