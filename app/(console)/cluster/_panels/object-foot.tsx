'use client'
// How many objects there are, which of them are on this page, and the ways to the others.
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { count } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { type ClusterObjects, type ClusterView, objectsPerPage } from '../cluster-view.ts'

export function ObjectFoot({ page, view }: { page: ClusterObjects; view: ClusterView }) {
  const current = view.params.page
  const offset = (current - 1) * objectsPerPage
  const turn = (to: number) => void view.setParams({ page: to })
  return (
    <>
      <span>
        Rows {count(page.rows.length === 0 ? 0 : offset + 1)}–{count(offset + page.rows.length)} of{' '}
        {count(page.total)}
      </span>
      {(current > 1 || page.nextCursor !== null) && (
        <span className="row row-tight no-print">
          <Button size="tiny" disabled={current === 1} onClick={() => turn(current - 1)}>
            <ChevronLeft size={12} aria-hidden="true" />
            Previous {objectsPerPage}
          </Button>
          <Button size="tiny" disabled={page.nextCursor === null} onClick={() => turn(current + 1)}>
            Next {objectsPerPage}
            <ChevronRight size={12} aria-hidden="true" />
          </Button>
        </span>
      )}
    </>
  )
}
