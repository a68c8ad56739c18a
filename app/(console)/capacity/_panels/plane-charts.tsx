'use client'
// The charts of one control plane over the time of the page, each against its limit.
import { Fragment } from 'react'
import { Coverage } from '../../../../components/ui/coverage.tsx'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import type { ControlPlaneMeasure } from '../../../../domain/model/control-plane-series.ts'
import { hasReadings } from '../../_frame/control-plane-chart.ts'
import { useControlPlaneSeries } from '../../_frame/control-plane-question.ts'
import { LevelCard } from '../../_frame/level-card.tsx'
import { MeasureCard } from '../../_frame/measure-card.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { exportSeries } from '../../_frame/series-file.ts'
import type { CapacityView, ControlPlane } from '../capacity-view.ts'
import { ForecastCard } from './forecast-card.tsx'

const drawn: readonly [ControlPlaneMeasure, string, string][] = [
  ['seats', 'Seats in use', 'by priority level'],
  ['rejected', 'Rejected, 429 per second', 'by reason'],
  ['scheduleAttempts', 'Scheduling, attempts per second', 'by result'],
  ['pendingPods', 'Pods waiting', 'by queue'],
  ['database', 'Database, bytes', 'of the largest'],
  ['databaseRequests', 'Database requests per second', 'by operation'],
  ['databaseWithin25Ms', 'Database requests within 25 ms', 'share, by operation'],
  ['databaseInFlight', 'Requests in the database at once', 'by operation'],
  ['storedObjects', 'Objects stored', 'by resource'],
]
const asked: ControlPlaneMeasure[] = [
  ...drawn.map(([measure]) => measure),
  ...(['nominalSeats', 'queued', 'rejectedByLevel'] as const),
]

/** Asked by the charts, and by whoever lays two beside each other. */
export function usePlaneSeries({ window }: CapacityView, clusterId: string | undefined) {
  return useControlPlaneSeries(
    window === null || clusterId === undefined
      ? null
      : {
          scope: { clusters: [clusterId] },
          window: { from: window.from.toISOString(), to: window.to.toISOString() },
          measures: asked,
        },
  )
}

interface PlaneChartsProps {
  readonly row: ControlPlane
  readonly view: CapacityView
  /** What each value axis reaches at least. */
  readonly tops: Readonly<Partial<Record<ControlPlaneMeasure, number>>>
  readonly isPair: boolean
}

export function PlaneCharts({ row, view, tops, isPair }: PlaneChartsProps) {
  const { query, queryKey } = usePlaneSeries(view, row.clusterId)
  // Beside each other the same panels bear other names.
  const beside = isPair ? `, ${row.name}` : ''
  return (
    <section className="cluster-stack" aria-label={row.name} aria-busy={query.isFetching}>
      <QueryFaces
        query={query}
        queryKey={queryKey}
        what="its metrics"
        name={`The series of ${row.name}`}
        shape={<SkeletonRows rows={8} />}
        empty={({ lines }) => (lines.some(hasReadings) ? null : <Unread row={row} />)}
      >
        {(answer) => (
          <>
            <div className="row row-wrap plane-head">
              {isPair && <h2>{row.name}</h2>}
              <span className="note grow">
                <Coverage source="API server metrics" freshness={answer.freshness} />
              </span>
              <ExportButtons
                what={`the series of ${row.name}`}
                disabled={query.isPlaceholderData}
                onExport={(format) => exportSeries(answer, format)}
              />
            </div>
            <div className="series-grid">
              {drawn.map(([measure, title, sub]) => (
                <Fragment key={measure}>
                  <MeasureCard
                    {...{ measure, sub, answer }}
                    title={`${title}${beside}`}
                    asTable={view.params.draw === 'tables'}
                    top={tops[measure]}
                  />
                  {measure === 'database' && <ForecastCard row={row} answer={answer} beside={beside} />}
                </Fragment>
              ))}
            </div>
            <LevelCard answer={answer} beside={beside} />
          </>
        )}
      </QueryFaces>
    </section>
  )
}

function Unread({ row }: { row: ControlPlane }) {
  return (
    <EmptyFace title={`No metrics from ${row.name} in this time`}>
      {row.sources.includes('kube-api')
        ? 'Its API server is read, but told no metrics: its role may not get /metrics, or the time is another.'
        : 'No source reads its API server. Read the cluster, or a Prometheus that scrapes it, on the Sources page.'}
    </EmptyFace>
  )
}
