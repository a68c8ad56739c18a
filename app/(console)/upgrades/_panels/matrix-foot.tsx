'use client'
// Which rows of the matrix are shown, and the pages beside them.
import { PageTurner } from '../../../../components/ui/page-turner.tsx'
import { rowsPerPage } from '../search-params.ts'
import type { Matrix, UpgradesView } from '../upgrades-view.ts'

export function MatrixFoot({ page, view }: { page: Matrix; view: UpgradesView }) {
  return (
    <div className="card-foot">
      <PageTurner
        page={page}
        current={view.params.page}
        perPage={rowsPerPage}
        onTurn={(to) => void view.setParams({ page: to })}
      />
      <span className="only-wide">Calls count for 30 days after the last one.</span>
    </div>
  )
}
