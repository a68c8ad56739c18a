import { describe, expect, it } from 'vitest'
import { anchorOfOwner } from '../../../domain/review/chase.ts'
import type { CalendarRow } from '../../../domain/review/review.ts'
import { calendarWords, deltaWords, dueWords, headlineValue, moreThan, rowId } from './words.ts'

const today = new Date('2026-03-09T08:42:00Z')

describe('a headline', () => {
  it('is money where it is money, and a dash where nobody knows', () => {
    expect(headlineValue({ now: 10_585, unit: 'usd-per-month' })).toBe('$10,585')
    expect(headlineValue({ now: 1_214, unit: 'clusters' })).toBe('1,214')
    expect(headlineValue({ now: null, unit: 'findings' })).toBe('–')
  })

  it.each([
    [{ delta: 5, unit: 'clusters', rise: 'good' }, 'up', '5', 'ok'],
    [{ delta: -5, unit: 'clusters', rise: 'good' }, 'down', '5', 'warn'],
    [{ delta: -1_825, unit: 'usd-per-month', rise: 'bad' }, 'down', '$1,825', 'ok'],
    [{ delta: 2, unit: 'findings', rise: 'bad' }, 'up', '2', 'warn'],
    [{ delta: 3, unit: 'clusters', rise: 'none' }, 'up', '3', 'plain'],
  ] as const)('%o moves', (headline, direction, text, tone) => {
    expect(deltaWords(headline)).toMatchObject({ direction, text, tone })
  })

  it('says nothing of what did not move, or was compared with nothing', () => {
    expect(deltaWords({ delta: 0, unit: 'clusters', rise: 'good' })).toBeNull()
    expect(deltaWords({ delta: null, unit: 'clusters', rise: 'good' })).toBeNull()
  })
})

it.each([
  ['2026-03-23T00:00:00.000Z', 1, 'crit', 'in 14 days', 'Mon 23 Mar'],
  ['2026-03-23T00:00:00.000Z', 0, 'warn', 'in 14 days', 'Mon 23 Mar'],
  ['2026-03-10T00:00:00.000Z', 0, 'warn', 'in 1 day', 'Tue 10 Mar'],
  ['2026-03-09T00:00:00.000Z', 0, 'warn', 'today', 'Mon 9 Mar'],
  ['2026-03-06T00:00:00.000Z', 0, 'crit', '3 days over', 'Fri 6 Mar'],
  ['2026-04-20T00:00:00.000Z', 3, 'info', 'in 42 days', 'Mon 20 Apr'],
  ['2027-03-27T00:00:00.000Z', 3, 'info', '27 Mar 2027', ''],
])('is due on %s with %d errors', (due, errors, tone, text, written) => {
  expect(dueWords({ due, errors }, today)).toEqual({ tone, text, day: written })
})

describe('the calendar says what comes and what it costs', () => {
  const row = (some: Partial<CalendarRow>): CalendarRow => ({
    ...{ provider: 'eks', version: '1.32', clusters: 26, owners: 4, href: '/fleet', source: null },
    ...{ releasedOn: null, standardEndsAt: null, extendedEndsAt: null },
    ...{ phase: 'standard', next: 'extended', nextAt: '2026-03-23T00:00:00.000Z' },
    ...{ extendedUsdPerMonth: 0, addedUsdPerMonth: 9_490 },
    ...some,
  })
  it.each([
    [{}, '23 Mar: extended, +$9,490/mo if they stay', 'ext'],
    [{ addedUsdPerMonth: null }, '23 Mar: extended', 'ext'],
    [{ nextAt: '2026-07-29T00:00:00.000Z' }, '29 Jul · +$9,490/mo', 'ext'],
    [{ nextAt: '2027-03-27T00:00:00.000Z', addedUsdPerMonth: null }, '27 Mar 2027', 'ok'],
    [{ next: 'upgraded', nextAt: '2026-07-29T00:00:00.000Z' }, '29 Jul ends', 'ext'],
    [{ next: 'upgraded', nextAt: '2027-07-29T00:00:00.000Z' }, '29 Jul 2027 ends', 'ok'],
    [{ phase: 'extended', next: 'upgraded' }, '23 Mar: upgraded by force', 'crit'],
    [{ phase: 'extended', next: 'unsupported' }, '23 Mar: support ends', 'crit'],
    [
      { phase: 'extended', next: 'upgraded', nextAt: '2026-07-23T00:00:00.000Z', extendedUsdPerMonth: 2_555 },
      '23 Jul ends · $2,555/mo',
      'crit',
    ],
    [
      { phase: 'unsupported', next: 'upgraded', nextAt: '2026-03-01T00:00:00.000Z' },
      'due for an upgrade by force since 1 Mar',
      'crit',
    ],
    [{ phase: 'unsupported', next: null, nextAt: null }, 'no longer supported', 'crit'],
    [{ phase: 'unknown', next: null, nextAt: null }, 'end of support not known', 'unk'],
  ] as const)('%o', (some, words, tone) => {
    expect(calendarWords(row(some), today)).toMatchObject({ words, tone })
  })
})

it('has a row for an owner where a review says that it is', () => {
  expect(rowId('ads serving')).toBe(anchorOfOwner('ads serving'))
})

it('counts what a list leaves out', () => {
  expect([moreThan(1, 6), moreThan(6, 6)]).toEqual(['+5', ''])
})
