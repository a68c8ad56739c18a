'use client'
// One line of the source table. The whole line opens the cluster's panel for a pointer; the keyboard has
// the button in it.
import type { MouseEvent } from 'react'
import { count, duration, missing, rate } from '../../../../components/format/number.ts'
import { clockTime, dayTime, fullInstant } from '../../../../components/format/time.ts'
import { Status } from '../../../../components/ui/status.tsx'
import type { SourceRow, SourcesView } from '../sources-view.ts'
import { healthNames, healthTones, wayName } from '../words.ts'

/** How old the newest event is; "ahead" when its clock is. */
export function lagText(newest: Date | null, now: Date): string {
  if (newest === null) return missing
  const lagMs = now.getTime() - newest.getTime()
  return lagMs < 0 ? `${duration(-lagMs)} ahead` : duration(lagMs)
}

const dayMs = 86_400_000

/** The day only where it is another than today. */
function timeOf(at: Date, now: Date | null): string {
  const isToday = now !== null && Math.floor(at.getTime() / dayMs) === Math.floor(now.getTime() / dayMs)
  return isToday ? clockTime(at) : dayTime(at)
}

interface RowProps {
  readonly row: SourceRow
  readonly index: number
  readonly view: SourcesView
}

export function SourceRowCells({ row, index, view }: RowProps) {
  const { clusterId, health, newest, lastHeardAt, ways } = row
  const selected = view.params.source === clusterId
  const open = () => void view.setParams({ source: selected ? null : clusterId })
  // The row is a larger target for the pointer; the keyboard has the button in it.
  const onRow = (event: MouseEvent<HTMLElement>) => {
    if (event.target instanceof Element && event.target.closest('button') === null) open()
  }
  const place = [row.region, row.accountId].filter((part) => part !== null)
  // The default id of an EKS cluster ends with its place, which then is not said twice.
  const name = clusterId.endsWith(`.${place.join('.')}`)
    ? clusterId.slice(0, -place.join('.').length - 1)
    : clusterId
  return (
    <tr aria-rowindex={index + 2} aria-selected={selected} onClick={onRow}>
      <th scope="row" className="pin pin-first" title={clusterId}>
        <button type="button" className="row-open" data-row={index} aria-expanded={selected} onClick={open}>
          {name} {place.length > 0 && <span className="note">{place.join(' ')}</span>}
        </button>
      </th>
      <td className="secondary col-middle">
        {ways.length === 0 ? missing : ways.map(({ way }) => wayName(way)).join(', ')}
      </td>
      <td className="secondary col-wide" title={lastHeardAt === null ? undefined : fullInstant(lastHeardAt)}>
        {lastHeardAt === null ? (
          missing
        ) : (
          <time dateTime={lastHeardAt.toISOString()}>{timeOf(lastHeardAt, view.now)}</time>
        )}
      </td>
      <td className="num" title={newest === null ? undefined : `Newest event ${fullInstant(newest)}`}>
        {view.now === null ? missing : lagText(newest, view.now)}
      </td>
      <td className="num col-wide">{newest === null ? missing : rate(row.eventsPerSecond)}</td>
      <td className="num col-middle">{newest === null ? missing : count(row.events)}</td>
      <td className="num col-middle">{count(row.repeats)}</td>
      <td className={row.rejects > 0 ? 'num col-middle tone-warn medium' : 'num col-middle'}>
        {count(row.rejects)}
      </td>
      <td>
        <Status tone={healthTones[health]}>{healthNames[health]}</Status>
      </td>
    </tr>
  )
}
