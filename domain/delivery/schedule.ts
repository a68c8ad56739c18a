// When the review of a week is sent: at a time of a weekday of the week after, as clocks of a place show it, and
// never before the week is over, which it is by UTC.
import { type DeliverySchedule, weekdays } from '../model/review-delivery.ts'
import { type IsoWeek, weekAfter, weekAt } from '../review/week.ts'
import { instantShownAs } from '../units/zoned-time.ts'

const dayMs = 86_400_000
const minuteMs = 60_000

/** One that comes later than this is missed. */
export const lateMs = dayMs

export function dueOf({ weekday, time, zone }: DeliverySchedule, { toMs }: IsoWeek): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const shownMs = toMs + weekdays.indexOf(weekday) * dayMs + (hours * 60 + minutes) * minuteMs
  const dueMs = instantShownAs(new Date(shownMs), zone).getTime()
  return new Date(Math.max(dueMs, toMs))
}

export interface DueWeek {
  /** "2026-W48". */
  readonly week: string
  readonly dueAt: Date
}

/** The week that is due next after `now`. */
export function nextDue(schedule: DeliverySchedule, now: Date): DueWeek {
  // A Sunday in the far west is due more than a week after its week has ended.
  let week = weekAt(now.getTime() - 16 * dayMs)
  for (;;) {
    const dueAt = dueOf(schedule, week)
    if (dueAt > now) return { week: week.name, dueAt }
    week = weekAfter(week)
  }
}
