// Turns a line of capacity.series into what charts draw, and says how its values are written. Pure.
import type { ChartBand, ChartData } from '../../../components/charts/chart-data.ts'
import { bytes, count, milliseconds, missing, percent, rate } from '../../../components/format/number.ts'
import type { ControlPlaneLine, ControlPlaneSeries } from '../../../domain/model/control-plane-series.ts'
import { grainSeconds } from '../../../domain/units/window.ts'

export type MeasureUnit = ControlPlaneLine['unit']

const amount = (value: number): string =>
  value > 0 && value < 9.95 && !Number.isInteger(value) ? value.toFixed(1) : count(value)

const writers: Record<MeasureUnit, (value: number) => string> = {
  seats: amount,
  requests: amount,
  pods: amount,
  objects: amount,
  items: amount,
  'requests/s': rate,
  'attempts/s': rate,
  s: (value) => milliseconds(value * 1_000),
  bytes,
  'bytes/s': bytes,
  share: percent,
}

/** A value as it is read beside its unit; bytes and latency carry theirs. */
export const formatOf =
  (unit: MeasureUnit) =>
  (value: number | null): string =>
    value === null ? missing : writers[unit](value)

/** Limits are round numbers: "16 GB". */
export const limitText = (value: number, unit: MeasureUnit): string =>
  unit === 'bytes' && value % 1e9 === 0 ? `${value / 1e9} GB` : formatOf(unit)(value)

/** A part of a limit; more than all of it is said as it is. */
export const limitShare = (value: number, limit: number): string =>
  value > limit ? `${Math.round((value / limit) * 100)}%` : percent(value / limit)

/** The unit in words; "" where the value carries it. */
export const unitWords: Record<MeasureUnit, string> = {
  seats: 'seats',
  requests: 'requests',
  pods: 'pods',
  objects: 'objects',
  items: 'items',
  'requests/s': 'req/s',
  'attempts/s': 'attempts/s',
  s: '',
  bytes: '',
  'bytes/s': 'a second',
  share: '',
}

export const hasReadings = ({ total }: ControlPlaneLine): boolean => total.some((value) => value !== null)

const mostBands = 6

/** Bands in the order of their size, then Other; a measure without parts is one band. */
export function controlPlaneChart(
  {
    window,
    buckets,
    lastBucketPartial,
  }: Pick<ControlPlaneSeries, 'window' | 'buckets' | 'lastBucketPartial'>,
  line: ControlPlaneLine,
  name: string,
): ChartData {
  const shown = line.parts.slice(0, mostBands)
  const folded = line.parts.slice(mostBands)
  const parts = shown.map(
    (part, place): ChartBand => ({
      id: part.name,
      label: part.name || 'none',
      fill: place + 1,
      values: part.values,
    }),
  )
  const whole: ChartBand = { id: '', label: name, fill: 1, values: line.total }
  const other = line.other.map((value, at) =>
    value === null ? null : folded.reduce((all, { values }) => all + (values[at] ?? 0), value),
  )
  const hasOther = other.some((value) => value !== null && value > 1e-6)
  return {
    from: window.from,
    to: window.to,
    bucketMs: grainSeconds[window.grain] * 1_000,
    buckets,
    bands: [
      ...(parts.length === 0 ? [whole] : parts),
      ...(hasOther ? [{ id: ' other', label: 'Other', fill: 0, values: other }] : []),
    ],
    total: line.total,
    partialLast: lastBucketPartial,
  }
}
