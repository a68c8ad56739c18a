// Where the line of a sparkline runs: in units of buckets from the left and hundredths from the top. A gap
// ends the line; it is never drawn through. The unfinished last bucket is kept apart.
export interface SparkRun {
  /** First bucket, and the one behind the last. */
  readonly from: number
  readonly to: number
  readonly isGap: boolean
  readonly isPartial: boolean
}

/** Stretches of buckets with values, and those without, left to right. */
export function sparkRuns(values: readonly (number | null)[], partialLast: boolean): SparkRun[] {
  const runs: SparkRun[] = []
  values.forEach((value, at) => {
    const isGap = value === null
    const isPartial = !isGap && partialLast && at === values.length - 1
    const open = runs.at(-1)
    if (open !== undefined && open.isGap === isGap && open.isPartial === isPartial) {
      runs[runs.length - 1] = { ...open, to: at + 1 }
    } else runs.push({ from: at, to: at + 1, isGap, isPartial })
  })
  return runs
}

/** The highest value drawn, with a little room above; 1 when all is zero. */
export function sparkTop(values: readonly (number | null)[], limit: number | null): number {
  const highest = Math.max(limit ?? 0, ...values.map((value) => value ?? 0))
  return highest > 0 ? highest * 1.1 : 1
}

const two = (value: number): number => Math.round(value * 100) / 100

/** Through the middle of each bucket, flat to the ends of the run. */
export function sparkLine(values: readonly (number | null)[], { from, to }: SparkRun, top: number): string {
  const y = (at: number) => two(100 - ((values[at] ?? 0) / top) * 100)
  const middles = Array.from({ length: to - from }, (_, n) => `${from + n + 0.5} ${y(from + n)}`)
  return `M${[`${from} ${y(from)}`, ...middles, `${to} ${y(to - 1)}`].join('L')}`
}
