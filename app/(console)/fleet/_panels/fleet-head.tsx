'use client'
// The head of the fleet's table: the box that selects a page of rows, and columns that sort.
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { FleetColumn } from '../columns.ts'
import type { FleetRow, FleetView } from '../fleet-view.ts'

export function FleetHead({ view, rows }: { view: FleetView; rows: readonly FleetRow[] }) {
  const { columns } = view
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" className="pin pick">
          <PickAll view={view} rows={rows} />
        </th>
        {columns.map((column, place) => (
          <Head key={column.id} column={column} view={view} isLast={place === columns.length - 1} />
        ))}
      </tr>
    </thead>
  )
}

function PickAll({ view, rows }: { view: FleetView; rows: readonly FleetRow[] }) {
  const ids = rows.map(({ clusterId }) => clusterId)
  const picked = ids.filter((id) => view.params.picked.includes(id)).length
  const isAll = picked > 0 && picked === ids.length
  return (
    <label>
      <input
        type="checkbox"
        className="checkbox"
        aria-label="Select the rows of this page"
        ref={(box) => {
          if (box !== null) box.indeterminate = picked > 0 && !isAll
        }}
        disabled={ids.length === 0}
        checked={isAll}
        onChange={() => view.pick(ids, !isAll)}
      />
    </label>
  )
}

/** Columns whose smallest value comes first until they are turned round. */
const ascending = new Set(['name', 'region', 'version', 'tier', 'owner', 'accountId', 'asOf'])

function headClass({ id, num, isWide }: FleetColumn, isLast: boolean): string | undefined {
  if (id === 'name') return 'pin pin-name'
  const names = [num && 'num', isWide && 'only-wide', isLast && 'pin-last'].filter(Boolean)
  return names.length === 0 ? undefined : names.join(' ')
}

function Head({ column, view, isLast }: { column: FleetColumn; view: FleetView; isLast: boolean }) {
  const { id, label, sort, title } = column
  const sorted = sort !== undefined && view.params.sort === sort
  const isUp = ascending.has(id) !== view.params.reverse
  const Arrow = isUp ? ArrowUp : ArrowDown
  return (
    <th
      scope="col"
      className={headClass(column, isLast)}
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
