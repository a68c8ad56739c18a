// How numbers are written. Three significant figures where a chart has little room, the full value in
// tables and tooltips; "k" and "M" without a space, units of time with one; a missing value is "–".
export const missing = '–'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** 9400 → "9,400". */
export function count(value: number | null): string {
  return value === null ? missing : whole.format(value)
}

/** At most three significant figures, no trailing zeros: 0.7412 → "0.741". */
function threeFigures(value: number): string {
  return String(Number(value.toPrecision(3)))
}

/** 16_000 → "16k", 1_234_567 → "1.23M". For axes and chart labels. */
export function compact(value: number): string {
  const size = Math.abs(value)
  if (size >= 999_500_000) return `${threeFigures(value / 1e9)}G`
  if (size >= 999_500) return `${threeFigures(value / 1e6)}M`
  if (size >= 1_000) return `${threeFigures(value / 1e3)}k`
  return threeFigures(value)
}

/** Requests per second: whole from 100, two figures after the point below 10, never a false zero. */
export function rate(value: number | null): string {
  if (value === null) return missing
  if (value === 0) return '0'
  if (value < 0.01) return '<0.01'
  if (value >= 99.95) return whole.format(value)
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2)
}

/** 0.612 → "61.2%"; something that is not nothing is never "0%", nor not quite everything "100%". */
export function percent(fraction: number): string {
  if (fraction === 0) return '0%'
  if (fraction < 0.001) return '<0.1%'
  if (fraction >= 1) return '100%'
  if (fraction > 0.999) return '>99.9%'
  return `${(fraction * 100).toFixed(1)}%`
}

/** A latency: 0.84 → "0.84 ms", 8400 → "8.40 s". */
export function milliseconds(value: number | null): string {
  if (value === null) return missing
  if (value < 1) return `${Number(value.toFixed(2))} ms`
  if (value < 999.5) return `${value < 10 ? Number(value.toFixed(1)) : Math.round(value)} ms`
  return seconds(value / 1_000)
}

/** A length of time: 12.34 → "12.3 s", 9120 → "2 h 32 m", 0 → "0 s". */
export function seconds(value: number): string {
  if (value === 0) return '0 s'
  if (value < 0.01) return '<0.01 s'
  if (value < 59.95) return `${value < 9.995 ? value.toFixed(2) : value.toFixed(1)} s`
  return duration(value * 1_000)
}

/** Whole units, two at most: 9_120_000 → "2 h 32 m". Below a minute in seconds. */
export function duration(ms: number): string {
  const total = Math.round(ms / 1_000)
  if (total < 60) return `${total} s`
  const minutes = Math.floor(total / 60)
  if (minutes < 60) return twoUnits(minutes, 'm', total % 60, 's')
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return twoUnits(hours, 'h', minutes % 60, 'm')
  return twoUnits(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}

/** 1 → "1 client", 4 → "4 clients". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${whole.format(value)} ${value === 1 ? one : many}`
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Decimal, three figures: 631 → "631 B", 71_020_800_000 → "71.0 GB". */
export function bytes(value: number | null): string {
  if (value === null) return missing
  if (value < 999.5) return `${Math.round(value)} B`
  let power = Math.floor(Math.log10(value) / 3)
  if (value / 1_000 ** power >= 999.5) power += 1
  const unit = Math.min(power, byteUnits.length - 1)
  return `${(value / 1_000 ** unit).toPrecision(3)} ${byteUnits[unit]}`
}
