// Time windows, grains and buckets. A window is half-open [from, to) in UTC; the grain follows from
// its length and both ends snap outward to it, so that an answer always speaks of whole buckets.

export const grains = ['minute', 'hour', 'day'] as const
export type Grain = (typeof grains)[number]

export const grainSeconds: Record<Grain, number> = { minute: 60, hour: 3_600, day: 86_400 }

const hourMs = 3_600_000
const dayMs = 86_400_000

/** Longest window any question takes: the default retention of roll-ups. */
export const maxWindowDays = 400

/** What a caller sends: ISO 8601 instants, half-open; checked by window-input.ts. */
export interface WindowInput {
  readonly from: string
  readonly to: string
}

/** A window as used: ends on bucket bounds of its grain. */
export interface Window {
  readonly from: Date
  readonly to: Date
  readonly grain: Grain
}

/** Grain of a length: up to 6 h minutes, up to 14 d hours, else days (contracts, "Time"). */
export function grainFor(lengthMs: number): Grain {
  if (lengthMs <= 6 * hourMs) return 'minute'
  if (lengthMs <= 14 * dayMs) return 'hour'
  return 'day'
}

/** Snaps outward to the grain: `from` down, `to` up. */
export function resolveWindow(input: WindowInput): Window {
  const fromMs = Date.parse(input.from)
  const toMs = Date.parse(input.to)
  const grain = grainFor(toMs - fromMs)
  const step = grainSeconds[grain] * 1_000
  return {
    from: new Date(Math.floor(fromMs / step) * step),
    to: new Date(Math.ceil(toMs / step) * step),
    grain,
  }
}

/** The same in hours, snapped outward. */
export function inWholeHours({ from, to }: Window): Window {
  return {
    from: new Date(Math.floor(from.getTime() / hourMs) * hourMs),
    to: new Date(Math.ceil(to.getTime() / hourMs) * hourMs),
    grain: 'hour',
  }
}

/** Start instants of every bucket of the window, oldest first. */
export function bucketsOf(window: Window): Date[] {
  const step = grainSeconds[window.grain] * 1_000
  const starts: Date[] = []
  for (let at = window.from.getTime(); at < window.to.getTime(); at += step) starts.push(new Date(at))
  return starts
}
