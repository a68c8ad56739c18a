'use client'
// When, on a weekly page: the week in words, one step back and forward, and a layer with all weeks there are.
import { Calendar, ChevronDown, ChevronLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { IconButton } from '../ui/button.tsx'
import { Popover } from '../ui/popover.tsx'

export interface WeekPickerProps {
  /** "Mon 2 – Sun 8 Mar 2026" */
  readonly text: string
  /** "UTC · vs the week before" */
  readonly note: string
  /** Null where there is no such week. */
  readonly onPrevious: (() => void) | null
  readonly onNext: (() => void) | null
  /** The list of weeks; mounted while the layer is open. */
  readonly children: (close: () => void) => ReactNode
}

export function WeekPicker({ text, note, onPrevious, onNext, children }: WeekPickerProps) {
  const [open, setOpen] = useState(false)
  const step = (label: string, go: (() => void) | null, icon: ReactNode) => (
    <IconButton label={label} size="small" kind="ghost" disabled={go === null} onClick={() => go?.()}>
      {icon}
    </IconButton>
  )
  const trigger = (
    <button type="button" className="chip" aria-label={`Week: ${text}, ${note}`}>
      <Calendar size={14} strokeWidth={1.8} aria-hidden="true" />
      <span className="medium">{text}</span>
      <span className="muted where-wide">{note}</span>
      <ChevronDown size={12} strokeWidth={2} aria-hidden="true" />
    </button>
  )
  return (
    <span className="row row-tight">
      {step('Previous week', onPrevious, <ChevronLeft size={14} aria-hidden="true" />)}
      <Popover label="Weeks" trigger={trigger} align="end" open={open} onOpenChange={setOpen}>
        {children(() => setOpen(false))}
      </Popover>
      {step('Next week', onNext, <ChevronRight size={14} aria-hidden="true" />)}
    </span>
  )
}
