import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DeliverySchedule, weekdays } from '../model/review-delivery.ts'
import { weekAt, weekNamed } from '../review/week.ts'
import { dueOf, nextDue } from './schedule.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`schedule.test.ts: seed ${seed}`)

const monday: DeliverySchedule = { weekday: 'monday', time: '09:00', zone: 'UTC' }
const due = (schedule: Partial<DeliverySchedule>, name: string): string => {
  const week = weekNamed(name)
  if (week === undefined) throw new Error(name)
  return dueOf({ ...monday, ...schedule }, week).toISOString()
}

describe('the review of a week', () => {
  it.each([
    [{}, '2026-W47', '2026-11-23T09:00:00.000Z'],
    [{ zone: 'Europe/Berlin' }, '2026-W47', '2026-11-23T08:00:00.000Z'],
    [{ zone: 'Europe/Berlin' }, '2026-W26', '2026-06-29T07:00:00.000Z'],
    [{ weekday: 'friday', time: '17:30' }, '2026-W47', '2026-11-27T17:30:00.000Z'],
    [{ weekday: 'sunday', time: '02:30', zone: 'Europe/Berlin' }, '2026-W12', '2026-03-29T01:30:00.000Z'],
    [{}, '2026-W53', '2027-01-04T09:00:00.000Z'],
    // Monday morning in the far east, while the week is not over by UTC: once it is.
    [{ zone: 'Pacific/Auckland' }, '2026-W47', '2026-11-23T00:00:00.000Z'],
  ] as const)('%j of %s is due at %s', (schedule, week, wanted) => {
    expect(due(schedule, week)).toBe(wanted)
  })

  it('comes next: the first that is due after now', () => {
    const next = (now: string) => nextDue(monday, new Date(now))
    expect(next('2026-11-23T08:59:59Z')).toEqual({
      week: '2026-W47',
      dueAt: new Date('2026-11-23T09:00:00Z'),
    })
    expect(next('2026-11-23T09:00:00Z')).toEqual({
      week: '2026-W48',
      dueAt: new Date('2026-11-30T09:00:00Z'),
    })
  })

  it('is due once a week, after its end and within eight days of it, in every zone', () => {
    const schedules = fc.record({
      weekday: fc.constantFrom(...weekdays),
      time: fc.constantFrom('00:00', '02:30', '09:00', '23:59'),
      zone: fc.constantFrom(
        'UTC',
        'Europe/Berlin',
        'America/Los_Angeles',
        'Pacific/Pago_Pago',
        'Pacific/Kiritimati',
      ),
    })
    const instants = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) })
    fc.assert(
      fc.property(schedules, instants, (schedule, nowMs) => {
        const first = nextDue(schedule, new Date(nowMs))
        const second = nextDue(schedule, first.dueAt)
        const { toMs } = weekNamed(first.week) ?? weekAt(0)
        expect(first.dueAt.getTime()).toBeGreaterThan(nowMs)
        expect(first.dueAt.getTime()).toBeGreaterThanOrEqual(toMs)
        expect(first.dueAt.getTime()).toBeLessThan(toMs + 8 * 86_400_000)
        expect(second.week).toBe(weekAt(toMs).name)
        // Between two of them lies a week, but for the hour that clocks are set by.
        const between = second.dueAt.getTime() - first.dueAt.getTime()
        expect(Math.abs(between - 7 * 86_400_000)).toBeLessThanOrEqual(3_600_000)
      }),
      { seed },
    )
  })
})
