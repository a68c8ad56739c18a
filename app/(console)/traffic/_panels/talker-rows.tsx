'use client'
// The table itself, virtualised with its real height. j and k move, Enter opens; a row's colour is that
// of its band in the chart.
import { useMemo, useRef } from 'react'
import type { TopTalkers } from '../../../../domain/model/talker.ts'
import { VirtualRows } from '../../_frame/virtual-rows.tsx'
import type { VersionsOf } from '../agent-versions.ts'
import type { Behind } from '../behind.ts'
import type { ChangeOf } from '../comparison.ts'
import type { Mostly } from '../mostly.ts'
import { useAnomaly } from '../onset-flags.ts'
import type { OwnerOf } from '../owners.ts'
import { rowsPerPage } from '../question-inputs.ts'
import { useSeries } from '../questions.ts'
import { shownRows } from '../table-rows.ts'
import { measureColumns } from '../talker-columns.ts'
import { keyId } from '../talker-name.ts'
import type { TrafficView } from '../traffic-view.ts'
import { RestRow, TotalRow } from './sum-rows.tsx'
import { TalkerHead } from './talker-head.tsx'
import { TalkerRowCells } from './talker-row.tsx'

interface TalkerRowsProps {
  readonly answer: TopTalkers
  readonly view: TrafficView
  readonly mostly: Mostly
  readonly behind: Behind
  readonly versions: VersionsOf
  readonly owner: OwnerOf
  readonly change: ChangeOf
}

export function TalkerRows({ answer, view, mostly, behind, versions, owner, change }: TalkerRowsProps) {
  const { params, groupBy } = view
  const scroller = useRef<HTMLElement>(null)
  const shown = useMemo(
    () => shownRows(answer, params.find, (params.page - 1) * rowsPerPage),
    [answer, params.find, params.page],
  )
  const series = useSeries(view).query.data
  const anomaly = useAnomaly(view)
  const columns = groupBy.length + measureColumns.length + 4 + (change === undefined ? 0 : 1)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className="table-scroll" ref={scroller} tabIndex={0} aria-label="Ranked talkers">
      <table className="table" aria-rowcount={shown.rows.length + 3}>
        <TalkerHead view={view} />
        <VirtualRows {...{ count: shown.rows.length, columns, scroller, height: 616 }}>
          {(index) => {
            const line = shown.rows[index]
            return (
              line && (
                <TalkerRowCells
                  key={keyId(line.row.key)}
                  {...{ ...line, index, answer, view, series, anomaly }}
                  mostly={mostly(line.row.key)}
                  behind={behind(line.row.key.user)}
                  versions={versions(line.row.key.agent)}
                  owner={owner(line.row.key)}
                  change={change?.(line.row.key)}
                />
              )
            )
          }}
        </VirtualRows>
        <tfoot>
          {shown.rest.keys > 0 && <RestRow rest={shown.rest} answer={answer} view={view} />}
          <TotalRow answer={answer} view={view} />
        </tfoot>
      </table>
    </section>
  )
}
