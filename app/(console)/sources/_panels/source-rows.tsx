'use client'
// The rows of the source table, virtualised with their real height. j and k move, Enter opens.
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef } from 'react'
import { useKeys } from '../../../../components/shell/commands.tsx'
import { useRowWindow } from '../../../../components/ui/row-window.ts'
import type { SourceSort } from '../search-params.ts'
import type { SourceRows, SourcesView } from '../sources-view.ts'
import { SourceRowCells } from './source-row.tsx'

const rowHeight = 30

interface Column {
  readonly label: string
  readonly sort?: SourceSort
  readonly title?: string
  readonly num?: boolean
}

const columns: readonly Column[] = [
  { label: 'Cluster', sort: 'cluster' },
  { label: 'Way in' },
  { label: 'Last heard', title: 'When a body was last taken' },
  { label: 'Lag', sort: 'newest', num: true, title: 'Age of the newest event; sorts the oldest first' },
  { label: 'Events/s', sort: 'rate', num: true, title: 'Mean of the last minutes, by the events’ own times' },
  { label: 'Events', sort: 'events', num: true, title: 'Valid events of the window, all stages and repeats' },
  {
    label: 'Repeats',
    num: true,
    title: 'Events of sealed time that told of a request already counted; each request counts once',
  },
  { label: 'Rejected', sort: 'rejects', num: true, title: 'Lines rejected in the window' },
  { label: 'Health', sort: 'health', title: 'Sorts the worst first' },
]

/** j and k move the focus over the rows' buttons, scrolling as needed. */
function useRowKeys(rows: number, scrollTo: (index: number) => void) {
  const body = useRef<HTMLTableSectionElement>(null)
  const focusRow = (index: number, tries = 5) => {
    const button = body.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)
    if (button) button.focus()
    else if (tries > 0) requestAnimationFrame(() => focusRow(index, tries - 1))
  }
  const move = (step: number) => {
    const focused = document.activeElement?.getAttribute('data-row')
    const at = focused === null || focused === undefined ? (step > 0 ? -1 : rows) : Number(focused)
    const next = Math.min(rows - 1, Math.max(0, at + step))
    scrollTo(next)
    focusRow(next)
  }
  useKeys([
    { keys: 'j', label: 'Next row', run: () => move(1) },
    { keys: 'k', label: 'Previous row', run: () => move(-1) },
  ])
  return body
}

export function SourceRowList({ page, view }: { page: SourceRows; view: SourcesView }) {
  const scroller = useRef<HTMLElement>(null)
  const virtual = useRowWindow({
    count: page.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialRect: { width: 1_100, height: 460 },
  })
  const body = useRowKeys(page.rows.length, (index) => virtual.scrollToIndex(index))
  const items = virtual.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
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
        <tbody ref={body}>
          <Spacer height={before} />
          {items.map(({ index }) => {
            const row = page.rows[index]
            return row && <SourceRowCells key={row.clusterId} row={row} index={index} view={view} />
          })}
          <Spacer height={after} />
        </tbody>
      </table>
    </section>
  )
}

function Head({ column, view }: { column: Column; view: SourcesView }) {
  const { label, sort, title, num } = column
  const sorted = sort !== undefined && view.params.sort === sort
  // Names and times go up, what is worst or most comes first.
  const ascending = sort === 'cluster' || sort === 'newest'
  const Arrow = ascending ? ArrowUp : ArrowDown
  return (
    <th
      scope="col"
      className={num ? 'num' : label === 'Cluster' ? 'pin pin-first' : undefined}
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

function Spacer({ height }: { height: number }) {
  if (height <= 0) return null
  return (
    <tr className="spacer">
      <td colSpan={columns.length} style={{ height }} />
    </tr>
  )
}
