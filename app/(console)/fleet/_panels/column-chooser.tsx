'use client'
// Which columns the table has and in which order. A choice is in the address at once; what cannot be taken away is
// what a row is, and the last column.
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef } from 'react'
import { Button, IconButton } from '../../../../components/ui/button.tsx'
import {
  choosableColumns,
  chosenOrUsual,
  defaultColumnIds,
  type FleetColumn,
  moveColumn,
} from '../columns.ts'
import type { FleetView } from '../fleet-view.ts'

export function ColumnChooser({ view }: { view: FleetView }) {
  const list = useRef<HTMLDivElement>(null)
  const chosen = view.params.columns ?? defaultColumnIds
  const choose = (ids: readonly string[]) => void view.setParams({ columns: chosenOrUsual(ids) })
  const toggle = (id: string) =>
    choose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id])
  const move = (id: string, step: -1 | 1) => {
    choose(moveColumn(chosen, id, step))
    // The line moved from under the finger: it is followed.
    requestAnimationFrame(() => {
      const buttons = list.current?.querySelectorAll<HTMLButtonElement>(`[data-column="${id}"] button`) ?? []
      const pressed = [...buttons].at(step === -1 ? 0 : 1)
      const usable = pressed?.disabled ? [...buttons].find(({ disabled }) => !disabled) : pressed
      usable?.focus()
    })
  }
  const columns = view.columns.slice(1)
  const others = choosableColumns.filter(({ id }) => !chosen.includes(id))
  return (
    <div className="column-chooser" ref={list}>
      <div className="popover-section row row-between">
        <span className="note">Cluster is always the first.</span>
        <Button size="tiny" disabled={view.params.columns === null} onClick={() => choose(defaultColumnIds)}>
          Usual columns
        </Button>
      </div>
      <fieldset className="popover-section" aria-label="Shown, in this order">
        {columns.map((column, at) => (
          <div key={column.id} className="row column-line" data-column={column.id}>
            <Box column={column} isChosen isFixed={columns.length === 1} onToggle={toggle} />
            <Mover column={column} step={-1} isEnd={at === 0} onMove={move} />
            <Mover column={column} step={1} isEnd={at === columns.length - 1} onMove={move} />
          </div>
        ))}
      </fieldset>
      <fieldset className="popover-section" aria-label="Further columns">
        {others.map((column) => (
          <div key={column.id} className="row column-line">
            <Box column={column} isChosen={false} isFixed={false} onToggle={toggle} />
          </div>
        ))}
      </fieldset>
    </div>
  )
}

interface BoxProps {
  readonly column: FleetColumn
  readonly isChosen: boolean
  readonly isFixed: boolean
  readonly onToggle: (id: string) => void
}

function Box({ column: { id, label, title }, isChosen, isFixed, onToggle }: BoxProps) {
  return (
    <label className="row row-tight grow">
      <input
        type="checkbox"
        className="checkbox"
        checked={isChosen}
        disabled={isFixed}
        onChange={() => onToggle(id)}
      />
      <span>{label}</span>
      {title !== undefined && <span className="note ellipsis">{title}</span>}
    </label>
  )
}

interface MoverProps {
  readonly column: FleetColumn
  readonly step: -1 | 1
  readonly isEnd: boolean
  readonly onMove: (id: string, step: -1 | 1) => void
}

function Mover({ column: { id, label }, step, isEnd, onMove }: MoverProps) {
  const Arrow = step === -1 ? ArrowUp : ArrowDown
  return (
    <IconButton
      label={`Move ${label} ${step === -1 ? 'up' : 'down'}`}
      size="tiny"
      kind="ghost"
      disabled={isEnd}
      onClick={() => onMove(id, step)}
    >
      <Arrow size={12} aria-hidden="true" />
    </IconButton>
  )
}
