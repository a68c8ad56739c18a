// One label of the time axis. The ends carry the date when the window crosses midnight; between them
// a beat on midnight is named by its day, others by the clock.
import { clockTime, day, dayTime } from '../format/time.ts'

const dayMs = 86_400_000

export function timeTickText(at: number, from: Date, to: Date): string {
  const instant = new Date(at)
  const length = to.getTime() - from.getTime()
  const isEnd = at === from.getTime() || at === to.getTime()
  if (length > 8 * dayMs) return day(instant).slice(4)
  const crosses = day(from) !== day(new Date(to.getTime() - 1))
  // The midnight that ends a day is that day's.
  if (isEnd && !crosses) return at === to.getTime() && at % dayMs === 0 ? '24:00' : clockTime(instant)
  if (isEnd) return dayTime(instant)
  return at % dayMs === 0 ? day(instant) : clockTime(instant)
}

interface TimeTickProps {
  readonly from: Date
  readonly to: Date
  /** Given by recharts. */
  readonly x?: number
  readonly y?: number
  readonly payload?: { readonly value: number }
}

export function TimeTick({ from, to, x = 0, y = 0, payload }: TimeTickProps) {
  const at = payload?.value ?? 0
  const isStart = at === from.getTime()
  const anchor = isStart ? 'start' : at === to.getTime() ? 'end' : 'middle'
  return (
    <text className="axis-text" x={x} y={y} dy={12} textAnchor={anchor}>
      {timeTickText(at, from, to)}
    </text>
  )
}
