// What time it is in the world: fixed, the wall's, or the wall's made faster. Day 0 is the epoch, and a world
// that is opened for the first time stands at day 14. Whole milliseconds; knows nothing of time zones.

export const secondMs = 1_000
export const minuteMs = 60_000
export const hourMs = 3_600_000
export const dayMs = 86_400_000

/** What tests and benchmarks stand on. */
export const testEpochMs = Date.UTC(2026, 0, 5)
/** Where "now" is at first: what lies before is the history that sources can read. */
export const firstDay = 14

export interface Clock {
  readonly mode: 'frozen' | 'live' | 'warp'
  nowMs(): number
}

/** A clock that stands until it is moved, and never goes back; in the end it may be let go. */
export class FrozenClock implements Clock {
  #nowMs: number
  #wallNow: (() => number) | undefined

  constructor(nowMs: number) {
    this.#nowMs = nowMs
  }

  get mode(): 'frozen' | 'live' {
    return this.#wallNow === undefined ? 'frozen' : 'live'
  }

  nowMs(): number {
    return this.#wallNow?.() ?? this.#nowMs
  }

  /** From now on it is the wall's, and moved by nobody. Throws RangeError when that has come less far. */
  letGo(wallNow: () => number): void {
    this.moveTo(wallNow())
    this.#wallNow = wallNow
  }

  /** Throws RangeError for what lies before now. */
  moveTo(nowMs: number): void {
    if (this.mode === 'live') throw new RangeError('the clock runs (live) and is not moved by hand')
    if (!Number.isSafeInteger(nowMs) || nowMs < this.#nowMs) {
      throw new RangeError(`the clock stands at ${isoOf(this.#nowMs)} and goes forward only`)
    }
    this.#nowMs = nowMs
  }
}

const most = { min: 1, max: 600 }

/** `factor` 1 is live. When the wall's clock said `wallStartMs`, the world's said `startMs`. */
export function runningClock(
  startMs: number,
  factor: number,
  wallNow: () => number,
  wallStartMs: number = wallNow(),
): Clock {
  if (!(factor >= most.min && factor <= most.max)) {
    throw new RangeError(`time runs ${most.min} to ${most.max} times as fast as the wall's, not ${factor}`)
  }
  return {
    mode: factor === 1 ? 'live' : 'warp',
    nowMs: () => Math.floor(startMs + (wallNow() - wallStartMs) * factor),
  }
}

const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'))
const mostDays = 4_096
/** "2026-01-19T" by day: dates are told far more often than days change. */
const days = new Map<number, string>()

function dayText(day: number): string {
  const known = days.get(day)
  if (known !== undefined) return known
  const made = new Date(day * dayMs).toISOString().slice(0, 11)
  if (days.size >= mostDays) days.clear()
  days.set(day, made)
  return made
}

/** "2026-01-19T00:00:00Z", as Kubernetes writes it. */
export function isoOf(ms: number): string {
  const day = Math.floor(ms / dayMs)
  const second = Math.floor((ms - day * dayMs) / 1_000)
  const minute = (second / 60) | 0
  return `${dayText(day)}${two[(minute / 60) | 0]}:${two[minute % 60]}:${two[second % 60]}Z`
}

/** "2026-01-19T00:00:00.123000Z", as leases and events write it. */
export const microIsoOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 23)}000Z`
