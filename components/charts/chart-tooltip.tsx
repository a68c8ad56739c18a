// The values of one bucket: time, total, then the bands by size. Full values, as in the table view.
import { clockTime, clockTimeSeconds, day } from '../format/time.ts'
import { Swatch } from '../ui/share-bar.tsx'
import type { PlotSize } from './band-labels.ts'
import { type ChartData, drawnValue, type TimeChartProps } from './chart-data.ts'

/** "02:31", "Mon 9 Mar 02:00" for hours, "Mon 9 Mar" for days. */
export function bucketText(data: ChartData, index: number): string {
  const bucket = data.buckets[index] ?? data.from
  if (data.bucketMs >= 86_400_000) return day(bucket)
  const sameDay = day(data.from) === day(new Date(data.to.getTime() - 1))
  const clock = data.bucketMs < 60_000 ? clockTimeSeconds(bucket) : clockTime(bucket)
  return sameDay ? clock : `${day(bucket)} ${clock}`
}

function bySize({ data, mode, format }: TimeChartProps, at: number) {
  return data.bands
    .map((band) => ({ band, value: drawnValue(data, band, at, mode) }))
    .sort((one, other) => (other.value ?? 0) - (one.value ?? 0))
    .map(({ band, value }) => ({ band, text: format(value) }))
}

/** The same in one sentence, for those who hear it. */
export function instantText(props: TimeChartProps, at: number): string {
  const { data, unit, format } = props
  const total = data.total[at] ?? null
  const time = bucketText(data, at)
  if (total === null) return `${time}: no data`
  const parts = bySize(props, at).map(({ band, text }) => `${band.label} ${text}`)
  const all = props.mode === 'share' ? '' : `${format(total)} ${unit}; `
  return `${time}: ${all}${parts.join(', ')}`
}

export function ChartTooltip(props: TimeChartProps & { at: number; x: number; size: PlotSize }) {
  const { data, mode, unit, format, at, x, size } = props
  const total = data.total[at] ?? null
  const side = x > size.width / 2 ? { right: size.width - x + 10 } : { left: x + 10 }
  const partial = data.partialLast && at === data.buckets.length - 1
  return (
    <div className="chart-tooltip" style={{ ...side, top: 24 }} aria-hidden="true">
      <div className="row row-between">
        <strong className="nowrap">{bucketText(data, at)}</strong>
        <span className="muted nowrap">
          {total === null ? 'no data' : mode === 'share' ? 'share' : `${format(total)} ${unit}`}
          {partial && ', partial'}
        </span>
      </div>
      {total !== null &&
        bySize(props, at).map(({ band, text }) => (
          <div className="row row-between" key={band.id}>
            <span className="row row-tight">
              <Swatch fill={band.fill} />
              <span className="ellipsis">{band.label}</span>
            </span>
            <span>{text}</span>
          </div>
        ))}
    </div>
  )
}
