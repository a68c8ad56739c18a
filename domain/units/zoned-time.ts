// The instant at which clocks of a place show a time. Knows zones by Intl alone, no clock of its own.
import { z } from 'zod'

const dayMs = 86_400_000

export const zoneSchema = z
  .string()
  .max(100)
  .refine(isZone, 'must be a time zone such as UTC or Europe/Berlin')

function isZone(text: string): boolean {
  try {
    formatOf(text)
    return true
  } catch {
    return false
  }
}

const formatOf = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })

/** What clocks there show at an instant, as if it were UTC. */
function shownMs(format: Intl.DateTimeFormat, ms: number): number {
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'))
}

/**
 * `shown`: date and time as clocks there show them, written as if they were UTC, whole seconds. A time that comes
 * twice (clocks set back) is its first; one that never comes (set forward) is as much later as they were set.
 */
export function instantShownAs(shown: Date, zone: string): Date {
  const format = formatOf(zone)
  const wanted = shown.getTime()
  const offsets = [wanted - dayMs, wanted + dayMs].map((ms) => shownMs(format, ms) - ms)
  const found = offsets
    .map((offset) => wanted - offset)
    .filter((ms) => shownMs(format, ms) === wanted)
    .sort((left, right) => left - right)
  return new Date(found[0] ?? wanted - (offsets[0] ?? 0))
}
