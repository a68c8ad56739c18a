'use client'
// Requests per second over the window, by client or another dimension: stacked, as shares, as lines, or
// as the table of the same numbers.
import { useMemo } from 'react'
import {
  type ChartData,
  type TimeChartProps,
  timeChartLabel,
} from '../../../../components/charts/chart-data.ts'
import { ChartPlace, TimeChart } from '../../../../components/charts/time-chart.tsx'
import { rate } from '../../../../components/format/number.ts'
import type { FileFormat } from '../../../../components/format/table-file.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { Coverage } from '../../../../components/ui/coverage.tsx'
import { Deferred, deferred } from '../../../../components/ui/deferred.tsx'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import type { TalkerDimension, TalkerSeries } from '../../../../domain/model/talker.ts'
import { useExportCommands } from '../../_frame/export-commands.ts'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { useSources } from '../../_frame/sources.tsx'
import { chartData } from '../chart-series.ts'
import { useChartExport } from '../export-files.ts'
import { useAnomaly, useFlags } from '../onset-flags.ts'
import { useSeries } from '../questions.ts'
import { dimensionLabels, keyId } from '../talker-name.ts'
import { type TrafficView, useTrafficView } from '../traffic-view.ts'
import { EmptyWindow } from './empty-window.tsx'

const table = deferred(() => import('../../../../components/charts/chart-table.tsx'))

const modes = [
  { value: 'stacked', label: 'Stacked' },
  { value: 'share', label: 'Share' },
  { value: 'lines', label: 'Lines' },
  { value: 'table', label: 'Table' },
] as const

const steps = { minute: '1 min steps', hour: '1 h steps', day: '1 d steps' } as const

/** The dimensions offered; whatever the address says is offered too. */
function splits(current: TalkerDimension, manyClusters: boolean) {
  const offered = new Set<TalkerDimension>(['userAgent', 'user', 'verb', 'resource', 'code'])
  if (manyClusters) offered.add('cluster')
  offered.add(current)
  return [...offered].map((value) => ({ value, label: dimensionLabels[value] }))
}

export function RequestRate() {
  const view = useTrafficView()
  const { params } = view
  const { query, queryKey } = useSeries(view)
  const { data } = query
  const exportChart = useChartExport(view)
  // Values of the question before are on screen for a moment; a file of them would carry the new question's head.
  const settled = data !== undefined && !query.isPlaceholderData
  const start = (format: FileFormat) => data !== undefined && exportChart(data, format)
  useExportCommands('requests over time', settled ? start : undefined)
  const manyClusters = (useSources().list?.total ?? 0) > 1
  const by = dimensionLabels[params.split].toLowerCase()
  return (
    <Card
      title="Requests per second"
      sub={`by ${by}${data ? `, ${steps[data.window.grain]}` : ''}`}
      busy={data !== undefined && query.isFetching}
      actions={
        <span className="row row-wrap">
          <Segmented
            label="Split by"
            value={params.split}
            options={splits(params.split, manyClusters)}
            onChange={(split) => void view.setParams({ split })}
          />
          <Segmented
            label="Draw as"
            value={params.chart}
            options={modes}
            onChange={(chart) => void view.setParams({ chart })}
          />
        </span>
      }
      {...(data && {
        foot: (
          <>
            <Coverage source="Audit log" freshness={data.freshness} />
            <span className="grow" />
            <ExportButtons what="requests over time" disabled={!settled} onExport={start} />
          </>
        ),
      })}
    >
      <QueryFaces
        query={query}
        queryKey={queryKey}
        what="requests over time"
        name="Requests over time"
        shape={<span className="skeleton chart-shape" />}
        empty={(answer) =>
          answer.total.every((value) => !value) ? <EmptyWindow view={view} series={answer} /> : null
        }
      >
        {(answer) => <Drawn answer={answer} view={view} />}
      </QueryFaces>
    </Card>
  )
}

function Drawn({ answer, view }: { answer: TalkerSeries; view: TrafficView }) {
  const { params } = view
  const flags = useFlags(view)
  const anomaly = useAnomaly(view)
  const now = view.now ?? answer.window.to
  const data = useMemo(() => chartData(answer, now, anomaly), [answer, now, anomaly])
  const shared: Omit<TimeChartProps, 'mode'> = {
    data,
    label: timeChartLabel('Requests per second', data, rate),
    unit: 'req/s',
    format: rate,
  }
  if (params.chart === 'table') {
    return (
      <Deferred from={table} waiting={<ChartPlace />}>
        {({ ChartTable }) => <ChartTable {...shared} mode="stacked" />}
      </Deferred>
    )
  }
  const selected = params.talker === null ? null : keyId(params.talker)
  return (
    <TimeChart
      {...shared}
      mode={params.chart}
      {...(params.chart === 'share' && { format: shareText })}
      emphasis={hasBand(data, selected) ? selected : null}
      onChoose={(id) => view.select(answer.series.find((one) => keyId(one.key) === id)?.key ?? null)}
      onZoom={view.view.chooseWindow}
      {...flags}
    />
  )
}

const hasBand = (data: ChartData, id: string | null) => data.bands.some((band) => band.id === id)
const shareText = (value: number | null) => (value === null ? '–' : `${(value * 100).toFixed(1)}%`)
