// Durations as Go writes them (time.Duration's String): "1.234567s", "350.5ms", "2m3.5s".

/** Without the zeros it ends with. */
const decimal = (value: number, of: number, digits: number): string => {
  const rest = String(value % of).padStart(digits, '0')
  return `${Math.floor(value / of)}.${rest}`.replace(/\.?0*$/, '')
}

/** Whole microseconds, not below zero. */
export function goDuration(us: number): string {
  if (us === 0) return '0s'
  if (us < 1_000) return `${us}µs`
  if (us < 1_000_000) return `${decimal(us, 1_000, 3)}ms`
  const minutes = Math.floor(us / 60_000_000)
  const seconds = `${decimal(us % 60_000_000, 1_000_000, 6)}s`
  if (minutes === 0) return seconds
  return minutes < 60 ? `${minutes}m${seconds}` : `${Math.floor(minutes / 60)}h${minutes % 60}m${seconds}`
}
