import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { weekAt, weekNamed } from './week.ts'
import { boundsOf, outdated, type Taken, tellWeek } from './week-snapshots.ts'

const taken = (...instants: readonly string[]): Taken[] =>
  instants.map((instant) => ({ day: instant.slice(0, 10), takenAt: new Date(`${instant}:00Z`) }))
const week = (name: string) => weekNamed(name) ?? weekAt(0)
const days = (name: string, all: readonly Taken[], now: string) => {
  const { before, after } = boundsOf(week(name), all, Date.parse(`${now}:00Z`))
  return [before?.day ?? null, after?.day ?? null]
}

// 23 November 2026 is a Monday.
describe('what a week is made of', () => {
  const everyDay = taken(
    ...Array.from({ length: 24 }, (_, n) => `2026-11-${String(n + 3).padStart(2, '0')}T23:50`),
  )

  it.each([
    ['a week that is over', '2026-W47', everyDay, '2026-11-26T10:00', ['2026-11-15', '2026-11-22']],
    ['the one that runs', '2026-W48', everyDay, '2026-11-26T10:00', ['2026-11-22', null]],
    ['one without any', '2026-W30', everyDay, '2026-11-26T10:00', [null, null]],
    [
      'the past of a demo: a day a week, and the day before',
      '2026-W47',
      taken('2026-11-12T00:00', '2026-11-19T00:00', '2026-11-25T00:00'),
      '2026-11-26T10:00',
      ['2026-11-12', '2026-11-19'],
    ],
    [
      'a Monday whose first hour ends the week before',
      '2026-W47',
      taken('2026-11-16T00:00', '2026-11-23T00:00', '2026-11-29T00:00'),
      '2026-11-30T10:00',
      ['2026-11-16', '2026-11-23'],
    ],
    [
      'a later hour does not',
      '2026-W47',
      taken('2026-11-15T00:00', '2026-11-16T09:00', '2026-11-23T09:00'),
      '2026-11-26T10:00',
      ['2026-11-15', '2026-11-16'],
    ],
    [
      'the first week: held against its own first day',
      '2026-W47',
      taken('2026-11-18T23:00', '2026-11-20T23:00'),
      '2026-11-26T10:00',
      ['2026-11-18', '2026-11-20'],
    ],
    ['a single day', '2026-W47', taken('2026-11-18T23:00'), '2026-11-26T10:00', [null, '2026-11-18']],
    ['today is no past', '2026-W48', taken('2026-11-26T09:45'), '2026-11-26T10:00', [null, null]],
    [
      'yesterday is',
      '2026-W48',
      taken('2026-11-25T23:45', '2026-11-26T09:45'),
      '2026-11-26T10:00',
      ['2026-11-25', null],
    ],
  ] as const)('%s', (_what, name, all, now, wanted) => {
    expect(days(name, all, now)).toEqual(wanted)
  })

  it('ends where the next one begins', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 34 }), { minLength: 1 }), (which) => {
        const start = Date.parse('2026-10-19T00:00:00Z')
        const all = [...which]
          .sort((left, right) => left - right)
          .map((n) => new Date(start + n * 86_400_000 + 86_000_000))
          .map((takenAt) => ({ day: takenAt.toISOString().slice(0, 10), takenAt }))
        const now = Date.parse('2026-11-26T00:00:00Z')
        const [one, next] = [boundsOf(week('2026-W45'), all, now), boundsOf(week('2026-W46'), all, now)]
        if (one.after !== null && next.after !== null) expect(next.before?.day).toBe(one.after.day)
      }),
    )
  })

  it('is told with what it does not know', () => {
    const tell = (name: string, all: readonly Taken[]) =>
      tellWeek(week(name), all, {
        now: new Date('2026-11-26T10:00:00Z'),
        weeks: ['2026-W46', name, '2026-W49'],
      })
    expect(tell('2026-W47', everyDay)).toMatchObject({
      ...{ partialBecause: null, state: 'ended', previous: '2026-W46', next: '2026-W49' },
      ...{ comparedWith: '2026-11-15T23:50:00.000Z', standsFor: '2026-11-22T23:50:00.000Z' },
    })
    expect(tell('2026-W47', everyDay).days.map(({ snapshotAt }) => snapshotAt?.slice(8, 10))).toEqual([
      '16',
      '17',
      '18',
      '19',
      '20',
      '21',
      '22',
    ])
    expect(tell('2026-W30', everyDay)).toMatchObject({
      partialBecause: 'no snapshot of the fleet was taken in it',
      standsFor: null,
    })
    expect(tell('2026-W47', taken('2026-11-12T00:00', '2026-11-19T00:00')).partialBecause).toBe(
      'it is held against Thursday 12 November, the last snapshot before it; its last snapshot is of Thursday 19 November',
    )
    expect(tell('2026-W48', taken('2026-11-24T23:00')).partialBecause).toBe(
      'the first snapshot is of Tuesday 24 November, and what changed before is not known',
    )
  })
})

describe('what may go', () => {
  it('is all but five weeks of days, and the last of each week for a year', () => {
    const start = Date.parse('2025-01-01T23:00:00Z')
    const all = Array.from({ length: 700 }, (_, n) => new Date(start + n * 86_400_000)).map((takenAt) => ({
      day: takenAt.toISOString().slice(0, 10),
      takenAt,
    }))
    const now = new Date('2026-11-26T10:00:00Z')
    const gone = new Set(outdated(all, now))
    const kept = all.filter(({ day, takenAt }) => !gone.has(day) && takenAt < now)
    const ageOf = ({ takenAt }: Taken) => (now.getTime() - takenAt.getTime()) / 86_400_000
    expect(kept.filter((one) => ageOf(one) <= 35)).toHaveLength(35)
    const older = kept.filter((one) => ageOf(one) > 35)
    expect(older.every(({ takenAt }) => takenAt.getUTCDay() === 0)).toBe(true)
    // 365 days between 35 and 400 hold 52 Sundays.
    expect(older).toHaveLength(52)
    expect(Math.max(...older.map(ageOf))).toBeLessThanOrEqual(400)
  })
})
