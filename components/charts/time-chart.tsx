'use client'
// A chart over time. Its drawing, with the chart library, is a third of all script: it comes after the words and
// the table, and its place is kept meanwhile.
import { Deferred, deferred } from '../ui/deferred.tsx'
import type { TimeChartProps } from './chart-data.ts'

const drawn = deferred(() => import('./drawn-time-chart.tsx'))

export function TimeChart(props: TimeChartProps) {
  return (
    <Deferred from={drawn} waiting={<ChartPlace height={props.height} />}>
      {({ DrawnTimeChart }) => <DrawnTimeChart {...props} />}
    </Deferred>
  )
}

/** As large as a chart and one line of its legend; also for while its values are read. */
export function ChartPlace({ height = 256 }: { height?: number | undefined }) {
  return (
    <div className="chart" aria-hidden="true">
      <span className="skeleton chart-shape" style={{ height: height + 4 }} />
    </div>
  )
}
