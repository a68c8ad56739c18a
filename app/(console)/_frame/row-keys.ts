'use client'
// j and k move the focus over the rows of a table, scrolling as needed. What a row opens has `data-row` with
// its place; rows out of sight are drawn a moment later.
import { useRef } from 'react'
import { useKeys } from '../../../components/shell/commands.tsx'

export function useRowKeys(rows: number, scrollTo: (index: number) => void) {
  const body = useRef<HTMLTableSectionElement>(null)
  const focusRow = (index: number, tries = 5) => {
    const target = body.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)
    if (target) target.focus()
    else if (tries > 0) requestAnimationFrame(() => focusRow(index, tries - 1))
  }
  const move = (step: number) => {
    const focused = document.activeElement?.getAttribute('data-row')
    const at = focused === null || focused === undefined ? (step > 0 ? -1 : rows) : Number(focused)
    const next = Math.min(rows - 1, Math.max(0, at + step))
    scrollTo(next)
    focusRow(next)
  }
  useKeys([
    { keys: 'j', label: 'Next row', run: () => move(1) },
    { keys: 'k', label: 'Previous row', run: () => move(-1) },
  ])
  return body
}
