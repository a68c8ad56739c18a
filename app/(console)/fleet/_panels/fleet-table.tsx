'use client'
// Every cluster that matches: sorted, grouped and paged by the server, the riskiest first.
import { Button } from '../../../../components/ui/button.tsx'
import { BusyLine } from '../../../../components/ui/card.tsx'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import type { FleetSort } from '../../../../domain/model/fleet-order.ts'
import { useTRPCClient } from '../../../_trpc/client.tsx'
import { useExportCommands } from '../../_frame/export-commands.ts'
import { useFileExport } from '../../_frame/file-export.ts'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import {
  type FleetPage,
  type FleetView,
  isNarrowed,
  useFleetPage,
  useFleetView,
  useOpenGroups,
} from '../fleet-view.ts'
import { hasClosedGroups } from '../search-params.ts'
import { BulkBar } from './bulk-bar.tsx'
import { type Shown, TableFoot } from './fleet-foot.tsx'
import { FleetRows } from './fleet-rows.tsx'
import { GroupChoice } from './group-choice.tsx'
import { QueryBox, QueryProblem } from './query-box.tsx'

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

const none: Shown = { rows: [], groups: [], total: 0, nextCursor: null }

/** What the table shows of a page: all its rows, or those of the groups that are open. */
function useShown(view: FleetView, page: FleetPage | undefined): { shown: Shown; isFetching: boolean } {
  const { data, isFetching, isEnabled } = useOpenGroups(view)
  if (!hasClosedGroups(view.params)) return { shown: page ?? none, isFetching: false }
  return { shown: isEnabled ? (data ?? none) : none, isFetching }
}

export function FleetTable() {
  const view = useFleetView()
  const { query, queryKey } = useFleetPage(view)
  const page = query.data
  const { shown, isFetching } = useShown(view, page)
  const busy = query.isFetching || isFetching
  return (
    <section className="card fleet-table" aria-label="Clusters" aria-busy={busy}>
      <TableHead view={view} page={page} busy={page !== undefined && busy} />
      <QueryProblem view={view} page={page} />
      <BulkBar view={view} rows={shown.rows} />
      <QueryFaces
        query={query}
        queryKey={queryKey}
        what="the clusters of the fleet"
        name="Clusters"
        shape={<SkeletonRows rows={12} />}
        empty={({ total }) => (total === 0 ? <NoRows view={view} /> : null)}
      >
        {(found) => <FleetRows page={found} shown={shown} view={view} />}
      </QueryFaces>
      {page !== undefined && <TableFoot page={page} shown={shown} view={view} />}
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
      <QueryBox view={view} page={page} />
      {isNarrowed(view) && (
        <Button size="tiny" onClick={() => view.choose({})}>
          Show all
        </Button>
      )}
      <GroupChoice view={view} />
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
      Other clusters are hidden by the query or by chosen facets.
    </EmptyFace>
  )
}
