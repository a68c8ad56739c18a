// Where days lie on a strip of months: shares of its width, its ticks, and on which side of a day its words fit.
export interface CalendarSpan {
  readonly from: Date
  readonly to: Date
}

const monthsBefore = 1
const monthsAfter = 15

const monthStart = (at: Date, months: number): Date =>
  new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1))

/** A month before today, fifteen after it: long enough to see the next two ends of support. */
export const calendarSpan = (today: Date): CalendarSpan => ({
  from: monthStart(today, -monthsBefore),
  to: monthStart(today, monthsAfter),
})

/** 0 to 1, held at the edges. */
export function placeOf(at: Date, { from, to }: CalendarSpan): number {
  const share = (at.getTime() - from.getTime()) / (to.getTime() - from.getTime())
  return Math.min(1, Math.max(0, share))
}

export const isWithin = (at: Date | null, { from, to }: CalendarSpan): at is Date =>
  at !== null && at > from && at < to

export interface CalendarTick {
  readonly at: Date
  readonly place: number
}

/** The first days of March, June, September and December, and none so near the end that its name hangs over. */
export function calendarTicks(span: CalendarSpan): CalendarTick[] {
  const ticks: CalendarTick[] = []
  for (let at = span.from; at < span.to; at = monthStart(at, 1)) {
    const place = placeOf(at, span)
    if (at.getUTCMonth() % 3 === 2 && place < 0.95) ticks.push({ at, place })
  }
  return ticks
}

export interface CalendarStretch {
  readonly phase: 'standard' | 'extended'
  readonly from: number
  readonly to: number
}

export interface SupportEnds {
  readonly standardEndsAt: Date | null
  readonly extendedEndsAt: Date | null
}

/** What of a version's support lies on the strip; empty where nobody said. */
export function supportStretches(
  { standardEndsAt, extendedEndsAt }: SupportEnds,
  span: CalendarSpan,
): CalendarStretch[] {
  if (standardEndsAt === null) return []
  const standard = placeOf(standardEndsAt, span)
  const extended = extendedEndsAt === null ? standard : placeOf(extendedEndsAt, span)
  const stretches: CalendarStretch[] = [
    { phase: 'standard', from: 0, to: standard },
    { phase: 'extended', from: standard, to: extended },
  ]
  return stretches.filter(({ from, to }) => to > from)
}
