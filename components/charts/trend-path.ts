// The line of a trend in very little room: from its lowest to its highest value, day by day. A day without a value
// ends the line; it is never drawn through.
export interface TrendShape {
  /** Of an SVG of `width` × `height`. */
  readonly path: string
  readonly last: { readonly x: number; readonly y: number }
}

const inset = 2
const one = (value: number): number => Math.round(value * 10) / 10

/** Null when fewer than two days are known: that is no trend. */
export function trendShape(
  values: readonly (number | null)[],
  width: number,
  height: number,
): TrendShape | null {
  const known = values.filter((value) => value !== null)
  if (known.length < 2) return null
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const step = (width - 2 * inset) / (values.length - 1)
  const point = (value: number, at: number) => ({
    x: one(inset + at * step),
    y: one(
      high === low ? height / 2 : height - inset - ((value - low) / (high - low)) * (height - 2 * inset),
    ),
  })
  let path = ''
  let last = { x: 0, y: 0 }
  values.forEach((value, at) => {
    if (value === null) return
    last = point(value, at)
    const before = values[at - 1]
    const isStart = before === null || before === undefined
    // A lone day is a dot: a line of no length with round ends.
    path += `${isStart ? `M${last.x} ${last.y}` : ''}L${last.x} ${last.y}`
  })
  return { path, last }
}
