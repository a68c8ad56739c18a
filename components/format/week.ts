// How an ISO week is written: its number, and its days from Monday to Sunday.
import { day } from './time.ts'

export interface WeekSpan {
  /** Monday 00:00 UTC. */
  readonly from: Date
  /** The next Monday 00:00 UTC. */
  readonly to: Date
}

/** "Mon 2 – Sun 8 Mar 2026", "Mon 30 Mar – Sun 5 Apr 2026", with both years where they differ. */
export function weekDays({ from, to }: WeekSpan): string {
  const last = new Date(to.getTime() - 1)
  const end = day(last, Number.NaN)
  if (from.getUTCFullYear() !== last.getUTCFullYear()) return `${day(from, Number.NaN)} – ${end}`
  const start = day(from)
  return from.getUTCMonth() === last.getUTCMonth()
    ? `${start.slice(0, start.lastIndexOf(' '))} – ${end}`
    : `${start} – ${end}`
}

/** "2026-W09" → "Week 9". */
export const weekTitle = (name: string): string => `Week ${Number(name.slice(name.indexOf('W') + 1))}`
