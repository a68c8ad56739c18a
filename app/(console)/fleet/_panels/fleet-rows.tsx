'use client'
// The rows of the fleet's table, drawn as far as they are in sight, with their real height. j and k move,
// Enter opens the cluster.
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef } from 'react'
import { VirtualRows } from '../../_frame/virtual-rows.tsx'
import { type FleetColumn, fleetColumns } from '../columns.ts'
import type { FleetPage, FleetView } from '../fleet-view.ts'
import { FleetRowCells } from './fleet-row.tsx'

export function FleetRows({ page, view }: { page: FleetPage; view: FleetView }) {
  const scroller = useRef<HTMLElement>(null)
  return (
    <section
      className="table-scroll fleet-scroll"
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="Inventory by cluster"
    >
      <table className="table" aria-rowcount={page.rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {fleetColumns.map((column) => (
              <Head key={column.id} column={column} view={view} />
            ))}
          </tr>
        </thead>
        <VirtualRows
          count={page.rows.length}
          columns={fleetColumns.length}
          scroller={scroller}
          height={560}
          rowHeight={33}
        >
          {(index) => {
            const row = page.rows[index]
            return row && <FleetRowCells key={row.clusterId} row={row} index={index} now={page.now} />
          }}
        </VirtualRows>
      </table>
    </section>
  )
}

/** Columns whose smallest value comes first until they are turned round. */
const ascending = new Set(['name', 'region', 'version', 'tier', 'owner'])

function headClass({ id, num, isWide }: FleetColumn): string | undefined {
  if (id === 'name') return 'pin pin-first'
  if (id === 'health') return 'pin-last'
  const names = [num && 'num', isWide && 'only-wide'].filter(Boolean)
  return names.length === 0 ? undefined : names.join(' ')
}

function Head({ column, view }: { column: FleetColumn; view: FleetView }) {
  const { id, label, sort, title } = column
  const sorted = sort !== undefined && view.params.sort === sort
  const isUp = ascending.has(id) !== view.params.reverse
  const Arrow = isUp ? ArrowUp : ArrowDown
  return (
    <th
      scope="col"
      className={headClass(column)}
      title={title}
      aria-sort={sorted ? (isUp ? 'ascending' : 'descending') : undefined}
    >
      {sort === undefined ? (
        label
      ) : (
        <button
          type="button"
          className="sort-button"
          aria-label={`Sort by ${label}`}
          onClick={() => view.sortBy(sort)}
        >
          {label}
          {sorted && <Arrow size={12} strokeWidth={2} aria-hidden="true" />}
        </button>
      )}
    </th>
  )
}
