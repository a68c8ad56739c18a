'use client'
// One line of the talker table: its place, names, share and measures. The whole line opens the talker's
// panel for a pointer; the keyboard has the button in it.
import { type MouseEvent, memo, type ReactNode } from 'react'
import { Swatch } from '../../../../components/ui/share-bar.tsx'
import type { TalkerDimension, TalkerRow, TalkerSeries, TopTalkers } from '../../../../domain/model/talker.ts'
import { fillOf } from '../chart-series.ts'
import type { ShownChange } from '../comparison.ts'
import { leadingColumns, trailingColumns } from '../talker-columns.ts'
import { keyId, keyTitle, valueName } from '../talker-name.ts'
import type { TrafficView } from '../traffic-view.ts'
import { Measure, rankShare, Share } from './talker-cells.tsx'

export interface TalkerRowProps {
  readonly row: TalkerRow
  /** Place in the whole ranking, from 1. */
  readonly place: number
  /** Place among the rows shown, from 0. */
  readonly index: number
  readonly answer: TopTalkers
  readonly view: TrafficView
  readonly series: TalkerSeries | undefined
  /** The series that stands out, by its id. */
  readonly anomaly: string | null
  readonly mostly: string | null
  /** Workload and owner behind its identity. */
  readonly behind: string | null
  /** Its agent's versions, side by side. */
  readonly versions: string | null
  readonly owner: string | null
  /** Against another window; undefined when none is compared with. */
  readonly change: ShownChange | null | undefined
}

export function TalkerRowCells(props: TalkerRowProps) {
  const { row, place, index, answer, view, series, anomaly, mostly, behind, versions, owner, change } = props
  const { talker } = view.params
  return (
    <Cells
      {...{ row, place, index, mostly, behind, versions, owner, change }}
      window={answer.window}
      share={rankShare(row, { answer, view })}
      fill={fillOf(series, row.key, anomaly)}
      selected={talker !== null && keyId(talker) === keyId(row.key)}
      onChoose={view.select}
    />
  )
}

interface CellsProps
  extends Pick<
    TalkerRowProps,
    'row' | 'place' | 'index' | 'mostly' | 'behind' | 'versions' | 'owner' | 'change'
  > {
  readonly window: TopTalkers['window']
  readonly share: number
  readonly fill: number
  readonly selected: boolean
  readonly onChoose: TrafficView['select']
}

/** Drawn anew only when something in this line has changed: choosing a row must not draw all the others. */
const Cells = memo(function Cells(props: CellsProps): ReactNode {
  const { row, place, index, window, share, fill, selected, mostly, owner, change, onChoose } = props
  const notes = { user: props.behind, agent: props.versions }
  const open = () => onChoose(selected ? null : row.key)
  // The row is a larger target for the pointer; the keyboard has the button in it.
  const onRow = (event: MouseEvent<HTMLElement>) => {
    if (event.target instanceof Element && event.target.closest('button') === null) open()
  }
  const [first, ...others] = Object.keys(row.key) as TalkerDimension[]
  return (
    <tr aria-rowindex={index + 2} aria-selected={selected} onClick={onRow}>
      <td className="num muted pin">{place}</td>
      {first && (
        <th scope="row" className="pin pin-name" title={keyTitle(row.key)}>
          <button type="button" className="row-open" data-row={index} aria-expanded={selected} onClick={open}>
            <Swatch fill={fill} /> <Value dimension={first} value={row.key[first] ?? ''} notes={notes} />
          </button>
        </th>
      )}
      {others.map((dimension) => (
        <td key={dimension} title={row.key[dimension]}>
          <span className="ellipsis cell-value">
            <Value dimension={dimension} value={row.key[dimension] ?? ''} notes={notes} />
          </span>
        </td>
      ))}
      <td>
        <Share fraction={share} fill={fill} />
      </td>
      {leadingColumns.map((column) => (
        <Measure key={column.id} column={column} text={column.row(row, window)} measures={row} />
      ))}
      {change !== undefined && (
        <td className="num secondary" title={change?.title}>
          {change?.text ?? '–'}
        </td>
      )}
      <td className="secondary">
        <span className="ellipsis cell-value">{mostly ?? '–'}</span>
      </td>
      <td className="secondary">
        <span className="ellipsis cell-value">{owner ?? '–'}</span>
      </td>
      {trailingColumns.map((column) => (
        <Measure key={column.id} column={column} text={column.row(row, window)} measures={row} />
      ))}
    </tr>
  )
})

interface ValueProps {
  readonly dimension: TalkerDimension
  readonly value: string
  /** What says more of a value than its own rest. */
  readonly notes: Partial<Record<TalkerDimension, string | null>>
}

function Value({ dimension, value, notes }: ValueProps) {
  const shown = valueName(dimension, value)
  const { name } = shown
  // Workload and owner say more than that it is a service account; versions say more of an agent.
  const said = dimension === 'agent' ? [shown.note, notes.agent] : [notes[dimension] ?? shown.note]
  const note = said.filter(Boolean).join(', ')
  return (
    <>
      <span className={value === '' ? 'muted' : undefined}>{name}</span>{' '}
      {note !== '' && <span className="note">{note}</span>}
    </>
  )
}
