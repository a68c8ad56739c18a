'use client'
// Cluster × check by the day that presses. A cell opens what the check found there.
import { Fragment } from 'react'
import { count } from '../../../../components/format/number.ts'
import { BusyLine } from '../../../../components/ui/card.tsx'
import { ExportButtons } from '../../../../components/ui/export-buttons.tsx'
import { EmptyFace, SkeletonRows } from '../../../../components/ui/faces.tsx'
import { useTRPCClient } from '../../../_trpc/client.tsx'
import { useFileExport } from '../../_frame/file-export.ts'
import { QueryFaces } from '../../_frame/query-faces.tsx'
import { matrixInput } from '../search-params.ts'
import {
  type Matrix,
  type MatrixRow,
  type UpgradesView,
  useMatrix,
  useUpgradesView,
} from '../upgrades-view.ts'
import { checkHead, groupOf } from '../words.ts'
import { ListSwitch } from './list-switch.tsx'
import { MatrixFoot } from './matrix-foot.tsx'
import { ClusterRow } from './matrix-row.tsx'

/** Shown though it never stands in the way of the control plane: it is what stops the nodes. */
const shownToo = 'drain-safety'

export function MatrixCard() {
  const view = useUpgradesView()
  const { query, queryKey } = useMatrix(view)
  const client = useTRPCClient()
  const file = useFileExport(async (making) => {
    const { exportMatrix } = await import('../made-files.ts')
    const input = matrixInput(view.params, view.scope)
    const read = (asked: typeof input) => client.upgrades.matrix.query(asked, { signal: making.signal })
    return exportMatrix(input, { ...making, read })
  })
  return (
    <section className="card matrix" aria-label="Clusters by check" aria-busy={query.isFetching}>
      <div className="card-head">
        <h2>Clusters by check</h2>
        <span className="note grow">deadline first</span>
        <ExportButtons
          what="clusters by check"
          progress={file.progress}
          disabled={query.data === undefined || query.data.total === 0}
          onExport={file.start}
          onStop={file.stop}
        />
        <ListSwitch view={view} />
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
      {query.data !== undefined && <MatrixFoot page={query.data} view={view} />}
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
