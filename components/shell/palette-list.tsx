'use client'
// The list of the command palette as drawn: what the text means, group by group, one option marked. It decides
// nothing: what is listed comes ranked, what a choice does is the command's own.
import { SquareChevronRight } from 'lucide-react'
import { type ReactNode, useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { count } from '../format/number.ts'
import { Kbd } from '../ui/kbd.tsx'
import { type Command, keyCaps } from './command.ts'
import type { RankedCommand, RankedGroup, Span } from './command-ranking.ts'
import { useMacKeys } from './keyboard.tsx'
import type { PaletteSlot } from './palette-frame.tsx'

export interface PaletteListProps {
  /** Of the field above. */
  readonly slot: PaletteSlot
  readonly text: string
  readonly groups: readonly RankedGroup[]
  /** What is still being read or could not be, in words; "" when there is nothing to say. */
  readonly note: string
  readonly onRun: (command: Command) => void
}

/** How far each key moves over a list of `length`. */
function moved(key: string, at: number, length: number): number | null {
  if (length === 0) return null
  if (key === 'ArrowDown') return (at + 1) % length
  if (key === 'ArrowUp') return (at - 1 + length) % length
  if (key === 'PageDown') return Math.min(length - 1, at + 8)
  if (key === 'PageUp') return Math.max(0, at - 8)
  return null
}

/** The marked command: the first one of a new list, and the same one when the list grows behind it. */
function useMarked(items: readonly RankedCommand[], text: string) {
  const [marked, setMarked] = useState<{ text: string; id: string } | null>(null)
  const kept = marked?.text === text ? items.findIndex(({ command }) => command.id === marked.id) : -1
  const mark = (at: number) => {
    const id = items[at]?.command.id
    if (id !== undefined) setMarked({ text, id })
  }
  return [Math.max(0, kept), mark] as const
}

export function PaletteList({ slot, text, groups, note, onRun }: PaletteListProps) {
  const { listId, onMark, onKeys } = slot
  const items = useMemo(() => groups.flatMap((group) => group.items), [groups])
  const [at, mark] = useMarked(items, text)
  // Several keys may come before the next drawing.
  const place = useRef(at)
  const list = useRef<HTMLDivElement>(null)
  const optionId = (place: number) => `${listId}-${place}`
  const marked = items.length > 0 ? optionId(at) : undefined
  useLayoutEffect(() => {
    onMark(marked)
    return () => onMark(undefined)
  }, [onMark, marked])
  useLayoutEffect(() => {
    place.current = at
  }, [at])
  useEffect(() => {
    list.current?.querySelector(`[data-place="${at}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const take = useEffectEvent((key: string) => {
    const next = moved(key, place.current, items.length)
    if (next !== null) {
      place.current = next
      mark(next)
    }
    const chosen = items[place.current]
    if (key === 'Enter' && chosen !== undefined) onRun(chosen.command)
  })
  useEffect(() => onKeys((key) => take(key)), [onKeys])
  return (
    <>
      <div className="palette-list" role="listbox" id={listId} aria-label="Commands" ref={list}>
        <Groups groups={groups} at={at} optionId={optionId} onRun={onRun} />
      </div>
      <p className="palette-note note" role="status">
        {[items.length === 0 ? `Nothing is called “${text.trim()}”.` : '', note].filter(Boolean).join(' ')}
      </p>
    </>
  )
}

interface GroupsProps extends Pick<PaletteListProps, 'groups' | 'onRun'> {
  readonly at: number
  readonly optionId: (place: number) => string
}

function Groups({ groups, at, optionId, onRun }: GroupsProps) {
  let place = -1
  return groups.map(({ group, items, left }) => (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be inside a listbox
    <div role="group" aria-label={group} key={group}>
      <div className="palette-group" aria-hidden="true">
        {group}
        {left > 0 && <span> · {count(left)} more match, type on</span>}
      </div>
      {items.map((item) => {
        place += 1
        return (
          <Option
            key={item.command.id}
            {...item}
            id={optionId(place)}
            place={place}
            marked={place === at}
            onRun={onRun}
          />
        )
      })}
    </div>
  ))
}

interface OptionProps extends RankedCommand {
  readonly id: string
  readonly place: number
  readonly marked: boolean
  readonly onRun: (command: Command) => void
}

function Option({ command, spans, id, place, marked, onRun }: OptionProps) {
  const mac = useMacKeys()
  const { icon: Icon = SquareChevronRight, label, note, keys } = command
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox has the focus and takes Enter
    // biome-ignore lint/a11y/useFocusableInteractive: options of a combobox are pointed at, never focused
    <div
      role="option"
      id={id}
      data-place={place}
      aria-selected={marked}
      className="palette-option"
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onRun(command)}
    >
      <Icon size={16} strokeWidth={1.6} aria-hidden="true" />
      <span className="ellipsis grow" title={label}>
        <Marked label={label} spans={spans} />
      </span>
      {note !== undefined && <span className="note ellipsis palette-option-note">{note}</span>}
      {keys !== undefined && (
        <span className="row row-tight" aria-hidden="true">
          {keyCaps(keys, mac).map((cap) => (
            <Kbd key={cap}>{cap}</Kbd>
          ))}
        </span>
      )}
      {marked && keys === undefined && <Kbd>↵</Kbd>}
    </div>
  )
}

function Marked({ label, spans }: { label: string; spans: readonly Span[] }): ReactNode {
  if (spans.length === 0) return label
  const ends = [0, ...spans.map(([, to]) => to)]
  return (
    <>
      {spans.map(([from, to], index) => (
        <span key={from}>
          {label.slice(ends[index], from)}
          <b>{label.slice(from, to)}</b>
        </span>
      ))}
      {label.slice(ends.at(-1))}
    </>
  )
}
