'use client'
// Cluster × check by the day that presses. A cell opens what the check found there.
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Fragment } from 'react'
import { count } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { BusyLine } from '../../../../components/ui/card.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { rowsPerPage } from '../search-params.ts'
import {
  type Matrix,
  type MatrixRow,
  type UpgradesView,
  useMatrix,
  useUpgradesView,
} from '../upgrades-view.ts'
import { checkHead, groupOf } from '../words.ts'
import { ClusterRow } from './matrix-row.tsx'

/** Shown though it never stands in the way of the control plane: it is what stops the nodes. */
const shownToo = 'drain-safety'

export function MatrixCard() {
  const view = useUpgradesView()
  const { query, queryKey } = useMatrix(view)
  return (
    <section className="card matrix" aria-label="Clusters by check" aria-busy={query.isFetching}>
      <div className="card-head">
        <h2>Clusters by check</h2>
        <span className="note grow">deadline first</span>
        {query.data !== undefined && query.isFetching && <BusyLine />}
      </div>
      <QueryFaces
        query={query}
        queryKey={queryKey}
        what="the checks of the fleet"
        name="Clusters by check"
        shape={<SkeletonRows rows={12} />}
        empty={(page) =>
          page.rows.length === 0 ? (
            <EmptyFace title="No cluster to show">
              None is in this scope with this verdict. Clusters are checked every few minutes once a source
              reads them.
            </EmptyFace>
          ) : null
        }
      >
        {(page) => <Table page={page} view={view} />}
      </QueryFaces>
      {query.data !== undefined && <Foot page={query.data} view={view} />}
    </section>
  )
}

function Table({ page, view }: { page: Matrix; view: UpgradesView }) {
  const columns = page.checks.filter(({ checkId, blocksUpgrade }) => blocksUpgrade || checkId === shownToo)
  const groups = new Map<string, MatrixRow[]>()
  for (const row of page.rows) {
    const group = groupOf(row, page.now)
    groups.set(group, [...(groups.get(group) ?? []), row])
  }
  return (
    <div className="table-scroll">
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="pin pin-first">
              Cluster
            </th>
            {columns.map(({ checkId, title }) => (
              <th key={checkId} scope="col" title={title}>
                {checkHead(checkId, title)}
              </th>
            ))}
            <th scope="col" className="pin-last">
              Verdict
            </th>
          </tr>
        </thead>
        <tbody>
          {[...groups].map(([group, rows]) => (
            <Fragment key={group}>
              <tr className="matrix-group">
                <th scope="rowgroup" colSpan={columns.length + 2}>
                  {group} <span className="note">{count(rows.length)} on this page</span>
                </th>
              </tr>
              {rows.map((row) => (
                <ClusterRow key={row.clusterId} row={row} columns={columns} view={view} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Foot({ page, view }: { page: Matrix; view: UpgradesView }) {
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
      <span className="only-wide">Calls count for 30 days after the last one.</span>
    </div>
  )
}
