'use client'
// The rows of a long table, virtualised with their real height, and the keys that go over them: j and k
// move the focus over what the rows open (`data-row`), scrolling as needed.
import { type ReactNode, type RefObject, useRef } from 'react'
import { useKeys } from '../../../components/shell/commands.tsx'
import { useRowWindow } from '../../../components/ui/row-window.ts'

/** Frames that a row scrolled to may take to be there. */
const patience = 5

export function useRowKeys(
  body: RefObject<HTMLTableSectionElement | null>,
  rows: number,
  scrollTo: (index: number) => void,
) {
  const focusRow = (index: number, tries = patience) => {
    const button = body.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)
    if (button) button.focus()
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
}

interface VirtualRowsProps {
  readonly count: number
  readonly columns: number
  readonly scroller: RefObject<HTMLElement | null>
  /** Height of the scroller, as long as it has not been measured. */
  readonly height: number
  readonly rowHeight?: number
  /** The row at an index, with a key. */
  readonly children: (index: number) => ReactNode
}

export function VirtualRows({
  count,
  columns,
  scroller,
  height,
  rowHeight = 30,
  children,
}: VirtualRowsProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  const virtual = useRowWindow({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialRect: { width: 1_100, height },
  })
  useRowKeys(body, count, (index) => virtual.scrollToIndex(index))
  const items = virtual.getVirtualItems()
  return (
    <tbody ref={body}>
      <Spacer height={items[0]?.start ?? 0} columns={columns} />
      {items.map(({ index }) => children(index))}
      <Spacer height={virtual.getTotalSize() - (items.at(-1)?.end ?? 0)} columns={columns} />
    </tbody>
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
