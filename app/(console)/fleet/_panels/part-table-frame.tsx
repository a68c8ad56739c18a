'use client'
// What stands around the rows of node groups or add-ons: finding, showing all, how they are sorted, files, and
// the pages below.
import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { count } from '../../../../components/format/number.ts'
import { Button } from '../../../../components/ui/button.tsx'
import { BusyLine } from '../../../../components/ui/card.tsx'
import { rowsPerPage } from '../parts/part-params.ts'
import { isNarrowed, type PartView } from '../parts/part-view.ts'
import { FindInRows } from './find-in-rows.tsx'

export interface PartPage {
  readonly rows: readonly unknown[]
  readonly total: number
  readonly nextCursor: string | null
}

export interface PartTableFrameProps {
  readonly view: PartView
  readonly label: string
  readonly sortedBy: string
  readonly page: PartPage | undefined
  readonly isFetching: boolean
  readonly files: ReactNode
  /** Sums of what matches: "7,214 nodes". */
  readonly sums?: string
  readonly children: ReactNode
}

export function PartTableFrame(props: PartTableFrameProps) {
  const { view, label, sortedBy, page, isFetching, files, sums, children } = props
  return (
    <section className="card fleet-table" aria-label={label} aria-busy={isFetching}>
      <div className="card-head">
        <FindInRows
          placeholder="Name, cluster, account, owner"
          value={view.params.find}
          onFind={(find) => void view.setParams({ find, page: null }, { history: 'replace' })}
        />
        {isNarrowed(view) && (
          <Button size="tiny" onClick={view.showAll}>
            Show all
          </Button>
        )}
        <span className="grow" />
        <span className="note">Sorted by {sortedBy}</span>
        {files}
        {page !== undefined && isFetching && <BusyLine />}
      </div>
      {children}
      {page !== undefined && <Foot view={view} page={page} sums={sums} />}
    </section>
  )
}

function Foot({ view, page, sums }: { view: PartView; page: PartPage; sums: string | undefined }) {
  const current = view.params.page
  const offset = (current - 1) * rowsPerPage
  const turn = (to: number) => void view.setParams({ page: to })
  return (
    <div className="card-foot">
      <span>
        Rows {count(page.rows.length === 0 ? 0 : offset + 1)}–{count(offset + page.rows.length)} of{' '}
        {count(page.total)}
        {sums !== undefined && ` · ${sums}`}
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
    </div>
  )
}
