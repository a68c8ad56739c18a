'use client'
// Which rows of a long table are drawn: those in sight of its scroller and a few around them. For rows of one
// height only, which is all our tables have; knows nothing of what is in them.
import { useEffect, useEffectEvent, useState } from 'react'

export interface RowWindowOptions {
  readonly count: number
  readonly getScrollElement: () => HTMLElement | null
  /** Height of every row in pixels. */
  readonly estimateSize: () => number
  /** Rows drawn beyond each edge. */
  readonly overscan: number
  /** What is taken to be in sight until the scroller is there, also on the server. */
  readonly initialRect: { readonly width: number; readonly height: number }
}

export interface RowWindow {
  /** The rows to draw; `start` and `end` in pixels from the top of the first row. */
  getVirtualItems(): readonly { readonly index: number; readonly start: number; readonly end: number }[]
  /** Height of all rows in pixels. */
  getTotalSize(): number
  /** Scrolls as little as brings the row into sight. */
  scrollToIndex(index: number): void
}

/** First and last row to draw, of `count`, for what is in sight. In steps, so that not every pixel draws anew. */
export function rowsInSight(
  { top, height }: { readonly top: number; readonly height: number },
  rowHeight: number,
  overscan: number,
): readonly [from: number, to: number] {
  const step = Math.max(1, Math.floor(overscan / 2))
  const first = Math.floor(Math.max(0, top) / rowHeight)
  const last = Math.ceil((Math.max(0, top) + height) / rowHeight)
  return [
    Math.max(0, Math.floor((first - overscan) / step) * step),
    Math.ceil((last + overscan) / step) * step,
  ]
}

export function useRowWindow(options: RowWindowOptions): RowWindow {
  const { count, getScrollElement, overscan, initialRect } = options
  const rowHeight = options.estimateSize()
  const [[from, to], setSeen] = useState(() =>
    rowsInSight({ top: 0, height: initialRect.height }, rowHeight, overscan),
  )
  const scroller = useEffectEvent(getScrollElement)
  useEffect(() => {
    const element = scroller()
    if (element === null) return
    const look = () => {
      const next = rowsInSight({ top: element.scrollTop, height: element.clientHeight }, rowHeight, overscan)
      setSeen((seen) => (seen[0] === next[0] && seen[1] === next[1] ? seen : next))
    }
    look()
    element.addEventListener('scroll', look, { passive: true })
    const observer = new ResizeObserver(look)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      observer.disconnect()
    }
  }, [rowHeight, overscan])
  return {
    getVirtualItems: () => {
      // A list that got shorter is drawn from its end until the browser has scrolled back.
      const first = Math.max(0, Math.min(from, count - (to - from)))
      return Array.from({ length: Math.min(count, to) - first }, (_, place) => {
        const index = first + place
        return { index, start: index * rowHeight, end: (index + 1) * rowHeight }
      })
    },
    getTotalSize: () => count * rowHeight,
    scrollToIndex: (index) => {
      const element = getScrollElement()
      if (element === null) return
      const [top, bottom] = [index * rowHeight, (index + 1) * rowHeight]
      if (top < element.scrollTop) element.scrollTop = top
      else if (bottom > element.scrollTop + element.clientHeight) {
        element.scrollTop = bottom - element.clientHeight
      }
    },
  }
}
