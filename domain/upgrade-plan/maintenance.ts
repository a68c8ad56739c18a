// When control planes may be upgraded: some hours of some days of the week, UTC, and so many clusters in each.
// Pure arithmetic on the calendar.
import { z } from 'zod'
import { weekdays } from './weekday.ts'

export const maintenanceSchema = z
  .strictObject({
    days: z.array(z.enum(weekdays)).min(1, 'at least one day of the week').max(weekdays.length),
    fromHour: z.int().min(0).max(23),
    toHour: z.int().min(1).max(24),
    /** Clusters that one window has room for, over all waves. */
    clusters: z.int().min(1).max(500),
  })
  .refine(({ fromHour, toHour }) => fromHour < toHour, {
    path: ['toHour'],
    message: 'a window ends after it starts, on the same day',
  })
export type Maintenance = z.infer<typeof maintenanceSchema>

export interface MaintenanceWindow {
  readonly startsAt: Date
  readonly endsAt: Date
}

const hourMs = 3_600_000
export const dayMs = 24 * hourMs

/** Whole windows from `from` on, without end. */
export function* windowsFrom(
  { days, fromHour, toHour }: Pick<Maintenance, 'days' | 'fromHour' | 'toHour'>,
  from: Date,
): Generator<MaintenanceWindow> {
  if (days.length === 0) return
  let dayAt = Math.floor(from.getTime() / dayMs) * dayMs
  for (;;) {
    const startsAt = new Date(dayAt + fromHour * hourMs)
    const weekday = weekdays[startsAt.getUTCDay()]
    if (weekday !== undefined && days.includes(weekday) && startsAt >= from) {
      yield { startsAt, endsAt: new Date(dayAt + toHour * hourMs) }
    }
    dayAt += dayMs
  }
}

/** Hands out places in windows; what is taken stays taken. */
export class MaintenanceCalendar {
  readonly #maintenance: Maintenance
  readonly #taken = new Map<number, number>()

  constructor(maintenance: Maintenance) {
    this.#maintenance = maintenance
  }

  /** One window for each of `items`, in their order, the earliest that has room and starts at `from` or later. */
  place<Item>(
    items: readonly Item[],
    from: Date,
  ): { readonly item: Item; readonly window: MaintenanceWindow }[] {
    const placed: { item: Item; window: MaintenanceWindow }[] = []
    if (items.length === 0) return placed
    for (const window of windowsFrom(this.#maintenance, from)) {
      const at = window.startsAt.getTime()
      let taken = this.#taken.get(at) ?? 0
      for (; taken < this.#maintenance.clusters && placed.length < items.length; taken += 1) {
        placed.push({ item: items[placed.length] as Item, window })
      }
      this.#taken.set(at, taken)
      if (placed.length === items.length) break
    }
    return placed
  }
}
