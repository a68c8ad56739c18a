// Days and dollars of a plan, worked out by hand from Amazon's calendar and price: 1.33 is in extended support since
// 29 July 2026, 1.34 from 2 December 2026; an hour of it is 0.50 USD.
import { describe, expect, it } from 'vitest'
import { shippedCalendar as calendar } from '../support/shipped-calendar.ts'
import { type Course, missOf, stretchesOf } from './course.ts'
import { moneyOfStaying, monthsOf } from './money.ts'
import { targetsOf, usualTarget } from './target.ts'

const now = new Date('2026-11-26T10:20:30Z')
const at = (text: string) => new Date(`2026-${text}:00Z`)
const course = (
  version: string,
  moves: Course['moves'],
  supportType: Course['supportType'] = 'EXTENDED',
): Course => ({
  ...{ provider: 'eks', version, supportType, moves },
})
const slow = course('1.33', [
  { to: '1.34', at: at('12-01T15:00') },
  { to: '1.35', at: at('12-10T15:00') },
])

describe('the money of staying', () => {
  it('is counted in begun hours of extended support, month by month', () => {
    const until = at('12-10T15:00')
    // November: 11:00 on the 26th to the 1st, 109 h. December: 15 h on 1.33, and from the 2nd on 207 h on 1.34;
    // without any move 231 h.
    expect(moneyOfStaying([slow, slow], calendar, { now, until })).toEqual([
      {
        ...{ month: '2026-11', from: now, to: at('12-01T00:00') },
        ...{ plannedMicroUsd: 109_000_000, stayingMicroUsd: 109_000_000 },
      },
      {
        ...{ month: '2026-12', from: at('12-01T00:00'), to: until },
        ...{ plannedMicroUsd: 222_000_000, stayingMicroUsd: 231_000_000 },
      },
    ])
    expect(moneyOfStaying([slow], calendar, { now, until: now })).toEqual([])
  })

  it('is none for who asks to be upgraded at the end of standard support', () => {
    const until = at('12-20T00:00')
    const [november, december] = moneyOfStaying([course('1.34', [], 'STANDARD')], calendar, { now, until })
    expect([november?.stayingMicroUsd, december?.stayingMicroUsd]).toEqual([0, 0])
    const versions = stretchesOf(course('1.34', [], 'STANDARD'), calendar, now, until)
    expect(versions.map(({ version, from }) => [version, from])).toEqual([
      ['1.34', now],
      ['1.35', at('12-02T00:00')],
    ])
  })

  it('goes on after a forced upgrade: the oldest supported version is in extended support too', () => {
    const [first] = stretchesOf(course('1.31', []), calendar, now, at('12-20T00:00'))
    expect(first).toMatchObject({ version: '1.32', support: { status: 'extended' } })
  })

  it('cuts months at both ends', () => {
    expect(monthsOf(now, new Date('2027-02-01T00:00:00Z')).map(({ month }) => month)).toEqual([
      ...['2026-11', '2026-12', '2027-01'],
    ])
  })
})

describe('a day that a plan misses', () => {
  const moved = (to: string, text: string) => [{ to, at: at(text) }]

  it.each([
    ['a version on the way enters extended support', slow, 'extended', '1.34', '2026-12-02'],
    [
      'it is upgraded by force',
      course('1.34', moved('1.35', '12-05T10:00'), 'STANDARD'),
      'forced',
      '1.34',
      '2026-12-02',
    ],
    [
      'it should have been already',
      course('1.31', moved('1.32', '12-05T10:00')),
      'forced',
      '1.31',
      '2026-11-26',
    ],
    [
      'nobody supports it any more',
      { ...course('1.31', moved('1.32', '12-05T10:00')), provider: 'aks' },
      ...(['unsupported', '1.31', '2026-11-30'] as const),
    ],
  ] as const)('%s', (_, given, kind, version, day) => {
    expect(missOf(given, calendar, now)).toMatchObject({ kind, version, at: new Date(`${day}T00:00:00Z`) })
  })

  it('is none when the last move comes in time', () => {
    expect(missOf(course('1.34', moved('1.35', '12-01T23:00')), calendar, now)).toBeNull()
  })
})

it('goes to the oldest version that lasts another quarter', () => {
  const choices = targetsOf('eks', calendar, now)
  expect(choices.map(({ version }) => version)).toEqual(['1.34', '1.35', '1.36'])
  expect(usualTarget(choices, now)).toBe('1.35')
  expect(usualTarget(choices, new Date('2027-01-15T00:00:00Z'))).toBe('1.36')
  expect(usualTarget([], now)).toBeNull()
})
