'use client'
// The table: the axis that is used most, against its limit, when, what the database does, what would help. j and k go
// over the rows, c lays the row in focus beside the one that is open.
import { ArrowDown, ArrowUp, Columns2 } from 'lucide-react'
import { useRef } from 'react'
import { useCommands } from '../../../../components/shell/commands.tsx'
import type { ControlPlaneSort } from '../../../../domain/model/control-plane-rows.ts'
import { useRowKeys } from '../../_frame/virtual-rows.tsx'
import type { CapacityView, ControlPlanes } from '../capacity-view.ts'
import { ControlPlaneRow } from './control-plane-row.tsx'

const columns: readonly { label: string; sort?: ControlPlaneSort; num?: true; last?: true }[] = [
  { label: 'Cluster', sort: 'name' },
  { label: 'Tier', sort: 'price' },
  { label: 'Used most', sort: 'near' },
  { label: 'Share' },
  { label: 'Used', num: true },
  { label: 'When' },
  { label: 'Database', sort: 'forecast' },
  { label: 'Suggestion', last: true },
]

export function ControlPlaneTable({ page, view }: { page: ControlPlanes; view: CapacityView }) {
  const body = useRef<HTMLTableSectionElement>(null)
  useRowKeys(body, page.rows.length, () => undefined)
  const { params } = view
  useCommands([
    {
      id: 'capacity.compare',
      group: 'Do',
      label: params.on === '' ? 'Open the row in focus' : 'Lay the row in focus beside the open one',
      words: 'compare',
      keys: 'c',
      icon: Columns2,
      run: () => {
        const row = page.rows[Number(document.activeElement?.getAttribute('data-row') ?? 'none')]
        if (row === undefined || row.clusterId === params.on) return
        if (params.on === '') view.open(row.clusterId)
        else view.beside(row.clusterId)
      },
    },
  ])
  return (
    <div className="table-scroll">
      <table className="table capacity-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.label} column={column} view={view} />
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          {page.rows.map((row, index) => (
            <ControlPlaneRow key={row.clusterId} {...{ row, index, view }} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Head({ column, view }: { column: (typeof columns)[number]; view: CapacityView }) {
  const { label, sort, num, last } = column
  const { params, setParams } = view
  const isSorted = sort !== undefined && params.sort === sort
  const isUp = (sort === 'name') !== params.reverse
  const Arrow = isUp ? ArrowUp : ArrowDown
  return (
    <th
      scope="col"
      className={num ? 'num' : label === 'Cluster' ? 'pin pin-first' : last ? 'capacity-advice' : undefined}
      aria-sort={isSorted ? (isUp ? 'ascending' : 'descending') : undefined}
    >
      {sort === undefined ? (
        label
      ) : (
        <button
          type="button"
          className="sort-button"
          aria-label={`Sort by ${label}`}
          onClick={() =>
            void setParams({ sort, reverse: isSorted && !params.reverse ? true : null, page: null })
          }
        >
          {label}
          {isSorted && <Arrow size={12} strokeWidth={2} aria-hidden="true" />}
        </button>
      )}
    </th>
  )
}
