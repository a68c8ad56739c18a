'use client'
// The place in the scope bar where a screen puts its own filters; the screen draws into it by portal, so
// that the bar knows no screen.
import { type ReactNode, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'

const slotId = 'scope-bar-filters'

export function FilterSlot() {
  return <div id={slotId} className="filter-slot" />
}

export function InFilterSlot({ children }: { children: ReactNode }) {
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  useEffect(() => setSlot(document.getElementById(slotId)), [])
  return slot === null ? null : createPortal(children, slot)
}
