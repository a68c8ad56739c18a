'use client'
// The rows of the fleet's table, in groups if they are asked for, drawn as far as they are in sight, with their real
// height. j and k move, x selects, Enter opens the cluster or the group.
import { useRef } from 'react'
import { useKeys } from '../../../../components/shell/commands.tsx'
import { VirtualRows } from '../../_frame/virtual-rows.tsx'
import type { FleetGroup, FleetPage, FleetRow, FleetView } from '../fleet-view.ts'
import { groupLines, type TableLine, toggledGroup } from '../group-lines.ts'
import { facetWord } from '../words.ts'
import { FleetHead } from './fleet-head.tsx'
import { FleetRowCells } from './fleet-row.tsx'
import { GroupRow } from './group-row.tsx'

type Line = TableLine<FleetRow, FleetGroup>

interface FleetRowsProps {
  /** Counts and groups of all that match. */
  readonly page: FleetPage
  /** The rows to show; those of open groups while others are closed. */
  readonly shown: Pick<FleetPage, 'rows' | 'groups'>
  readonly view: FleetView
}

function linesOf({ page, shown, view: { params } }: FleetRowsProps): readonly Line[] {
  if (page.groups === null) return shown.rows.map((row) => ({ kind: 'row', row }) as const)
  const placed = { rows: shown.rows, groups: shown.groups ?? [], page: params.page }
  return groupLines(page.groups, params.open, placed)
}

/** x selects the row that has the focus, or takes it out of the selection. */
function usePickKey(lines: readonly Line[], view: FleetView) {
  const run = () => {
    const at = document.activeElement?.getAttribute('data-row')
    const line = at == null ? undefined : lines[Number(at)]
    if (line?.kind !== 'row') return
    const { clusterId } = line.row
    view.pick([clusterId], !view.params.picked.includes(clusterId))
  }
  useKeys([{ keys: 'x', label: 'Select the row', run }])
}

export function FleetRows(props: FleetRowsProps) {
  const { page, shown, view } = props
  const scroller = useRef<HTMLElement>(null)
  const lines = linesOf(props)
  usePickKey(lines, view)
  return (
    <section
      className="table-scroll fleet-scroll"
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="Inventory by cluster"
    >
      <table className="table" aria-rowcount={lines.length + 1}>
        <FleetHead view={view} rows={shown.rows} />
        <VirtualRows
          count={lines.length}
          columns={view.columns.length + 1}
          scroller={scroller}
          height={560}
          rowHeight={33}
        >
          {(index) => {
            const line = lines[index]
            return line && <TableRow key={keyOf(line)} {...{ line, index, page, view }} />
          }}
        </VirtualRows>
      </table>
    </section>
  )
}

const keyOf = (line: Line): string => (line.kind === 'row' ? line.row.clusterId : `group ${line.group.value}`)

interface TableRowProps {
  readonly line: Line
  readonly index: number
  readonly page: FleetPage
  readonly view: FleetView
}

function TableRow({ line, index, page, view }: TableRowProps) {
  const { params, columns, setParams, pick } = view
  if (line.kind === 'row') {
    const { clusterId } = line.row
    const isPicked = params.picked.includes(clusterId)
    return (
      <FleetRowCells
        row={line.row}
        index={index}
        now={page.now}
        columns={columns}
        isPicked={isPicked}
        onPick={() => pick([clusterId], !isPicked)}
      />
    )
  }
  const { group, isOpen, isElsewhere } = line
  const { value } = group
  return (
    <GroupRow
      group={group}
      label={params.group === null ? value : facetWord(params.group, value, namesOf(page, params.group))}
      index={index}
      columns={columns.length + 1}
      isOpen={isOpen}
      isElsewhere={isElsewhere}
      onToggle={() =>
        void setParams({ open: toggledGroup(page.groups ?? [], params.open, value), page: null })
      }
    />
  )
}

function namesOf({ names }: FleetPage, facet: string): Readonly<Record<string, string>> {
  return facet === 'account' ? names.account : facet === 'owner' ? names.owner : {}
}
