'use client'
// The series of a control plane, as its API servers tell them: seats and queues by priority level, 429s by reason,
// requests, latency, the database. As charts on one time axis, or as tables of the same numbers.
import { Coverage } from '../../../../components/ui/coverage.tsx'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { SkeletonRows } from '../../../../components/ui/faces.tsx'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import type { ControlPlaneMeasure } from '../../../../domain/model/control-plane-series.ts'
import { hasReadings } from '../../_frame/control-plane-chart.ts'
import { useControlPlaneSeries } from '../../_frame/control-plane-question.ts'
import { LevelCard } from '../../_frame/level-card.tsx'
import { MeasureCard } from '../../_frame/measure-card.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { exportSeries } from '../../_frame/series-file.ts'
import type { ClusterView } from '../cluster-view.ts'
import type { ControlPlaneProps } from './headroom-place.tsx'
import { NoMetricsCard } from './no-metrics-card.tsx'

const drawn: readonly [ControlPlaneMeasure, string, string][] = [
  ['seats', 'Seats in use', 'by priority level'],
  ['rejected', 'Rejected, 429 per second', 'by reason'],
  ['inflight', 'Requests in flight', 'by kind'],
  ['requests', 'Requests per second', 'by code, as its metrics count them'],
  ['latency', 'Mean latency, seconds', 'by verb, without watches'],
  ['database', 'Database, bytes', 'of the largest'],
]

const modes = [
  { value: 'charts', label: 'Charts' },
  { value: 'tables', label: 'Tables' },
] as const

function useAllSeries({ clusterId, window }: ClusterView) {
  return useControlPlaneSeries(
    clusterId === null || window === null
      ? null
      : {
          scope: { clusters: [clusterId] },
          window: { from: window.from.toISOString(), to: window.to.toISOString() },
          top: 12,
        },
  )
}

export function ControlPlaneCharts({ cluster, view }: ControlPlaneProps) {
  const { query, queryKey } = useAllSeries(view)
  return (
    <QueryFaces
      query={query}
      queryKey={queryKey}
      what="its metrics"
      name="The series of its control plane"
      shape={<SkeletonRows rows={8} />}
      empty={({ lines }) => (lines.some(hasReadings) ? null : <NoMetricsCard cluster={cluster} />)}
    >
      {(answer) => (
        <div className="cluster-stack" aria-busy={query.isFetching}>
          <div className="row row-wrap">
            <span className="note grow">
              <Coverage source="API server metrics" freshness={answer.freshness} />
            </span>
            <ExportButtons
              what="the series of this control plane"
              disabled={query.isPlaceholderData}
              onExport={(format) => exportSeries(answer, format)}
            />
            <Segmented
              label="Show as"
              value={view.params.draw}
              options={modes}
              onChange={(draw) => void view.setParams({ draw })}
            />
          </div>
          <div className="series-grid">
            {drawn.map(([measure, title, sub]) => (
              <MeasureCard
                key={measure}
                {...{ measure, title, sub, answer }}
                asTable={view.params.draw === 'tables'}
              />
            ))}
          </div>
          <LevelCard answer={answer} />
        </div>
      )}
    </QueryFaces>
  )
}
