'use client'
// What stands around the rows of node groups or add-ons: finding, showing all, how they are sorted, files, and
// the pages below.
import type { ReactNode } from 'react'
import { Button } from '../../../../components/ui/button.tsx'
import { BusyLine } from '../../../../components/ui/card.tsx'
import { PageTurner } from '../../../../components/ui/page-turner.tsx'
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
      {page !== undefined && (
        <div className="card-foot">
          <PageTurner
            page={page}
            current={view.params.page}
            perPage={rowsPerPage}
            onTurn={(to) => void view.setParams({ page: to })}
          />
          {sums !== undefined && <span>{sums}</span>}
        </div>
      )}
    </section>
  )
}
