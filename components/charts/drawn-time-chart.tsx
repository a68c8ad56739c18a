'use client'
// What a time chart draws: the plot, its direct labels, one crosshair with the values beside it. Drag chooses
// a stretch of time; arrow keys move the crosshair, so the values are reachable without a pointer.
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { bandLabels, endLabels } from './band-labels.ts'
import { gapsOf, highest, type TimeChartProps } from './chart-data.ts'
import { ChartLabels, GapLabels } from './chart-labels.tsx'
import { CrosshairPad } from './crosshair-pad.tsx'
import { plotInsets } from './insets.ts'
import { Legend } from './legend.tsx'
import { Plot } from './plot.tsx'
import { timeTicks, valueScale } from './scale.ts'

const chartHeight = 256

/** Width of an element as it is laid out; a guess until then. */
function useWidth(guess: number) {
  const ref = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(guess)
  useEffect(() => {
    const element = ref.current
    if (element === null) return
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0) setWidth(Math.round(entry.contentRect.width))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [ref, width] as const
}

export function DrawnTimeChart(props: TimeChartProps): ReactNode {
  const { data, mode, emphasis = null } = props
  const [ref, width] = useWidth(780)
  const insets = plotInsets(mode)
  const scale = useMemo(
    () => (mode === 'share' ? { max: 1, ticks: [0, 0.25, 0.5, 0.75, 1] } : valueScale(highest(data, mode))),
    [data, mode],
  )
  const size = {
    width: Math.max(80, width - insets.left - insets.right),
    height: chartHeight - insets.top - insets.bottom,
    max: scale.max,
  }
  const ticks = timeTicks(data.from, data.to, Math.max(2, Math.min(7, Math.floor(size.width / 96))))
  const placed = mode === 'lines' ? endLabels(data, size) : bandLabels(data, mode, size)
  // A name on a band that steps back could not be read; it goes to the legend.
  const labels =
    emphasis === null || mode === 'lines' ? placed : placed.filter(({ band }) => band.id === emphasis)
  const named = new Set(labels.map((label) => label.band.id))
  const unnamed = data.bands.filter((band) => !named.has(band.id))
  return (
    <figure className="chart" aria-label={props.label}>
      <div className="chart-plot" ref={ref}>
        <div aria-hidden="true">
          <Plot {...{ data, mode, scale, ticks, width, emphasis }} height={chartHeight} />
        </div>
        <div className="chart-layer" aria-hidden="true">
          <GapLabels data={data} gaps={gapsOf(data)} size={size} insets={insets} />
          <ChartLabels labels={labels} mode={mode} insets={insets} />
        </div>
        <CrosshairPad {...props} size={size} insets={insets} />
      </div>
      {mode !== 'lines' && <Legend bands={unnamed} {...(props.onChoose && { onChoose: props.onChoose })} />}
    </figure>
  )
}
