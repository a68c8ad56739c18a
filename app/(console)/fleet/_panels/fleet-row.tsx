'use client'
// One cluster of the table. The whole line opens it for a pointer; the keyboard has the link in it.
import type { MouseEvent } from 'react'
import { PageLink, useGo } from '../../_frame/leaving.tsx'
import type { FleetColumn } from '../columns.ts'
import type { FleetRow } from '../fleet-view.ts'
import { FleetCell } from './fleet-cell.tsx'

/** Where a cluster has a page of its own. */
export const clusterHref = (clusterId: string): string => `/cluster?cluster=${encodeURIComponent(clusterId)}`

interface FleetRowCellsProps {
  readonly row: FleetRow
  readonly index: number
  readonly now: Date
  /** What a row is comes first, by itself. */
  readonly columns: readonly FleetColumn[]
  readonly isPicked: boolean
  readonly onPick: () => void
}

export function FleetRowCells({ row, index, now, columns, isPicked, onPick }: FleetRowCellsProps) {
  const go = useGo()
  const href = clusterHref(row.clusterId)
  const onRow = (event: MouseEvent<HTMLElement>) => {
    if (event.target instanceof Element && event.target.closest('a, label') === null) go(href)
  }
  return (
    <tr aria-rowindex={index + 2} aria-selected={isPicked} className="row-link" onClick={onRow}>
      <td className="pin pick">
        <label>
          <input
            type="checkbox"
            className="checkbox"
            aria-label={`Select ${row.name}`}
            checked={isPicked}
            onChange={onPick}
          />
        </label>
      </td>
      <th scope="row" className="pin pin-name fleet-name" title={row.clusterId}>
        <PageLink href={href} className="row-open" data-row={index} prefetch={false}>
          {row.name} <span className="note">{row.accountName ?? row.accountId}</span>
        </PageLink>
      </th>
      {columns.slice(1).map((column, place) => (
        <FleetCell
          key={column.id}
          column={column}
          row={row}
          now={now}
          isLast={place === columns.length - 2}
        />
      ))}
    </tr>
  )
}
