'use client'
// Which rows of the matrix are shown, and the pages beside them.
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { count } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { rowsPerPage } from '../search-params.ts'
import type { Matrix, UpgradesView } from '../upgrades-view.ts'

export function MatrixFoot({ page, view }: { page: Matrix; view: UpgradesView }) {
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
