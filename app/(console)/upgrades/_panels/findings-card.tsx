'use client'
// Findings one by one, worst first: open ones, or those that somebody accepted. A row opens its check on its cluster.
import { count, plural } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { BusyLine } from '../../../../components/ui/card.tsx'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { useTRPCClient } from '../../../_trpc/client.tsx'
import { useFileExport } from '../../_frame/file-export.ts'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { findingsPerPage } from '../search-params.ts'
import { useFindingList, useUpgradesView } from '../upgrades-view.ts'
import { FindingFilters } from './finding-filters.tsx'
import { FindingRow } from './finding-row.tsx'
import { ListSwitch } from './list-switch.tsx'

export function FindingsCard() {
  const view = useUpgradesView()
  const { query, queryKey, input } = useFindingList(view)
  const pages = query.data?.pages
  const client = useTRPCClient()
  const file = useFileExport(async (making) => {
    const { exportFindings } = await import('../made-files.ts')
    const read = (asked: typeof input) => client.upgrades.findings.query(asked, { signal: making.signal })
    return exportFindings(input, { ...making, read })
  })
  const rows = pages?.flatMap((page) => page.rows) ?? []
  const total = pages?.at(-1)?.total ?? 0
  return (
    <section className="card" aria-label="Findings" aria-busy={query.isFetching}>
      <div className="card-head">
        <h2>Findings</h2>
        <span className="note grow">worst first</span>
        <ExportButtons
          what="findings"
          progress={file.progress}
          disabled={total === 0}
          onExport={file.start}
          onStop={file.stop}
        />
        <ListSwitch view={view} />
        {pages !== undefined && query.isFetching && <BusyLine />}
      </div>
      <FindingFilters view={view} page={pages?.[0]} />
      <QueryFaces
        query={{ ...query, data: pages }}
        queryKey={queryKey}
        what="what the checks found"
        name="Findings"
        shape={<SkeletonRows rows={12} />}
        empty={() => (rows.length === 0 ? <NoFindings accepted={view.params.accepted} /> : null)}
      >
        {() => (
          <div className="table-scroll">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">Finding</th>
                  <th scope="col">Cluster</th>
                  <th scope="col">Check</th>
                  <th scope="col">Owner</th>
                  <th scope="col">{view.params.accepted ? 'Accepted' : 'Open since'}</th>
                  <th scope="col">Status</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((finding) => (
                  <FindingRow key={finding.id} finding={finding} view={view} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </QueryFaces>
      <div className="card-foot">
        <span>
          Rows {count(rows.length === 0 ? 0 : 1)}–{count(rows.length)} of {plural(total, 'finding')}
        </span>
        {query.hasNextPage && (
          <Button
            size="tiny"
            className="no-print"
            disabled={query.isFetching}
            onClick={() => void view.setParams({ page: (pages?.length ?? 1) + 1 }, { history: 'replace' })}
          >
            Show {findingsPerPage} more
          </Button>
        )}
      </div>
    </section>
  )
}

function NoFindings({ accepted }: { accepted: boolean }) {
  return accepted ? (
    <EmptyFace title="Nothing is accepted">
      A finding that is open can be accepted for a while, with a reason; it is listed here until it comes
      back.
    </EmptyFace>
  ) : (
    <EmptyFace title="No open finding">
      Nothing that matches is open. The checks above say on how many clusters each passed, and where it could
      not look.
    </EmptyFace>
  )
}
