'use client'
// Which rows of the matrix are shown, and the pages beside them.
import { PageTurner } from '../../../../components/ui/page-turner.tsx'
import { rowsPerPage } from '../search-params.ts'
import type { Matrix, UpgradesView } from '../upgrades-view.ts'
import { CallsWindow } from './calls-window.tsx'

export function MatrixFoot({ page, view }: { page: Matrix; view: UpgradesView }) {
  return (
    <div className="card-foot">
      <PageTurner
        page={page}
        current={view.params.page}
        perPage={rowsPerPage}
        onTurn={(to) => void view.setParams({ page: to })}
      />
      <CallsWindow view={view} />
    </div>
  )
}
