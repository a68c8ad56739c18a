// Words laid over the plot: names of bands, lines and limits, "no data" in gaps, "partial" on what has not ended.
import type { PlacedLabel, PlotSize } from './band-labels.ts'
import type { ChartData, ChartLimit, ChartMode, Gap } from './chart-data.ts'
import type { Insets } from './insets.ts'

export function ChartLabels(props: { labels: readonly PlacedLabel[]; mode: ChartMode; insets: Insets }) {
  const { labels, mode, insets } = props
  return labels.map(({ band, left, top }) => {
    const place = { left: insets.left + left, top: insets.top + top }
    return mode === 'lines' ? (
      <span className="chart-end-label" key={band.id} style={place}>
        <i className={`fill-${band.fill}`} />
        <span className="ellipsis">{band.label}</span>
      </span>
    ) : (
      <span className="chart-label" key={band.id} style={{ ...place, color: `var(--s${band.fill}-ink)` }}>
        {band.label}
      </span>
    )
  })
}

/** Below its line, so that it never leaves the plot. */
export function LimitLabel(props: { limit: ChartLimit; size: PlotSize; insets: Insets }) {
  const { limit, size, insets } = props
  const top = insets.top + size.height * (1 - limit.value / size.max) + 2
  return (
    <span className="chart-limit-label" style={{ left: insets.left + 6, top }}>
      {limit.label}
    </span>
  )
}

const narrowest = 56

export function GapLabels(props: { data: ChartData; gaps: readonly Gap[]; size: PlotSize; insets: Insets }) {
  const { data, gaps, size, insets } = props
  const pixel = size.width / (data.to.getTime() - data.from.getTime())
  const x = (at: number) => insets.left + (at - data.from.getTime()) * pixel
  return (
    <>
      {gaps
        .filter((gap) => (gap.to - gap.from) * pixel >= narrowest)
        .map((gap) => (
          <span
            className="chart-gap-label"
            key={gap.from}
            style={{ left: x((gap.from + gap.to) / 2), top: insets.top + size.height / 2 - 8 }}
          >
            no data
          </span>
        ))}
      {data.partialLast && (
        <span className="chart-partial-label" style={{ left: x(data.to.getTime()), top: insets.top - 12 }}>
          partial
        </span>
      )}
    </>
  )
}
