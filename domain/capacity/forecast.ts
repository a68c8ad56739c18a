// When a size that grows reaches its limit, from readings of the recent past, and how sure that is.
//
// The slope is Theil and Sen's: the median of the slopes between all pairs of readings. A third of them may be
// nonsense (a compaction, another member of the database that is larger) without moving it. Its band is Sen's
// (1968), 95 %. The line lies at the median of what readings leave. What is recent is found, not chosen: the last
// half hour is fitted first, and earlier readings join, twice as far back each time, as long as they lie on its
// line; so a leak that began 30 minutes ago is not averaged with the quiet week before it. Pure; refuses to guess
// from less than `leastReadings` over `leastSpanMs`.

export interface SizeReading {
  readonly at: Date
  readonly value: number
}

export type Forecast =
  /** Nothing was read. */
  | { readonly kind: 'unread' }
  /** Too few readings, or over too short a time. */
  | { readonly kind: 'too-little'; readonly readings: number; readonly spanMs: number }
  /** The band of the slope holds zero or less: it does not surely grow. */
  | ({ readonly kind: 'steady' } & Course)
  /** It grows, but no limit is known. */
  | ({ readonly kind: 'no-limit' } & Course)
  | { readonly kind: 'reached'; readonly since: Date | null }
  /** It grows, and reaches its limit later than `furthestMs`. */
  | ({ readonly kind: 'far' } & Course)
  | ({
      readonly kind: 'reaches'
      readonly at: Date
      /** With the steepest slope of the band, and with the flattest; null: later than anybody would plan for. */
      readonly earliest: Date
      readonly latest: Date | null
    } & Course)

interface Course {
  /** Of the line, a minute; negative when it shrinks. */
  readonly perMinute: number
  readonly leastPerMinute: number
  readonly mostPerMinute: number
  /** The readings that the line was laid through. */
  readonly from: Date
  readonly to: Date
  readonly readings: number
  /** Where the line lies at `to`. */
  readonly lineAtEnd: number
}

export const leastReadings = 8
export const leastSpanMs = 10 * 60_000
const recentMs = 30 * 60_000
export const furthestMs = 365 * 86_400_000
/** More pairs tell nothing new; readings are thinned evenly. */
const mostReadings = 120
const z95 = 1.959_964

interface Line {
  readonly slope: number
  readonly least: number
  readonly most: number
  readonly atEnd: number
  /** Median distance of readings from it, as a standard deviation. */
  readonly noise: number
}

function medianOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
}

const sortedOf = (values: readonly number[]): Float64Array => Float64Array.from(values).sort()

/** Between every two readings of different instants. */
function slopesOf(readings: readonly SizeReading[]): Float64Array {
  const [at, value] = [readings.map((one) => one.at.getTime()), readings.map((one) => one.value)]
  const slopes = new Float64Array((at.length * (at.length - 1)) / 2)
  let found = 0
  for (let one = 0; one < at.length; one += 1) {
    for (let other = one + 1; other < at.length; other += 1) {
      const apart = (at[other] ?? 0) - (at[one] ?? 0)
      if (apart > 0) slopes[found++] = ((value[other] ?? 0) - (value[one] ?? 0)) / apart
    }
  }
  return slopes.subarray(0, found)
}

/** Values a millisecond; null when all readings are of one instant. */
function lineThrough(readings: readonly SizeReading[]): Line | null {
  const end = readings.at(-1)?.at.getTime() ?? 0
  const sorted = slopesOf(readings).sort()
  if (sorted.length === 0) return null
  const slope = medianOf(sorted)
  const n = readings.length
  const reach = z95 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18)
  const last = sorted.length - 1
  const lower = Math.max(0, Math.floor((sorted.length - reach) / 2))
  const upper = Math.min(last, Math.ceil((sorted.length + reach) / 2))
  const lefts = readings.map(({ at, value }) => value - slope * (at.getTime() - end))
  const atEnd = medianOf(sortedOf(lefts))
  const away = medianOf(sortedOf(lefts.map((left) => Math.abs(left - atEnd))))
  return { slope, least: sorted[lower] ?? slope, most: sorted[upper] ?? slope, atEnd, noise: 1.4826 * away }
}

function thinned(readings: readonly SizeReading[]): readonly SizeReading[] {
  if (readings.length <= mostReadings) return readings
  const step = (readings.length - 1) / (mostReadings - 1)
  return Array.from({ length: mostReadings }, (_, n) => readings[Math.round(n * step)] as SizeReading)
}

/** Do the earlier readings lie on the line, as near as its own noise and a thousandth of the size allow? */
function liesOn(line: Line, earlier: readonly SizeReading[], endMs: number): boolean {
  const most = 3 * line.noise + Math.abs(line.atEnd) / 1_000
  const on = earlier.filter(({ at, value }) => {
    const back = endMs - at.getTime()
    const drift = back * Math.max(line.most - line.slope, line.slope - line.least)
    return Math.abs(value - (line.atEnd - line.slope * back)) <= most + drift
  })
  return on.length >= earlier.length * (2 / 3)
}

/** The readings since the present course began, with its line. */
function presentCourse(all: readonly SizeReading[]): { line: Line; readings: readonly SizeReading[] } | null {
  const endMs = all.at(-1)?.at.getTime() ?? 0
  const since = (ms: number) => all.filter(({ at }) => at.getTime() >= endMs - ms)
  let readings = since(recentMs)
  let line = lineThrough(thinned(readings))
  if (line === null) return null
  for (let ms = recentMs * 2; readings.length < all.length; ms *= 2) {
    const more = since(ms)
    const earlier = more.slice(0, more.length - readings.length)
    if (earlier.length > 0 && !liesOn(line, earlier, endMs)) break
    readings = more
    line = lineThrough(thinned(readings)) ?? line
  }
  return { line, readings }
}

/** `readings` in the order of time; `limit` in the unit of their values. */
export function forecastOf(readings: readonly SizeReading[], limit: number | null): Forecast {
  const [first, last] = [readings[0], readings.at(-1)]
  if (first === undefined || last === undefined) return { kind: 'unread' }
  if (limit !== null && last.value >= limit) {
    const below = readings.findLastIndex(({ value }) => value < limit)
    return { kind: 'reached', since: below < 0 ? null : (readings[below + 1]?.at ?? null) }
  }
  const spanMs = last.at.getTime() - first.at.getTime()
  const found = readings.length < leastReadings || spanMs < leastSpanMs ? null : presentCourse(readings)
  const tooFew = found === null || found.readings.length < leastReadings
  const foundMs = found === null ? 0 : last.at.getTime() - (found.readings[0]?.at.getTime() ?? 0)
  if (tooFew || foundMs < leastSpanMs) return { kind: 'too-little', readings: readings.length, spanMs }
  const { line, readings: used } = found
  const course: Course = {
    perMinute: line.slope * 60_000,
    leastPerMinute: line.least * 60_000,
    mostPerMinute: line.most * 60_000,
    from: used[0]?.at ?? last.at,
    to: last.at,
    readings: used.length,
    lineAtEnd: line.atEnd,
  }
  if (line.least <= 0) return { kind: 'steady', ...course }
  if (limit === null) return { kind: 'no-limit', ...course }
  const away = Math.max(0, limit - line.atEnd)
  const after = (slope: number) => away / slope
  if (after(line.slope) > furthestMs) return { kind: 'far', ...course }
  const instant = (slope: number) => new Date(last.at.getTime() + after(slope))
  return {
    kind: 'reaches',
    at: instant(line.slope),
    earliest: instant(line.most),
    latest: after(line.least) > furthestMs ? null : instant(line.least),
    ...course,
  }
}
