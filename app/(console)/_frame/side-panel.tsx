'use client'
// The panel of one row beside its evidence; a sheet where there is no room. Esc and its button close it,
// and the focus goes back to the row it came from.
import { X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { IconButton } from '../../../components/ui/button.tsx'

/** Esc closes the nearest layer: an open popover or dialog takes it first. */
function useEscape(close: () => void) {
  const latest = useRef(close)
  useEffect(() => {
    latest.current = close
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      if (document.querySelector('dialog[open], :popover-open')) return
      if (event.target instanceof HTMLInputElement) return
      latest.current()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}

interface SidePanelProps {
  /** Names the panel: "Talker cart". */
  readonly label: string
  readonly title: string
  /** The title whole, where it is shortened. */
  readonly hint?: string
  readonly mark?: ReactNode
  /** What is in it is on its way. */
  readonly busy?: boolean
  readonly onClose: () => void
  readonly children: ReactNode
}

export function SidePanel({ label, title, hint, mark, busy = false, onClose, children }: SidePanelProps) {
  const close = () => {
    document.querySelector<HTMLElement>('[data-row][aria-expanded="true"]')?.focus()
    onClose()
  }
  useEscape(close)
  return (
    <aside className="card side-panel sheet" aria-label={label} aria-busy={busy}>
      <div className="card-head">
        {mark}
        <h2 className="grow panel-title" title={hint}>
          {title}
        </h2>
        <IconButton label="Close panel" size="tiny" kind="ghost" onClick={close}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <div className="side-panel-body">{children}</div>
    </aside>
  )
}
