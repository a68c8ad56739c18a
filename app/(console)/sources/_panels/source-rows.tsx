'use client'
// The rows of the source table, virtualised with their real height. j and k move, Enter opens.
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef } from 'react'
import { VirtualRows } from '../../_frame/virtual-rows.tsx'
import type { SourceSort } from '../search-params.ts'
import type { SourceRows, SourcesView } from '../sources-view.ts'
import { SourceRowCells } from './source-row.tsx'

interface Column {
  readonly label: string
  readonly sort?: SourceSort
  readonly title?: string
  readonly num?: boolean
  /** From which width of the card it is drawn; always without one. The panel says what is left out. */
  readonly from?: ColumnWidth
}

/** Classes of cells that need room. */
export type ColumnWidth = 'col-middle' | 'col-wide'

const columns: readonly Column[] = [
  { label: 'Cluster', sort: 'cluster' },
  { label: 'Way in', from: 'col-middle' },
  { label: 'Last heard', title: 'When a body was last taken', from: 'col-wide' },
  { label: 'Lag', sort: 'newest', num: true, title: 'Age of the newest event; sorts the oldest first' },
  {
    label: 'Events/s',
    sort: 'rate',
    num: true,
    title: 'Mean of the last minutes, by the events’ own times',
    from: 'col-wide',
  },
  {
    label: 'Events',
    sort: 'events',
    num: true,
    title: 'Valid events of the window, all stages and repeats',
    from: 'col-middle',
  },
  {
    label: 'Repeats',
    num: true,
    from: 'col-middle',
    title: 'Events of sealed time that told of a request already counted; each request counts once',
  },
  {
    label: 'Rejected',
    sort: 'rejects',
    num: true,
    title: 'Lines rejected in the window',
    from: 'col-middle',
  },
  { label: 'Health', sort: 'health', title: 'Sorts the worst first' },
]

export function SourceRowList({ page, view }: { page: SourceRows; view: SourcesView }) {
  const scroller = useRef<HTMLElement>(null)
  return (
    <section
      className="table-scroll source-scroll"
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="Sources by cluster"
    >
      <table className="table" aria-rowcount={page.rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Head key={column.label} column={column} view={view} />
            ))}
          </tr>
        </thead>
        <VirtualRows {...{ count: page.rows.length, columns: columns.length, scroller, height: 460 }}>
          {(index) => {
            const row = page.rows[index]
            return row && <SourceRowCells key={row.clusterId} row={row} index={index} view={view} />
          }}
        </VirtualRows>
      </table>
    </section>
  )
}

function Head({ column, view }: { column: Column; view: SourcesView }) {
  const { label, sort, title, num, from } = column
  const sorted = sort !== undefined && view.params.sort === sort
  // Names and times go up, what is worst or most comes first.
  const ascending = sort === 'cluster' || sort === 'newest'
  const Arrow = ascending ? ArrowUp : ArrowDown
  return (
    <th
      scope="col"
      className={[num && 'num', label === 'Cluster' && 'pin pin-first', from].filter(Boolean).join(' ')}
      title={title}
      aria-sort={sorted ? (ascending ? 'ascending' : 'descending') : undefined}
    >
      {sort === undefined ? (
        label
      ) : (
        <button
          type="button"
          className="sort-button"
          aria-label={`Sort by ${label}`}
          onClick={() => void view.setParams({ sort, page: null })}
        >
          {label}
          {sorted && <Arrow size={12} strokeWidth={2} aria-hidden="true" />}
        </button>
      )}
    </th>
  )
}
