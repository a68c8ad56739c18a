'use client'
// What a time chart draws: the plot, its direct labels, one crosshair with the values beside it. Drag chooses
// a stretch of time; arrow keys move the crosshair, so the values are reachable without a pointer.
import { type ReactNode, useDeferredValue, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { day } from '../format/time.ts'
import { bandLabels, endLabels } from './band-labels.ts'
import { type ChartData, type ChartLimit, gapsOf, highest, type TimeChartProps } from './chart-data.ts'
import { ChartFlags, ChartMarks } from './chart-flags.tsx'
import { ChartLabels, GapLabels, LimitLabel } from './chart-labels.tsx'
import { CrosshairPad } from './crosshair-pad.tsx'
import { plotInsets } from './insets.ts'
import { Legend } from './legend.tsx'
import { Plot } from './plot.tsx'
import { timeTicks, valueScale } from './scale.ts'

const chartHeight = 256

/** Pixels that the time at an end of the axis takes, and half of one beside it; ends of several days name the day. */
const endWidth = ({ from, to }: ChartData) => (day(from) === day(new Date(to.getTime() - 1)) ? 60 : 130)

/** Width inside an element as it is laid out; null until then, which nobody sees. */
function useWidth() {
  const ref = useRef<HTMLElement>(null)
  const [width, setWidth] = useState<number | null>(null)
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return
    const { paddingLeft, paddingRight } = getComputedStyle(element)
    setWidth(element.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight))
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, width] as const
}

/** What is drawn, of one size: changes only when one of these does. */
function useDrawing(props: TimeChartProps, measured: number) {
  const { data, mode, format, limit = null, top = 0, height = chartHeight } = props
  const isFlagged = (props.flags?.length ?? 0) > 0
  const asked = useMemo(
    () => ({ data, mode, format, limit, top, height, width: measured, isFlagged }),
    [data, mode, format, limit, top, height, measured, isFlagged],
  )
  // The chart library takes its time: what a person pressed shows at once, the drawing follows.
  const shown = useDeferredValue(asked)
  const drawing = useMemo(() => drawingOf(shown), [shown])
  return { ...shown, ...drawing }
}

type Asked = Pick<TimeChartProps, 'data' | 'mode'> & {
  readonly limit: ChartLimit | null
  readonly top: number
  readonly width: number
  readonly height: number
  readonly isFlagged: boolean
}

function drawingOf({ data, mode, limit, top: least, width, height, isFlagged }: Asked) {
  const insets = plotInsets(mode, isFlagged)
  const top = Math.max(highest(data, mode), limit?.value ?? 0, least)
  const scale = mode === 'share' ? { max: 1, ticks: [0, 0.25, 0.5, 0.75, 1] } : valueScale(top)
  const size = {
    width: Math.max(80, width - insets.left - insets.right),
    height: height - insets.top - insets.bottom,
    max: scale.max,
  }
  const most = Math.max(2, Math.min(7, Math.floor(size.width / 96)))
  const ticks = timeTicks(data.from, data.to, most, Math.max(0.09, endWidth(data) / size.width))
  const labels = mode === 'lines' ? endLabels(data, size) : bandLabels(data, mode, size)
  return { insets, scale, size, ticks, labels, gaps: gapsOf(data) }
}

export function DrawnTimeChart(props: TimeChartProps): ReactNode {
  const [ref, width] = useWidth()
  return (
    <figure className="chart" aria-label={props.label} ref={ref}>
      {width !== null && <Drawing {...props} measured={width} />}
    </figure>
  )
}

function Drawing(props: TimeChartProps & { readonly measured: number }): ReactNode {
  const { emphasis = null, onChoose, measured, flags = [], marks = [], onFlag } = props
  const drawing = useDrawing(props, measured)
  const { data, mode, format, limit, width, height, insets, scale, size, ticks, gaps, isFlagged } = drawing
  const kept = data.bands.findIndex((band) => band.id === emphasis)
  // A name on a band that steps back could not be read; it goes to the legend.
  const labels =
    kept < 0 || mode === 'lines' ? drawing.labels : drawing.labels.filter(({ band }) => band.id === emphasis)
  const named = new Set(labels.map((label) => label.band.id))
  const unnamed = data.bands.filter((band) => !named.has(band.id))
  return (
    <>
      <div className="chart-plot" style={{ height }} {...(kept >= 0 && { 'data-kept': kept })}>
        <div aria-hidden="true">
          <Plot {...{ data, mode, scale, ticks, width, height, limit, isFlagged }} />
        </div>
        <div className="chart-layer" aria-hidden="true">
          <GapLabels data={data} gaps={gaps} size={size} insets={insets} />
          {limit !== null && <LimitLabel limit={limit} size={size} insets={insets} />}
          <ChartMarks {...{ data, marks, size, insets }} />
          <ChartLabels labels={labels} mode={mode} insets={insets} />
        </div>
        <ChartFlags {...{ data, flags, size, insets }} {...(onFlag && { onFlag })} />
        <CrosshairPad {...props} {...{ data, mode, format, size, insets }} />
      </div>
      {mode !== 'lines' && <Legend bands={unnamed} {...(onChoose && { onChoose })} />}
    </>
  )
}
