'use client'
// The foot of the table of sources that are read: which rows are shown, the way to the others, and where
// more are defined.
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { count } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { type ReadPage, readsPerPage } from '../read-view.ts'
import type { SourcesView } from '../sources-view.ts'

export function ReadFoot({ page, shown, view }: { page: ReadPage; shown: number; view: SourcesView }) {
  const current = view.params.readPage
  const offset = (current - 1) * readsPerPage
  const turn = (to: number) => void view.setParams({ readPage: to })
  return (
    <>
      <span>
        Rows {count(shown === 0 ? 0 : offset + 1)}–{count(offset + shown)} of {count(page.total)}
      </span>
      {(current > 1 || page.nextCursor !== null) && (
        <span className="row row-tight no-print">
          <Button size="tiny" disabled={current === 1} onClick={() => turn(current - 1)}>
            <ChevronLeft size={12} aria-hidden="true" />
            Previous {readsPerPage}
          </Button>
          <Button size="tiny" disabled={page.nextCursor === null} onClick={() => turn(current + 1)}>
            Next {readsPerPage}
            <ChevronRight size={12} aria-hidden="true" />
          </Button>
        </span>
      )}
      <span>Stale: not brought up to date for three of its intervals.</span>
      {page.config && (
        <span>
          {page.config.exists ? 'Also defined in ' : 'Can also be defined in '}
          <code className="mono">{page.config.file}</code>.
        </span>
      )}
    </>
  )
}
