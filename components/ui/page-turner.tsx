// Which rows of how many a paged table shows, and the ways to the pages beside them. Stands in a card's foot.
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { count } from '../format/number.ts'
import { Button } from './button.tsx'

export interface PageTurnerProps {
  readonly page: {
    readonly rows: readonly unknown[]
    /** On all pages. */
    readonly total: number
    /** Null on the last page. */
    readonly nextCursor: string | null
  }
  /** From 1. */
  readonly current: number
  readonly perPage: number
  /** "Groups"; rows unless said otherwise. */
  readonly what?: string
  readonly onTurn: (to: number) => void
}

export function PageTurner({ page, current, perPage, what = 'Rows', onTurn }: PageTurnerProps) {
  const { rows, total, nextCursor } = page
  const offset = (current - 1) * perPage
  return (
    <>
      <span>
        {what} {count(rows.length === 0 ? 0 : offset + 1)}–{count(offset + rows.length)} of {count(total)}
      </span>
      {(current > 1 || nextCursor !== null) && (
        <span className="row row-tight no-print">
          <Button size="tiny" disabled={current === 1} onClick={() => onTurn(current - 1)}>
            <ChevronLeft size={12} aria-hidden="true" />
            Previous {perPage}
          </Button>
          <Button size="tiny" disabled={nextCursor === null} onClick={() => onTurn(current + 1)}>
            Next {perPage}
            <ChevronRight size={12} aria-hidden="true" />
          </Button>
        </span>
      )}
    </>
  )
}
