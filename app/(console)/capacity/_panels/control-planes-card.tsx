'use client'
// Every control plane of the scope by how close it is to a limit, worst first. A row opens its limits and charts.
import { count } from '../../../../components/format/number.ts'
import { windowLength } from '../../../../components/format/time.ts'
import { BusyLine } from '../../../../components/ui/card.tsx'
import { Coverage } from '../../../../components/ui/coverage.tsx'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { PageTurner } from '../../../../components/ui/page-turner.tsx'
import { Segmented } from '../../../../components/ui/segmented.tsx'
import { useTRPCClient } from '../../../_trpc/client.tsx'
import { useExportCommands } from '../../_frame/export-commands.ts'
import { useFileExport } from '../../_frame/file-export.ts'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { type CapacityView, type ControlPlanes, useCapacityView, useControlPlanes } from '../capacity-view.ts'
import { listInput, rowsPerPage, standings } from '../search-params.ts'
import { ControlPlaneTable } from './control-plane-table.tsx'
import { FindControlPlane } from './find-control-plane.tsx'

const standingNames = { all: 'All', near: 'Near a limit', room: 'Room', unread: 'Not measured' } as const

function useListExport(view: CapacityView) {
  const client = useTRPCClient()
  return useFileExport(async (making) => {
    if (view.window === null) throw new Error('nothing is asked yet, so there is nothing to put in a file')
    const { exportControlPlanes } = await import('../made-files.ts')
    const input = listInput(view.params, view.scope, view.window)
    return exportControlPlanes(input, view.view.window, {
      ...making,
      read: (asked) => client.capacity.controlPlanes.query(asked, { signal: making.signal }),
    })
  })
}

export function ControlPlanesCard() {
  const view = useCapacityView()
  const { query, queryKey } = useControlPlanes(view)
  const { data } = query
  const file = useListExport(view)
  useExportCommands('control planes', data === undefined || data.total === 0 ? undefined : file.start)
  return (
    <section className="card" aria-label="Control planes" aria-busy={query.isFetching}>
      <div className="card-head row-wrap">
        <h2>Control planes near their tier</h2>
        <span className="note grow">{data && subOf(data)}</span>
        <ExportButtons
          what="control planes"
          progress={file.progress}
          disabled={data === undefined || data.total === 0}
          onExport={file.start}
          onStop={file.stop}
        />
        {data !== undefined && query.isFetching && <BusyLine />}
      </div>
      <Narrowing view={view} data={data} />
      <QueryFaces
        query={query}
        queryKey={queryKey}
        what="what control planes say of themselves"
        name="Control planes"
        shape={<SkeletonRows rows={12} />}
        empty={(page) => (page.rows.length === 0 ? <Nothing page={page} view={view} /> : null)}
      >
        {(page) => <ControlPlaneTable page={page} view={view} />}
      </QueryFaces>
      {data !== undefined && (
        <div className="card-foot row row-between row-wrap">
          <Coverage source="API server metrics" freshness={data.freshness} />
          <PageTurner
            page={data}
            current={view.params.page}
            perPage={rowsPerPage}
            what="Control planes"
            onTurn={(page) => void view.setParams({ page })}
          />
        </div>
      )}
    </section>
  )
}

function subOf({ byStanding, inScope, window, isCut }: ControlPlanes): string {
  const near = `${count(byStanding.near)} of ${count(inScope)} from 80% of a limit`
  if (!isCut) return `${near}, at the peaks of this time`
  return `${near}, at the peaks of its last ${windowLength(window.from, window.to)}: for so many no more is read at once`
}

function Narrowing({ view, data }: { view: CapacityView; data: ControlPlanes | undefined }) {
  const { params, setParams } = view
  const options = standings.map((value) => {
    const held = value === 'all' ? data?.inScope : data?.byStanding[value]
    return { value, label: `${standingNames[value]}${held === undefined ? '' : ` ${count(held)}`}` }
  })
  return (
    <div className="row row-wrap capacity-narrowing no-print">
      <Segmented
        label="List"
        value={params.of}
        options={options}
        onChange={(of) => void setParams({ of, page: null })}
      />
      <FindControlPlane view={view} />
    </div>
  )
}

function Nothing({ page, view }: { page: ControlPlanes; view: CapacityView }) {
  const { of, find } = view.params
  if (page.inScope === 0) {
    return <EmptyFace title="No cluster">None is in this scope. Sources bring them.</EmptyFace>
  }
  const why =
    find !== ''
      ? `None of ${count(page.inScope)} bears “${find}”.`
      : of === 'near'
        ? `${count(page.byStanding.room)} have room; ${count(page.byStanding.unread)} are not measured.`
        : of === 'unread'
          ? 'Of each its API server was read in this time.'
          : 'None has room in every direction.'
  return <EmptyFace title="None to list">{why}</EmptyFace>
}
