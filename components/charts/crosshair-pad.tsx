'use client'
// The part of a chart that answers the pointer and the arrow keys: a slider through the buckets. Moving
// shows one bucket's values beside the line, never over it; dragging chooses a stretch of time.
import { type KeyboardEvent, type PointerEvent, useState } from 'react'
import type { PlotSize } from './band-labels.ts'
import type { ChartData, TimeChartProps } from './chart-data.ts'
import { ChartTooltip, instantText } from './chart-tooltip.tsx'
import type { Insets } from './insets.ts'

type PadProps = TimeChartProps & { readonly size: PlotSize; readonly insets: Insets }

const jumps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }

function bucketAt(data: ChartData, event: PointerEvent<HTMLDivElement>): number {
  const box = event.currentTarget.getBoundingClientRect()
  const part = (event.clientX - box.left) / box.width
  return Math.min(data.buckets.length - 1, Math.max(0, Math.floor(part * data.buckets.length)))
}

/** Where the reader is, and where a drag began; both bucket numbers. */
function useCrosshair({ data, onZoom }: PadProps) {
  const [at, setAt] = useState<number | null>(null)
  const [dragFrom, setDragFrom] = useState<number | null>(null)
  const last = data.buckets.length - 1
  const finish = () => {
    const [low, high] = [Math.min(dragFrom ?? 0, at ?? 0), Math.max(dragFrom ?? 0, at ?? 0)]
    const from = data.buckets[low]
    const until = data.buckets[high]
    setDragFrom(null)
    if (dragFrom === null || at === null || low === high || !from || !until) return
    onZoom?.(from, new Date(until.getTime() + data.bucketMs))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const jump = jumps[event.key]
    const target =
      event.key === 'Home' ? 0 : event.key === 'End' ? last : jump === undefined ? null : (at ?? last) + jump
    if (target === null) return
    event.preventDefault()
    event.stopPropagation()
    setAt(Math.min(last, Math.max(0, target)))
  }
  const handlers = {
    onPointerMove: (event: PointerEvent<HTMLDivElement>) => setAt(bucketAt(data, event)),
    onPointerDown: (event: PointerEvent<HTMLDivElement>) => {
      if (onZoom === undefined || event.pointerType === 'touch') return
      event.currentTarget.setPointerCapture(event.pointerId)
      setDragFrom(bucketAt(data, event))
    },
    onPointerUp: finish,
    onPointerLeave: () => setAt(null),
    onBlur: () => setAt(null),
    onKeyDown,
  }
  const inside = at === null ? null : Math.min(at, last)
  return { at: inside, dragFrom, handlers }
}

export function CrosshairPad(props: PadProps) {
  const { data, size, insets } = props
  const { at, dragFrom, handlers } = useCrosshair(props)
  const bucketWidth = size.width / Math.max(1, data.buckets.length)
  const x = at === null ? 0 : (at + 0.5) * bucketWidth
  return (
    <div
      className="chart-pad"
      role="slider"
      tabIndex={0}
      aria-label={`${props.label} Instant to read`}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, data.buckets.length - 1)}
      aria-valuenow={at ?? 0}
      aria-valuetext={at === null ? 'No instant chosen' : instantText(props, at)}
      style={{ left: insets.left, top: insets.top, width: size.width, height: size.height }}
      {...handlers}
    >
      {dragFrom !== null && at !== null && (
        <span
          className="chart-range"
          style={{
            left: Math.min(dragFrom, at) * bucketWidth,
            width: (Math.abs(at - dragFrom) + 1) * bucketWidth,
          }}
        />
      )}
      {at !== null && (
        <>
          <span className="chart-cross" style={{ left: x, top: 0, height: size.height }} />
          <ChartTooltip {...props} at={at} x={x} />
        </>
      )}
    </div>
  )
}
