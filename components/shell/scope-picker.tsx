'use client'
// The button of the scope: what the page is about, in words. What it opens is drawn by whoever knows the choices.
import { Boxes, ChevronDown, Globe } from 'lucide-react'
import type { ReactNode } from 'react'
import { Popover } from '../ui/popover.tsx'

export interface ScopePickerProps {
  /** "All clusters", "stream-prod-use1", "41 of 214 clusters" */
  readonly name: string
  /** "214 clusters · 16 accounts · 12 regions"; may be empty. */
  readonly note: string
  /** Nothing is left out. */
  readonly isWhole: boolean
  readonly title?: string
  readonly children: ReactNode
  readonly open?: boolean
  readonly onOpenChange?: (open: boolean) => void
}

export function ScopePicker({ name, note, isWhole, title, children, open, onOpenChange }: ScopePickerProps) {
  const Icon = isWhole ? Globe : Boxes
  const trigger = (
    <button
      type="button"
      className="chip chip-scope"
      title={title}
      aria-label={`Scope: ${note === '' ? name : `${name}, ${note}`}`}
    >
      <Icon size={14} strokeWidth={1.8} aria-hidden="true" />
      <span className="medium ellipsis">{name}</span>
      {note !== '' && <span className="muted ellipsis scope-note">{note}</span>}
      <ChevronDown size={12} strokeWidth={2} aria-hidden="true" />
    </button>
  )
  return (
    <Popover
      label="Scope"
      trigger={trigger}
      width={360}
      {...(open !== undefined && { open })}
      {...(onOpenChange && { onOpenChange })}
    >
      {children}
    </Popover>
  )
}
