'use client'
// The table itself, virtualised with its real height. j and k move, Enter opens; a row's colour is that
// of its band in the chart.
import { useMemo, useRef } from 'react'
import { useKeys } from '../../../../components/shell/commands.tsx'
import { useRowWindow } from '../../../../components/ui/row-window.ts'
import type { TalkerRow, TopTalkers } from '../../../../domain/model/talker.ts'
import type { Mostly } from '../mostly.ts'
import { rowsPerPage } from '../question-inputs.ts'
import { useSeries } from '../questions.ts'
import { shownRows } from '../table-rows.ts'
import { measureColumns } from '../talker-columns.ts'
import { keyId } from '../talker-name.ts'
import type { TrafficView } from '../traffic-view.ts'
import { RestRow, TotalRow } from './sum-rows.tsx'
import { TalkerHead } from './talker-head.tsx'
import { TalkerRowCells } from './talker-row.tsx'

const rowHeight = 30

/** j and k move the focus over the rows' buttons, scrolling as needed. */
function useRowKeys(rows: readonly { row: TalkerRow }[], scrollTo: (index: number) => void) {
  const body = useRef<HTMLTableSectionElement>(null)
  const focusRow = (index: number, tries = 5) => {
    const button = body.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)
    if (button) button.focus()
    else if (tries > 0) requestAnimationFrame(() => focusRow(index, tries - 1))
  }
  const move = (step: number) => {
    const focused = document.activeElement?.getAttribute('data-row')
    const at = focused === null || focused === undefined ? (step > 0 ? -1 : rows.length) : Number(focused)
    const next = Math.min(rows.length - 1, Math.max(0, at + step))
    scrollTo(next)
    focusRow(next)
  }
  useKeys([
    { keys: 'j', label: 'Next row', run: () => move(1) },
    { keys: 'k', label: 'Previous row', run: () => move(-1) },
  ])
  return body
}

interface TalkerRowsProps {
  readonly answer: TopTalkers
  readonly view: TrafficView
  readonly mostly: Mostly
}

export function TalkerRows({ answer, view, mostly }: TalkerRowsProps) {
  const { params, groupBy } = view
  const scroller = useRef<HTMLElement>(null)
  const shown = useMemo(
    () => shownRows(answer, params.find, (params.page - 1) * rowsPerPage),
    [answer, params.find, params.page],
  )
  const virtual = useRowWindow({
    count: shown.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialRect: { width: 1_100, height: 616 },
  })
  const body = useRowKeys(shown.rows, (index) => virtual.scrollToIndex(index))
  const series = useSeries(view).query.data
  const items = virtual.getVirtualItems()
  const before = items[0]?.start ?? 0
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const columns = groupBy.length + measureColumns.length + 3
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="table-scroll" ref={scroller} tabIndex={0} aria-label="Ranked talkers">
      <table className="table" aria-rowcount={shown.rows.length + 3}>
        <TalkerHead view={view} />
        <tbody ref={body}>
          <Spacer height={before} columns={columns} />
          {items.map(({ index }) => {
            const line = shown.rows[index]
            return (
              line && (
                <TalkerRowCells
                  key={keyId(line.row.key)}
                  {...{ ...line, index, answer, view, series }}
                  mostly={mostly(line.row.key)}
                />
              )
            )
          })}
          <Spacer height={after} columns={columns} />
        </tbody>
        <tfoot>
          {shown.rest.keys > 0 && <RestRow rest={shown.rest} answer={answer} view={view} />}
          <TotalRow answer={answer} view={view} />
        </tfoot>
      </table>
    </section>
  )
}

function Spacer({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null
  return (
    <tr className="spacer">
      <td colSpan={columns} style={{ height }} />
    </tr>
  )
}
