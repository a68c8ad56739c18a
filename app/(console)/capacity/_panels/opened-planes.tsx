'use client'
// One control plane, or two beside each other: every limit in one table, then the same charts on the same axes.
import { X } from 'lucide-react'
import { IconButton } from '../../../../components/ui/button.tsx'
import { BusyLine, Card } from '../../../../components/ui/card.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import { databaseLoadOf } from '../../../../domain/capacity/database-load.ts'
import type {
  ControlPlaneMeasure,
  ControlPlaneSeries,
} from '../../../../domain/model/control-plane-series.ts'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { type CapacityView, type ControlPlane, useOpened } from '../capacity-view.ts'
import { pairText } from '../database-words.ts'
import { LimitsTable } from './limits-table.tsx'
import { PlaneCharts, usePlaneSeries } from './plane-charts.tsx'

const modes = [
  { value: 'charts', label: 'Charts' },
  { value: 'tables', label: 'Tables' },
] as const

export function OpenedPlanes({ view }: { view: CapacityView }) {
  const { query, queryKey } = useOpened(view)
  const { params } = view
  return (
    <section aria-label="Open control planes" aria-busy={query.isFetching} className="capacity-open">
      <QueryFaces
        query={query}
        queryKey={queryKey}
        what="its limits"
        name="The control plane"
        shape={<SkeletonRows rows={6} />}
        empty={({ rows }) =>
          rows.length === 0 ? (
            <EmptyFace title="No such cluster">
              No source tells of “{params.on}” any more, or it is not yours to see.
            </EmptyFace>
          ) : null
        }
      >
        {({ rows }) => (
          <Planes
            view={view}
            rows={[params.on, params.with].flatMap(
              (id) => rows.find(({ clusterId }) => clusterId === id) ?? [],
            )}
            busy={query.isFetching}
          />
        )}
      </QueryFaces>
    </section>
  )
}

type Peaks = Readonly<Partial<Record<ControlPlaneMeasure, number>>>

/** The highest of each measure over those that are open, so that their charts share an axis. */
function topsOf(answers: readonly (ControlPlaneSeries | undefined)[]): Peaks {
  const tops: Partial<Record<ControlPlaneMeasure, number>> = {}
  for (const { measure, highest, limit } of answers.flatMap((answer) => answer?.lines ?? [])) {
    const own = Math.max(limit?.value ?? 0, ...highest.map((value) => value ?? 0))
    tops[measure] = Math.max(tops[measure] ?? 0, own)
  }
  return tops
}

interface PlanesProps {
  readonly view: CapacityView
  readonly rows: readonly ControlPlane[]
  readonly busy: boolean
}

function Planes({ view, rows, busy }: PlanesProps) {
  const [one, other] = rows
  const answers = [usePlaneSeries(view, one?.clusterId), usePlaneSeries(view, other?.clusterId)]
  const tops = rows.length > 1 ? topsOf(answers.map(({ query }) => query.data)) : {}
  const names = rows.map(({ name }) => name).join(' beside ')
  const loads = answers.map(({ query }) => query.data && databaseLoadOf(query.data))
  const pair =
    one && other && pairText({ name: one.name, load: loads[0] }, { name: other.name, load: loads[1] })
  return (
    <>
      <Card
        title={`Limits of ${names}`}
        sub="what is used of them"
        actions={
          <span className="row row-tight no-print">
            <Segmented
              label="Show as"
              value={view.params.draw}
              options={modes}
              onChange={(draw) => void view.setParams({ draw })}
            />
            <IconButton label="Close" size="tiny" kind="ghost" onClick={view.close}>
              <X size={14} aria-hidden="true" />
            </IconButton>
            {busy && <BusyLine />}
          </span>
        }
      >
        <LimitsTable rows={rows} loads={loads} />
        {pair && <p className="card-body">{pair}</p>}
      </Card>
      <div className={rows.length > 1 ? 'capacity-planes capacity-pair' : 'capacity-planes'}>
        {rows.map((row) => (
          <PlaneCharts key={row.clusterId} {...{ row, view, tops }} isPair={rows.length > 1} />
        ))}
      </div>
    </>
  )
}
