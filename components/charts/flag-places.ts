// Where flags stand above a plot and which of them have room for their words: beside the pole, on the side with more
// room, the first ones first. A flag without words is still there.
import type { PlotSize } from './band-labels.ts'
import type { ChartData, ChartFlag } from './chart-data.ts'

export interface PlacedFlag {
  readonly flag: ChartFlag
  /** Pixels from the left of the plot. */
  readonly left: number
  /** Null: no room for its words. */
  readonly words: { readonly side: 'left' | 'right'; readonly width: number } | null
}

/** Of the type of flags, on average; words that need more are cut. */
const pixelsPerLetter = 6.4
const poleRoom = 12

export function placeFlags(data: ChartData, flags: readonly ChartFlag[], size: PlotSize): PlacedFlag[] {
  const fromMs = data.from.getTime()
  const pixel = size.width / (data.to.getTime() - fromMs)
  const taken: { from: number; to: number }[] = []
  const inside = flags.filter(({ at }) => at >= data.from && at < data.to)
  return inside.map((flag) => {
    const left = (flag.at.getTime() - fromMs) * pixel
    const side = left > size.width / 2 ? 'left' : 'right'
    const room = (side === 'left' ? left : size.width - left) - poleRoom
    const width = Math.min(flag.words.length * pixelsPerLetter, room)
    const place =
      side === 'left'
        ? { from: left - poleRoom - width, to: left + 6 }
        : { from: left - 6, to: left + poleRoom + width }
    const isFree = taken.every(({ from, to }) => place.to <= from || place.from >= to)
    taken.push(isFree ? place : { from: left - 6, to: left + 6 })
    return { flag, left, words: isFree ? { side, width } : null }
  })
}
