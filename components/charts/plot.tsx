'use client'
// The drawn part of a time chart, in recharts: axes, grid, gaps, bands or lines. Knows nothing of
// pointers, words or queries.
import { memo } from 'react'
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  XAxis,
  YAxis,
} from 'recharts'
import { compact, percent } from '../format/number.ts'
import {
  type ChartData,
  type ChartLimit,
  type ChartMode,
  gapsOf,
  isFlat,
  type PlotRow,
  plotRows,
} from './chart-data.ts'
import { plotInsets } from './insets.ts'
import type { ValueScale } from './scale.ts'
import { TimeTick } from './time-tick.tsx'

export interface PlotProps {
  readonly data: ChartData
  readonly mode: ChartMode
  readonly scale: ValueScale
  readonly ticks: readonly number[]
  readonly width: number
  readonly height: number
  readonly limit: ChartLimit | null
  readonly isFlagged: boolean
}

/** Drawn anew only for other values: the library takes many times as long as the rest of the page. */
export const Plot = memo(function Plot(props: PlotProps) {
  const { data, mode, scale, ticks, width, height, limit, isFlagged } = props
  const insets = plotInsets(mode, isFlagged)
  const domain: [number, number] = [data.from.getTime(), data.to.getTime()]
  return (
    // The library stacks in the order in which bands came to it first: another order is another chart.
    <ComposedChart
      key={data.bands.map(({ id }) => id).join()}
      width={width}
      height={height}
      data={plotRows(data, mode)}
      margin={{ top: insets.top, right: insets.right, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <Hatch />
      <CartesianGrid vertical={false} />
      <XAxis
        dataKey="at"
        type="number"
        domain={domain}
        allowDataOverflow
        ticks={[...ticks]}
        interval={0}
        height={insets.bottom}
        tick={<TimeTick from={data.from} to={data.to} />}
        tickLine={false}
        axisLine={{ stroke: 'var(--line-2)' }}
      />
      <YAxis
        width={insets.left}
        domain={[0, scale.max]}
        allowDataOverflow
        ticks={[...scale.ticks]}
        interval={0}
        tickFormatter={mode === 'share' ? percentTick : compact}
        tickLine={false}
        axisLine={false}
        tickMargin={6}
      />
      {gapsOf(data).map((gap) => (
        <ReferenceArea key={gap.from} x1={gap.from} x2={gap.to} fill="url(#no-data)" fillOpacity={0.7} />
      ))}
      {mode === 'lines' ? lines(data) : bands(data)}
      {limit !== null && (
        <ReferenceLine y={limit.value} stroke="var(--crit-fill)" strokeWidth={1.2} strokeDasharray="4 3" />
      )}
    </ComposedChart>
  )
})

const percentTick = (value: number) => (value === 0 ? '0%' : percent(value).replace('.0%', '%'))

/** What missing data looks like, with or without colour. */
function Hatch() {
  return (
    <defs>
      <pattern id="no-data" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="6" height="6" fill="var(--track)" />
        <line x1="0" y1="0" x2="0" y2="6" stroke="var(--unk-fill)" strokeWidth="1.6" opacity=".7" />
      </pattern>
    </defs>
  )
}

/** The style sheet keeps one of them in full colour and lets the others step back (.chart-plot[data-kept]). */
const classOf = (place: number) => `plot-band plot-band-${place}`

const keyOf = (part: 'v' | 'p', place: number) => (row: PlotRow) => row[`${part}${place}`] ?? null

/** Bands of a stack; the surface-coloured edge keeps neighbours apart without relying on hue. */
function bands(data: ChartData) {
  const shared = {
    type: isFlat(data) ? ('stepAfter' as const) : ('linear' as const),
    isAnimationActive: false,
    connectNulls: false,
    dot: false,
    activeDot: false,
  }
  return data.bands.flatMap((band, place) => {
    const colour = `var(--s${band.fill})`
    return [
      <Area
        {...shared}
        key={`v${band.id}`}
        dataKey={keyOf('v', place)}
        stackId="whole"
        stroke="var(--surface)"
        strokeWidth={1}
        fill={colour}
        fillOpacity={0.9}
        className={classOf(place)}
      />,
      <Area
        {...shared}
        key={`p${band.id}`}
        dataKey={keyOf('p', place)}
        stackId="partial"
        stroke={colour}
        strokeWidth={1.5}
        strokeDasharray="2 3"
        fill={colour}
        fillOpacity={0.3}
        className={classOf(place)}
      />,
    ]
  })
}

function lines(data: ChartData) {
  const shared = {
    type: isFlat(data) ? ('stepAfter' as const) : ('linear' as const),
    isAnimationActive: false,
    connectNulls: false,
    dot: false,
    activeDot: false,
    strokeWidth: 1.5,
  }
  return data.bands.flatMap((band, place) => {
    const stroke = `var(--s${band.fill})`
    const className = classOf(place)
    return [
      <Line
        {...shared}
        key={`v${band.id}`}
        dataKey={keyOf('v', place)}
        stroke={stroke}
        className={className}
      />,
      <Line
        {...shared}
        key={`p${band.id}`}
        dataKey={keyOf('p', place)}
        stroke={stroke}
        className={className}
        strokeDasharray="2 3"
      />,
    ]
  })
}
