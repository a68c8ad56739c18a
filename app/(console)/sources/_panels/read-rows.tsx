'use client'
// The lines of the table of sources that are read. The whole line opens its panel for a pointer; the
// keyboard has the button in it.
import type { MouseEvent } from 'react'
import { count, duration, missing } from '../../../../components/format/number.ts'
import { dayTime, fullInstant } from '../../../../components/format/time.ts'
import { Status } from '../../../../components/ui/status.tsx'
import type { ReadSource } from '../read-view.ts'
import { ageText, countsText, kindName, readNames, readTones } from '../read-words.ts'
import type { SourcesView } from '../sources-view.ts'

const columns = [
  { label: 'Source' },
  { label: 'Kind' },
  { label: 'Clusters', num: true, title: 'Clusters it speaks of' },
  { label: 'As of', title: 'Newest instant its data is complete for' },
  { label: 'Lag', num: true, title: 'Age of its data' },
  { label: 'Read', title: 'Since its reading began' },
  { label: 'Next try', num: true, title: 'When a source that failed is tried again' },
  { label: 'State' },
] as const

interface ReadRowListProps {
  readonly rows: readonly ReadSource[]
  readonly now: Date
  readonly view: SourcesView
}

export function ReadRowList({ rows, now, view }: ReadRowListProps) {
  return (
    <section
      className="table-scroll source-scroll"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="Sources that are read"
    >
      <table className="table">
        <thead>
          <tr>
            {columns.map(({ label, ...column }) => (
              <th
                scope="col"
                key={label}
                className={label === 'Source' ? 'pin pin-first' : 'num' in column ? 'num' : undefined}
                title={'title' in column ? column.title : undefined}
              >
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.sourceId} row={row} now={now} view={view} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function nextTryText(nextTryAt: Date | null, now: Date): string {
  if (nextTryAt === null) return missing
  const ms = nextTryAt.getTime() - now.getTime()
  return ms <= 0 ? 'now' : `in ${duration(ms)}`
}

function Row({ row, now, view }: { row: ReadSource; now: Date; view: SourcesView }) {
  const { sourceId, name, place, kind, clusters, clusterIds, asOf, counts, nextTryAt, state, troubles } = row
  const selected = view.params.read === sourceId && view.params.source === null
  const open = () => void view.setParams({ read: selected ? null : sourceId, source: null })
  const onRow = (event: MouseEvent<HTMLElement>) => {
    if (event.target instanceof Element && event.target.closest('button') === null) open()
  }
  return (
    <tr aria-selected={selected} onClick={onRow}>
      <th scope="row" className="pin pin-first" title={`${name}, ${place}`}>
        <button type="button" className="row-open" data-read aria-expanded={selected} onClick={open}>
          {name} <span className="note">{place}</span>
        </button>
      </th>
      <td className="secondary">{kindName(kind)}</td>
      <td className="num" title={clusterIds.join('\n') || undefined}>
        {clusters === 0 ? missing : count(clusters)}
      </td>
      <td className="secondary" title={asOf === null ? undefined : fullInstant(asOf)}>
        {asOf === null ? missing : <time dateTime={asOf.toISOString()}>{dayTime(asOf)}</time>}
      </td>
      <td className="num">{asOf === null ? missing : ageText(asOf, now)}</td>
      <td className="secondary" title={countsText(counts)}>
        {countsText(counts, 1) || missing}
      </td>
      <td className="num">{nextTryText(nextTryAt, now)}</td>
      <td title={troubles.map(({ says }) => says).join('\n') || undefined}>
        <Status tone={readTones[state]}>{readNames[state]}</Status>
      </td>
    </tr>
  )
}
