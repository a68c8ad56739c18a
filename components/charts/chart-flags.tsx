'use client'
// Flags over a plot: a pole at the instant, and the event's words. Vermilion is never alone: flag and words say the same.
import type { PlotSize } from './band-labels.ts'
import type { ChartData, ChartFlag } from './chart-data.ts'
import { placeFlags } from './flag-places.ts'
import type { Insets } from './insets.ts'

interface FlagProps {
  readonly data: ChartData
  readonly flags: readonly ChartFlag[]
  readonly size: PlotSize
  readonly insets: Insets
  readonly onFlag?: (flagId: string) => void
}

export function ChartFlags({ data, flags, size, insets, onFlag }: FlagProps) {
  return placeFlags(data, flags, size).map(({ flag, left, words }) => (
    <div
      className="chart-flag"
      key={flag.id}
      style={{ left: insets.left + left, height: insets.top + size.height - 8 }}
    >
      <button
        type="button"
        className={`chart-flag-words chart-flag-${words?.side ?? 'none'}`}
        style={words === null ? {} : { width: words.width + 24 }}
        title={flag.words}
        aria-label={flag.words}
        onClick={() => onFlag?.(flag.id)}
      >
        <svg width="10" height="13" viewBox="0 0 10 13" aria-hidden="true">
          <path d="M0 0h10v8l-5 5l-5 -5z" />
        </svg>
        {words !== null && <span className="ellipsis">{flag.words}</span>}
      </button>
    </div>
  ))
}

/** The same instants on a chart beside it. */
export function ChartMarks(props: Pick<FlagProps, 'data' | 'size' | 'insets'> & { marks: readonly Date[] }) {
  const { data, marks, size, insets } = props
  const fromMs = data.from.getTime()
  const pixel = size.width / (data.to.getTime() - fromMs)
  const inside = marks.filter((at) => at >= data.from && at < data.to)
  return inside.map((at) => {
    const left = insets.left + (at.getTime() - fromMs) * pixel
    return (
      <i className="chart-mark" key={at.getTime()} style={{ left, top: insets.top, height: size.height }} />
    )
  })
}
