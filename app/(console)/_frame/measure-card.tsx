'use client'
// One measure of a control plane over time against its limit, as a chart or as a table of the same numbers.
import { type TimeChartProps, timeChartLabel } from '../../../components/charts/chart-data.ts'
import { ChartTable } from '../../../components/charts/chart-table.tsx'
import { TimeChart } from '../../../components/charts/time-chart.tsx'
import { Card } from '../../../components/ui/card.tsx'
import type {
  ControlPlaneLine,
  ControlPlaneMeasure,
  ControlPlaneSeries,
} from '../../../domain/model/control-plane-series.ts'
import { controlPlaneChart, formatOf, hasReadings, limitText, unitWords } from './control-plane-chart.ts'

interface MeasureCardProps {
  readonly measure: ControlPlaneMeasure
  readonly title: string
  readonly sub: string
  readonly answer: ControlPlaneSeries
  readonly asTable: boolean
  /** The value axis reaches at least this. */
  readonly top?: number | undefined
}

export function MeasureCard({ measure, title, sub, answer, asTable, top }: MeasureCardProps) {
  const line = answer.lines.find((one) => one.measure === measure)
  if (line === undefined) return null
  return (
    <Card title={title} sub={sub}>
      {hasReadings(line) ? (
        <MeasureChart line={line} title={title} answer={answer} asTable={asTable} top={top} />
      ) : (
        <p className="note card-body">Its API server does not tell it, or told nothing in this time.</p>
      )}
    </Card>
  )
}

function MeasureChart(
  props: Pick<MeasureCardProps, 'title' | 'answer' | 'asTable' | 'top'> & { line: ControlPlaneLine },
) {
  const { line, title, answer, asTable, top } = props
  const format = formatOf(line.unit)
  const data = controlPlaneChart(answer, line, title.split(',')[0] ?? title)
  const chart: TimeChartProps = {
    data,
    // Means and shares do not add up.
    mode: line.unit === 's' || line.unit === 'share' ? 'lines' : 'stacked',
    label: timeChartLabel(title, data, format),
    unit: unitWords[line.unit],
    format,
    height: 168,
    top: line.unit === 'share' ? 1 : top,
    limit:
      line.limit === null
        ? null
        : { value: line.limit.value, label: `limit ${limitText(line.limit.value, line.unit)}` },
  }
  return asTable ? <ChartTable {...chart} /> : <TimeChart {...chart} />
}
