// Round numbers for axes: at most four intervals above zero, and times on the clock's own beats.
export interface ValueScale {
  readonly max: number
  readonly ticks: readonly number[]
}

const beats = [1, 2, 2.5, 4, 5, 10] as const

/** Zero to a round number at or above `highest`, in at most four steps. */
export function valueScale(highest: number): ValueScale {
  if (!(highest > 0)) return { max: 1, ticks: [0, 1] }
  const power = 10 ** Math.floor(Math.log10(highest / 4))
  const step = (beats.find((beat) => beat * power * 4 >= highest * (1 - 1e-9)) ?? 10) * power
  const steps = Math.max(1, Math.ceil(highest / step - 1e-9))
  const ticks = Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)))
  return { max: ticks.at(-1) ?? 1, ticks }
}

const minute = 60_000
const hour = 60 * minute
const dayMs = 24 * hour
const timeSteps = [
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  3 * hour,
  4 * hour,
  6 * hour,
  12 * hour,
  dayMs,
  2 * dayMs,
  5 * dayMs,
  10 * dayMs,
  30 * dayMs,
  90 * dayMs,
] as const

/** Both ends, and at most `most` beats between them; `clear` is the part of the length each end keeps to itself. */
export function timeTicks(from: Date, to: Date, most = 7, clear = 0.09): number[] {
  const start = from.getTime()
  const end = to.getTime()
  const length = end - start
  const step = timeSteps.find((candidate) => length / candidate <= most) ?? 400 * dayMs
  const ticks = [start]
  for (let at = Math.ceil((start + 1) / step) * step; at < end; at += step) {
    if (at - start > clear * length && end - at > clear * length) ticks.push(at)
  }
  return [...ticks, end]
}
