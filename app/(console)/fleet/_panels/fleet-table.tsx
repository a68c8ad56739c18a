'use client'
// Every cluster that matches: sorted and paged by the server, the riskiest first.
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { count } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { BusyLine } from '../../../../components/ui/card.tsx'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { Kbd } from '../../../../components/ui/kbd.tsx'
import type { FleetSort } from '../../../../domain/model/fleet-order.ts'
import { useTRPCClient } from '../../../_trpc/client.tsx'
import { useExportCommands } from '../../_frame/export-commands.ts'
import { useFileExport } from '../../_frame/file-export.ts'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { type FleetPage, type FleetView, isNarrowed, useFleetPage, useFleetView } from '../fleet-view.ts'
import { rowsPerPage } from '../search-params.ts'
import { FindInRows } from './find-in-rows.tsx'
import { FleetRows } from './fleet-rows.tsx'

const sortedBy: Record<FleetSort, string> = {
  risk: 'risk, then nodes',
  name: 'name',
  account: 'account, then nodes',
  region: 'region, then nodes',
  version: 'version, then nodes',
  support: 'support, then nodes',
  nodes: 'nodes, then id',
  pods: 'pods, then nodes',
  tier: 'tier, then nodes',
  fee: 'fee, then nodes',
  findings: 'insights, then nodes',
  ownFindings: 'findings, then nodes',
  owner: 'owner, then nodes',
  age: 'age, then nodes',
}

export function FleetTable() {
  const view = useFleetView()
  const { query, queryKey } = useFleetPage(view)
  return (
    <section className="card fleet-table" aria-label="Clusters" aria-busy={query.isFetching}>
      <TableHead view={view} page={query.data} busy={query.data !== undefined && query.isFetching} />
      <QueryFaces
        query={query}
        queryKey={queryKey}
        what="the clusters of the fleet"
        name="Clusters"
        shape={<SkeletonRows rows={12} />}
        empty={(page) => (page.rows.length === 0 ? <NoRows view={view} /> : null)}
      >
        {(page) => <FleetRows page={page} view={view} />}
      </QueryFaces>
      {query.data !== undefined && <TableFoot page={query.data} view={view} />}
    </section>
  )
}

function TableHead({ view, page, busy }: { view: FleetView; page: FleetPage | undefined; busy: boolean }) {
  const client = useTRPCClient()
  const file = useFileExport(async (making) => {
    const { exportFleet } = await import('../made-file.ts')
    const read = (input: Parameters<typeof client.fleet.clusters.query>[0]) =>
      client.fleet.clusters.query(input, { signal: making.signal })
    return exportFleet({ ...making, view, read })
  })
  useExportCommands('inventory', page === undefined || page.total === 0 ? undefined : file.start)
  const { sort, reverse } = view.params
  return (
    <div className="card-head">
      <FindInRows
        placeholder="Name, account, owner, tag"
        value={view.params.find}
        onFind={(find) => void view.setParams({ find, page: null }, { history: 'replace' })}
      />
      {isNarrowed(view) && (
        <Button size="tiny" onClick={() => view.choose({})}>
          Show all
        </Button>
      )}
      <span className="grow" />
      <span className="note">
        Sorted by {sortedBy[sort]}
        {reverse && ', reversed'}
      </span>
      <ExportButtons what="inventory" progress={file.progress} onExport={file.start} onStop={file.stop} />
      {busy && <BusyLine />}
    </div>
  )
}

function NoRows({ view }: { view: FleetView }) {
  return (
    <EmptyFace
      title="No cluster matches"
      action={
        <Button size="tiny" onClick={() => view.choose({})}>
          Show all
        </Button>
      }
    >
      Other clusters are hidden by the find field or by chosen facets.
    </EmptyFace>
  )
}

function TableFoot({ page, view }: { page: FleetPage; view: FleetView }) {
  const current = view.params.page
  const offset = (current - 1) * rowsPerPage
  const turn = (to: number) => void view.setParams({ page: to })
  return (
    <div className="card-foot">
      <span>
        Rows {count(page.rows.length === 0 ? 0 : offset + 1)}–{count(offset + page.rows.length)} of{' '}
        {count(page.total)}
      </span>
      {(current > 1 || page.nextCursor !== null) && (
        <span className="row row-tight no-print">
          <Button size="tiny" disabled={current === 1} onClick={() => turn(current - 1)}>
            <ChevronLeft size={12} aria-hidden="true" />
            Previous {rowsPerPage}
          </Button>
          <Button size="tiny" disabled={page.nextCursor === null} onClick={() => turn(current + 1)}>
            Next {rowsPerPage}
            <ChevronRight size={12} aria-hidden="true" />
          </Button>
        </span>
      )}
      <span className="only-wide">Fees are list prices of us-east-1.</span>
      <span className="grow" />
      <span className="row row-tight no-print key-hints" aria-hidden="true">
        <Kbd>J</Kbd>
        <Kbd>K</Kbd> move <Kbd>↵</Kbd> open <Kbd>/</Kbd> find
      </span>
    </div>
  )
}
