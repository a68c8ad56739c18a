// Points of a measure, laid on the buckets of a window: the whole, its largest parts, what is left, where it
// stood highest and last. Pure.
import type { SamplePoint } from '../../../db/events/read/api-samples.ts'
import { apiSampleMetrics } from '../../../domain/model/api-sample.ts'
import {
  type ControlPlaneLine,
  type ControlPlaneMeasure,
  controlPlaneMeasures,
} from '../../../domain/model/control-plane-series.ts'
import { type Grain, grainSeconds } from '../../../domain/units/window.ts'

/** Seconds and counts a second → the mean of each point; where nothing was counted there is none. */
export function meanOf(sums: readonly SamplePoint[], counts: readonly SamplePoint[]): SamplePoint[] {
  const nameOf = ({ label, at }: SamplePoint) => `${label === null ? '' : `=${label}`} ${at.getTime()}`
  const byName = new Map(counts.map((point) => [nameOf(point), point]))
  return sums.flatMap((sum) => {
    const count = byName.get(nameOf(sum))
    if (count === undefined || count.average <= 0) return []
    const average = sum.average / count.average
    const last = count.last > 0 ? sum.last / count.last : average
    return [{ ...sum, average, last, highest: average, highestAt: sum.at }]
  })
}

interface Bucket {
  readonly le: number
  readonly count: number
}

/** Seconds of a bound; NaN for what is none. */
const secondsOf = (le: string): number => (le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le || 'NaN'))

/**
 * The value that a share of what was counted does not exceed, of how fast each bucket of a histogram rose, by
 * bound; between two bounds it is taken to lie evenly, beyond the last finite one it is that one. Null where
 * nothing was counted.
 */
export function quantileOf(buckets: readonly Bucket[], quantile: number): number | null {
  const sorted = [...buckets].sort((one, other) => one.le - other.le)
  const all = sorted.at(-1)
  if (all === undefined || all.le !== Number.POSITIVE_INFINITY || all.count <= 0) return null
  const rank = quantile * all.count
  let before = { le: 0, count: 0 }
  for (const bucket of sorted) {
    if (bucket.count >= rank && bucket.le !== Number.POSITIVE_INFINITY) {
      const within = bucket.count - before.count
      return within <= 0 ? bucket.le : before.le + ((bucket.le - before.le) * (rank - before.count)) / within
    }
    if (bucket.le !== Number.POSITIVE_INFINITY) before = bucket
  }
  return before.le
}

/**
 * The share of what was counted that was not above a bound. Null where nothing was counted, and where the histogram is
 * not told with this bound: nothing is read between two others.
 */
export function shareUpTo(buckets: readonly Bucket[], bound: number): number | null {
  const countOf = (le: number) => buckets.find((bucket) => bucket.le === le)?.count
  const [all, below] = [countOf(Number.POSITIVE_INFINITY), countOf(bound)]
  return all === undefined || below === undefined || all <= 0 ? null : Math.min(1, below / all)
}

/** Points of a histogram's buckets → one point of what is read from them, for each label and time. */
export function histogramPoints(
  points: readonly SamplePoint[],
  read: (buckets: readonly Bucket[]) => number | null,
): SamplePoint[] {
  const groups = new Map<string, SamplePoint[]>()
  for (const point of points) {
    if (Number.isNaN(secondsOf(point.le))) continue
    const name = JSON.stringify([point.clusterId, point.label, point.at.getTime()])
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [point])
    else group.push(point)
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group as [SamplePoint]
    const of = (count: (point: SamplePoint) => number) =>
      read(group.map((point) => ({ le: secondsOf(point.le), count: count(point) })))
    const average = of((point) => point.average)
    if (average === null) return []
    const last = of((point) => point.last) ?? average
    return [{ ...first, le: '', average, last, highest: average, highestAt: first.at }]
  })
}

interface Laying {
  readonly buckets: readonly Date[]
  readonly grain: Grain
  readonly top: number
  readonly now: Date
}

const sumOf = (values: readonly (number | null)[]): number =>
  values.reduce<number>((all, value) => all + (value ?? 0), 0)

/** By name, the values on each bucket; null where there is no point. */
function laid(points: readonly SamplePoint[], buckets: readonly Date[]) {
  const places = new Map(buckets.map((bucket, place) => [bucket.getTime(), place]))
  const rows = new Map<string, { values: (number | null)[]; latest: number | null }>()
  for (const { label, at, average, last } of points) {
    const place = places.get(at.getTime())
    if (label === null || place === undefined) continue
    const row = rows.get(label) ?? { values: buckets.map(() => null), latest: null }
    row.values[place] = average
    row.latest = last
    rows.set(label, row)
  }
  return [...rows].map(([name, row]) => ({ name, ...row }))
}

export function lineOf(
  measure: ControlPlaneMeasure,
  points: readonly SamplePoint[],
  { buckets, grain, top, now }: Laying,
): ControlPlaneLine {
  const { unit, ...known } = controlPlaneMeasures[measure]
  const together = points
    .filter(({ label }) => label === null)
    .sort((one, other) => one.at.getTime() - other.at.getTime())
  const byBucket = new Map(together.map((point) => [point.at.getTime(), point]))
  const total = buckets.map((bucket) => byBucket.get(bucket.getTime())?.average ?? null)
  const highest = buckets.map((bucket) => byBucket.get(bucket.getTime())?.highest ?? null)
  const isMean = 'per' in known || 'quantile' in known || 'within' in known
  // A counter that is not there while its server is read stands at zero; of a gauge nothing is known then.
  const isZeroWhereRead = apiSampleMetrics[known.metric] === 'counter' && !isMean
  const parts = laid(points, buckets)
    .map(({ name, values, latest }) => ({
      name,
      latest: isZeroWhereRead && together.length > 0 ? (latest ?? 0) : latest,
      values: isZeroWhereRead
        ? values.map((value, place) => value ?? (total[place] === null ? null : 0))
        : values,
    }))
    .sort((one, other) => sumOf(other.values) - sumOf(one.values) || (one.name < other.name ? -1 : 1))
    .slice(0, top)
  const peak = together.reduce<SamplePoint | null>(
    (best, point) => (best === null || point.highest > best.highest ? point : best),
    null,
  )
  const newest = together.at(-1)
  return {
    measure,
    unit,
    total,
    highest,
    parts,
    other: total.map((all, place) =>
      all === null || isMean || parts.length === 0
        ? null
        : Math.max(
            0,
            parts.reduce((rest, { values }) => rest - (values[place] ?? 0), all),
          ),
    ),
    peak: peak === null ? null : { value: peak.highest, at: peak.highestAt },
    latest:
      newest === undefined
        ? null
        : {
            value: newest.last,
            at: new Date(Math.min(now.getTime(), newest.at.getTime() + grainSeconds[grain] * 1_000)),
          },
    limit: null,
    fullest: null,
  }
}

/** The bucket in which most of a limit was used; the limit may differ from one to the next. */
export function fullestOf(
  { highest, peak }: Pick<ControlPlaneLine, 'highest' | 'peak'>,
  limits: readonly (number | null)[],
  buckets: readonly Date[],
): ControlPlaneLine['fullest'] {
  let fullest: ControlPlaneLine['fullest'] = null
  highest.forEach((value, place) => {
    const limit = limits[place] ?? null
    const start = buckets[place]
    if (value === null || limit === null || limit <= 0 || start === undefined) return
    if (fullest !== null && value / limit <= fullest.share) return
    const isPeak = peak !== null && peak.value === value
    fullest = { share: value / limit, at: isPeak ? peak.at : start }
  })
  return fullest
}
