// Where a band's name fits inside the band, and where names go at the end of lines. A name that fits
// nowhere goes to the legend; so every band is named exactly once.
import { type ChartBand, type ChartData, drawnValue } from './chart-data.ts'

export interface PlotSize {
  readonly width: number
  readonly height: number
  /** Value at the top of the plot. */
  readonly max: number
}

export interface PlacedLabel {
  readonly band: ChartBand
  /** Pixels from the left and top of the plot. */
  readonly left: number
  readonly top: number
}

const lineHeight = 14
const characterWidth = 6.4
const inset = 8

/** Values below each band, per bucket: where its floor is. */
function floors(data: ChartData, mode: 'stacked' | 'share'): number[][] {
  const running = data.buckets.map(() => 0)
  return data.bands.map((band) =>
    data.buckets.map((_, index) => {
      const floor = running[index] ?? 0
      running[index] = floor + (drawnValue(data, band, index, mode) ?? 0)
      return floor
    }),
  )
}

/** The longest stretch of buckets over which one strip of text height stays inside the band. */
function longestStrip(low: readonly number[], high: readonly number[], textHeight: number) {
  let best = { start: 0, end: 0, floor: 0, ceiling: 0 }
  for (let start = 0; start < low.length; start += 1) {
    let floor = Number.NEGATIVE_INFINITY
    let ceiling = Number.POSITIVE_INFINITY
    for (let end = start; end < low.length; end += 1) {
      floor = Math.max(floor, low[end] ?? 0)
      ceiling = Math.min(ceiling, high[end] ?? 0)
      if (ceiling - floor < textHeight) break
      if (end + 1 - start > best.end - best.start) best = { start, end: end + 1, floor, ceiling }
    }
    if (low.length - start <= best.end - best.start) break
  }
  return best
}

/** Names inside the bands of a stack. */
export function bandLabels(data: ChartData, mode: 'stacked' | 'share', size: PlotSize): PlacedLabel[] {
  const pixel = size.height / size.max
  const bucketWidth = size.width / Math.max(1, data.buckets.length)
  const below = floors(data, mode)
  return data.bands.flatMap((band, place) => {
    const low = below[place] ?? []
    const high = low.map((floor, index) => floor + (drawnValue(data, band, index, mode) ?? 0))
    const strip = longestStrip(low, high, (lineHeight + 3) / pixel)
    const room = (strip.end - strip.start) * bucketWidth
    if (room < band.label.length * characterWidth + 2 * inset) return []
    const middle = (strip.floor + strip.ceiling) / 2
    const slack = Math.min(24, (room - band.label.length * characterWidth - 2 * inset) / 2)
    return [
      {
        band,
        left: strip.start * bucketWidth + inset + slack,
        top: size.height - middle * pixel - lineHeight / 2,
      },
    ]
  })
}

/** Names at the right end of lines, pushed apart so that none covers another. */
export function endLabels(data: ChartData, size: PlotSize): PlacedLabel[] {
  const pixel = size.height / size.max
  const placed = data.bands
    .flatMap((band) => {
      const last = band.values.findLast((value) => value !== null)
      return last === undefined || last === null
        ? []
        : [{ band, left: size.width + 4, top: size.height - last * pixel - lineHeight / 2 }]
    })
    .sort((one, other) => one.top - other.top)
  let lowest = size.height - lineHeight / 2
  return placed
    .reverse()
    .map((label) => {
      const top = Math.min(label.top, lowest)
      lowest = top - lineHeight
      return { ...label, top }
    })
    .reverse()
}
