// What a time chart draws, in its own words: buckets, bands in drawing order, gaps as null. Turns it
// into the rows the plot reads. A gap is never drawn through, and the last unfinished bucket is kept
// apart so that it can be drawn as unfinished.
export type ChartMode = 'stacked' | 'share' | 'lines'

/** Of the band that stands out: the colour of what must be looked at, which no series has. */
export const anomalyFill = 7

export interface ChartBand {
  readonly id: string
  readonly label: string
  /** 1 to 6 in the fixed order of the dimension, 0 for Other, or `anomalyFill`. */
  readonly fill: number
  /** One per bucket; null where nobody watched. */
  readonly values: readonly (number | null)[]
}

export interface ChartData {
  readonly from: Date
  readonly to: Date
  readonly bucketMs: number
  readonly buckets: readonly Date[]
  /** Bottom to top. */
  readonly bands: readonly ChartBand[]
  readonly total: readonly (number | null)[]
  readonly partialLast: boolean
}

/** Up to this many buckets each is drawn as the flat stretch of time it stands for. */
const flatBuckets = 60

export const isFlat = (data: ChartData): boolean => data.buckets.length <= flatBuckets

/** `v0…` are whole buckets, `p0…` the unfinished last one; one pair per band. */
export type PlotRow = { readonly at: number } & Readonly<Record<string, number | null>>

/** What is drawn for a band in a bucket: its value, or its part of the total. */
export function drawnValue(data: ChartData, band: ChartBand, index: number, mode: ChartMode): number | null {
  const value = band.values[index] ?? null
  if (value === null || mode !== 'share') return value
  const total = data.total[index] ?? 0
  return total > 0 ? value / total : 0
}

function rowOf(data: ChartData, at: number, index: number | null, mode: ChartMode): PlotRow {
  const row: Record<string, number | null> = {}
  const partial = index === data.buckets.length - 1 && data.partialLast
  data.bands.forEach((band, place) => {
    const value = index === null ? null : drawnValue(data, band, index, mode)
    row[`v${place}`] = partial ? null : value
    row[`p${place}`] = partial ? value : null
  })
  return { ...row, at }
}

const isGap = (data: ChartData, index: number) => (data.total[index] ?? null) === null

/** A bucket ends where the next begins; a run that ends gets a closing row so its last bucket has width. */
export function plotRows(data: ChartData, mode: ChartMode): PlotRow[] {
  const rows: PlotRow[] = []
  const last = data.buckets.length - 1
  data.buckets.forEach((bucket, index) => {
    const at = bucket.getTime()
    if (isGap(data, index)) {
      rows.push(rowOf(data, at, null, mode))
      return
    }
    rows.push(rowOf(data, at, index, mode))
    const runEnds = index === last || isGap(data, index + 1) || (data.partialLast && index + 1 === last)
    if (runEnds) rows.push(rowOf(data, at + data.bucketMs, index, mode))
  })
  return rows
}

export interface Gap {
  readonly from: number
  readonly to: number
}

/** Stretches of time nobody watched, as instants in milliseconds. */
export function gapsOf(data: ChartData): Gap[] {
  const gaps: { from: number; to: number }[] = []
  data.buckets.forEach((bucket, index) => {
    if (!isGap(data, index)) return
    const from = bucket.getTime()
    const open = gaps.at(-1)
    if (open?.to === from) open.to = from + data.bucketMs
    else gaps.push({ from, to: from + data.bucketMs })
  })
  return gaps
}

/** Highest value drawn in any bucket. */
export function highest(data: ChartData, mode: ChartMode): number {
  if (mode === 'share') return 1
  if (mode === 'stacked') return Math.max(0, ...data.total.map((value) => value ?? 0))
  return Math.max(0, ...data.bands.flatMap((band) => band.values.map((value) => value ?? 0)))
}

/** A line that values are held against: dashed, with its name and value. */
export interface ChartLimit {
  readonly value: number
  readonly label: string
}

/** What explains a sudden change: the event's words and time, and the value. */
export interface ChartFlag {
  readonly id: string
  readonly at: Date
  readonly words: string
}

export interface TimeChartProps {
  readonly data: ChartData
  readonly mode: ChartMode
  /** Pixels of the plot with its axes. */
  readonly height?: number
  readonly limit?: ChartLimit | null
  /** The most telling first; there is room for few. */
  readonly flags?: readonly ChartFlag[]
  /** Instants that another chart on the page flags, without the words. */
  readonly marks?: readonly Date[]
  /** Opens what explains a flag. */
  readonly onFlag?: (flagId: string) => void
  /** The value axis reaches at least this: charts beside each other share it. */
  readonly top?: number | undefined
  /** The chart's answer in words. */
  readonly label: string
  /** "req/s" */
  readonly unit: string
  readonly format: (value: number | null) => string
  readonly emphasis?: string | null
  readonly onChoose?: (bandId: string) => void
  readonly onZoom?: (from: Date, to: Date) => void
}

/** The chart's answer in words: its largest band and its peak. */
export function timeChartLabel(
  name: string,
  data: ChartData,
  format: (value: number | null) => string,
): string {
  const peak = highest(data, 'stacked')
  const sum = (band: ChartBand) => band.values.reduce<number>((all, value) => all + (value ?? 0), 0)
  const largest = data.bands.filter((band) => band.fill !== 0).sort((one, other) => sum(other) - sum(one))[0]
  const lead = largest === undefined ? '' : ` ${largest.label} is the largest.`
  return `${name}, at most ${format(peak)}.${lead}`
}
