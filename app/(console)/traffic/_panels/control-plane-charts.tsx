'use client'
// Seats in use, requests in flight and 429s of the clusters in scope, over the time of the page: from the API
// servers' own metrics, which tell of all clients together. Filters of clients do not narrow them.
import { type TimeChartProps, timeChartLabel } from '../../../../components/charts/chart-data.ts'
import { ChartPlace, TimeChart } from '../../../../components/charts/time-chart.tsx'
import { plural } from '../../../../components/format/number.ts'
import { Card } from '../../../../components/ui/card.tsx'
import { Coverage } from '../../../../components/ui/coverage.tsx'
import { Badge } from '../../../../components/ui/status.tsx'
import type {
  ControlPlaneLine,
  ControlPlaneMeasure,
  ControlPlaneSeries,
} from '../../../../domain/model/control-plane-series.ts'
import {
  controlPlaneChart,
  formatOf,
  hasReadings,
  limitText,
  unitWords,
} from '../../_frame/control-plane-chart.ts'
import { useControlPlaneSeries } from '../../_frame/control-plane-question.ts'
import { PageLink } from '../../_frame/leaving.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { peakSaid } from '../control-plane-words.ts'
import { useFlags } from '../onset-flags.ts'
import type { Question } from '../question-inputs.ts'
import type { TrafficView } from '../traffic-view.ts'

const drawn = [
  ['seats', 'Seats in use'],
  ['inflight', 'Requests in flight'],
  ['rejected', '429 per second'],
] as const satisfies readonly (readonly [ControlPlaneMeasure, string])[]

const chartHeight = 132
/** Small charts have room for few names. */
const mostBands = 4

interface ChartsProps {
  readonly question: Question
  readonly view: TrafficView
}

export function ControlPlaneCharts({ question: { scope, window }, view }: ChartsProps) {
  const named = scope?.clusters ?? []
  const isOne = named.length === 1
  const { query, queryKey } = useControlPlaneSeries({
    ...(scope && { scope }),
    window,
    measures: drawn.map(([measure]) => measure),
    splitBy: isOne ? 'label' : 'cluster',
    top: mostBands,
  })
  const { data } = query
  if (data !== undefined && !data.lines.some(hasReadings)) return <NoMetrics answer={data} isOne={isOne} />
  return (
    <div className="control-planes">
      {drawn.map(([measure, title]) => {
        const line = data?.lines.find((one) => one.measure === measure)
        const peak = line === undefined || data === undefined ? null : peakSaid(line, data.window)
        return (
          <Card
            key={measure}
            title={title}
            sub={subOf(measure, isOne)}
            busy={data !== undefined && query.isFetching}
            actions={peak && <Badge {...(peak.tone && { tone: peak.tone })}>{peak.text}</Badge>}
          >
            <QueryFaces
              query={query}
              queryKey={queryKey}
              what={title.toLowerCase()}
              name={title}
              shape={<ChartPlace height={chartHeight} />}
            >
              {(answer) =>
                line === undefined || !hasReadings(line) ? (
                  <p className="note card-body">
                    These API servers do not tell it, or told nothing in this time.
                  </p>
                ) : (
                  <LineChart line={line} title={title} answer={answer} view={view} />
                )
              }
            </QueryFaces>
          </Card>
        )
      })}
      {data && (
        <p className="note control-planes-foot">
          <Coverage source="API server metrics" freshness={data.freshness} />
        </p>
      )}
    </div>
  )
}

const labelWords = { seats: 'by level', inflight: 'by kind', rejected: 'by reason' } as const

function subOf(measure: keyof typeof labelWords, isOne: boolean): string {
  return isOne ? labelWords[measure] : 'by cluster'
}

interface LineChartProps {
  readonly line: ControlPlaneLine
  readonly title: string
  readonly answer: ControlPlaneSeries
  readonly view: TrafficView
}

function LineChart({ line, title, answer, view }: LineChartProps) {
  const { limit, unit } = line
  const format = formatOf(unit)
  const data = controlPlaneChart(answer, line, title)
  const chart: TimeChartProps = {
    data,
    mode: 'stacked',
    label: timeChartLabel(title, data, format),
    unit: unitWords[unit],
    format,
    height: chartHeight,
    limit:
      limit === null
        ? null
        : {
            value: limit.value,
            label: `${limit.kind === 'nominal' ? 'nominal' : 'limit'} ${limitText(limit.value, unit)}`,
          },
    marks: useFlags(view).flags.map(({ at }) => at),
    onZoom: view.view.chooseWindow,
  }
  return <TimeChart {...chart} />
}

function NoMetrics({ answer, isOne }: { answer: ControlPlaneSeries; isOne: boolean }) {
  const { clustersTotal } = answer.freshness
  const where = isOne ? "this cluster's API server" : 'the API servers in scope'
  return (
    <section className="card" aria-label="Control planes">
      <p className="note card-body">
        No metrics from {where} in this time, so nothing is known of seats and requests in flight
        {clustersTotal > 0 && `; ${plural(clustersTotal, 'cluster')} told some later`}. They come with a
        source that reads the API server: <PageLink href="/sources">Sources</PageLink>.
      </p>
    </section>
  )
}
