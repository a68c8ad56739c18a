// Which two snapshots a week is made of, what it does not know for want of others, and which snapshots may go. A snapshot
// taken within the first hour of a Monday still says how the week before ended.
import type { ReviewWeek } from './review.ts'
import { dayName, daysOf, type IsoWeek, weekAt } from './week.ts'
import { weekdayText } from './words.ts'

export interface Taken {
  readonly day: string
  readonly takenAt: Date
}

const dayMs = 86_400_000
export const graceMs = 3_600_000

/** Days are kept for five weeks, then the last of each week, as long as the longest window of any question. */
const dailyDays = 35
export const weeklyDays = 400

export interface WeekBounds<One extends Taken> {
  /** What the week is held against. */
  readonly before: One | null
  /** What it stands for once it is over; null while it runs, and when no snapshot lies in it. */
  readonly after: One | null
}

const lastUntil = <One extends Taken>(taken: readonly One[], ms: number): One | undefined =>
  taken.filter(({ takenAt }) => takenAt.getTime() <= ms).at(-1)

/** `taken`: the oldest first. */
export function boundsOf<One extends Taken>(
  { fromMs, toMs }: IsoWeek,
  taken: readonly One[],
  nowMs: number,
): WeekBounds<One> {
  const inWeek = (one: One | undefined): one is One => one !== undefined && one.takenAt.getTime() >= fromMs
  const last = nowMs < toMs ? undefined : lastUntil(taken, toMs + graceMs)
  const after = inWeek(last) ? last : null
  if (nowMs >= toMs && after === null) return { before: null, after }
  const isOther = (one: One | undefined): one is One => one !== undefined && one.day !== after?.day
  const known = [
    lastUntil(taken, fromMs + graceMs),
    lastUntil(taken, fromMs - 1),
    taken.find((one) => inWeek(one)),
  ]
  // While it runs, a snapshot of today is no past to hold it against.
  const today = nowMs < toMs ? dayName(nowMs) : ''
  return { before: known.filter(isOther).find(({ day }) => day !== today) ?? null, after }
}

function partialBecause(
  { fromMs, toMs }: IsoWeek,
  { before, after }: WeekBounds<Taken>,
  isOver: boolean,
  now: string,
): string | null {
  if (isOver && after === null) return 'no snapshot of the fleet was taken in it'
  const said: string[] = []
  const beforeMs = before?.takenAt.getTime()
  const dayOf = (one: Taken) => weekdayText(one.takenAt.toISOString(), now)
  if (before === null || beforeMs === undefined) said.push('there is no older snapshot to hold it against')
  else if (beforeMs > fromMs + graceMs)
    said.push(`the first snapshot is of ${dayOf(before)}, and what changed before is not known`)
  else if (beforeMs < fromMs - dayMs)
    said.push(`it is held against ${dayOf(before)}, the last snapshot before it`)
  if (after !== null && after.takenAt.getTime() < toMs - dayMs)
    said.push(`its last snapshot is of ${dayOf(after)}`)
  return said.length === 0 ? null : said.join('; ')
}

/** A week as its review tells it. `taken`: the oldest first. */
export function tellWeek(
  week: IsoWeek,
  taken: readonly Taken[],
  args: { readonly now: Date; readonly weeks: readonly string[] },
): ReviewWeek {
  const { now, weeks } = args
  const isOver = now.getTime() >= week.toMs
  const bounds = boundsOf(week, taken, now.getTime())
  const takenOn = new Map(taken.map(({ day, takenAt }) => [day, takenAt.toISOString()]))
  const older = weeks.filter((name) => name < week.name).sort()
  const newer = weeks.filter((name) => name > week.name).sort()
  return {
    week: week.name,
    year: week.year,
    number: week.number,
    from: new Date(week.fromMs).toISOString(),
    to: new Date(week.toMs).toISOString(),
    state: isOver ? 'ended' : 'running',
    days: daysOf(week).map((ms) => ({ day: dayName(ms), snapshotAt: takenOn.get(dayName(ms)) ?? null })),
    comparedWith: bounds.before?.takenAt.toISOString() ?? null,
    standsFor: isOver ? (bounds.after?.takenAt.toISOString() ?? null) : now.toISOString(),
    partialBecause: partialBecause(week, bounds, isOver, now.toISOString()),
    previous: older.at(-1) ?? null,
    next: newer[0] ?? null,
  }
}

/** Weeks that have a snapshot, and the one that runs; the oldest first. */
export function weeksWith(taken: readonly Taken[], now: Date): string[] {
  const names = [...taken.map(({ takenAt }) => takenAt.getTime()), now.getTime()].map((ms) => weekAt(ms).name)
  return [...new Set(names)].sort()
}

/** Days of which the snapshot may go. */
export function outdated(taken: readonly Taken[], now: Date): string[] {
  const ageDays = ({ takenAt }: Taken) => (now.getTime() - takenAt.getTime()) / dayMs
  const lastOfWeek = new Map<string, Taken>()
  for (const one of [...taken].sort((left, right) => left.takenAt.getTime() - right.takenAt.getTime())) {
    lastOfWeek.set(weekAt(one.takenAt.getTime()).name, one)
  }
  const isKept = (one: Taken) =>
    ageDays(one) <= dailyDays ||
    (ageDays(one) <= weeklyDays && lastOfWeek.get(weekAt(one.takenAt.getTime()).name)?.day === one.day)
  return taken.filter((one) => !isKept(one)).map(({ day }) => day)
}
