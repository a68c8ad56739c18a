// What "now" means to the product. Freshness, relative windows, retention and support status all ask
// a Clock, so that a test, a demo or a replay of last year can say what time it is. Timers of the
// process itself (back-off, "quiet for 30 s") use process time and never this.

export interface Clock {
  now(): Date
}

/** A clock that stands still. */
export function fixedClock(instant: Date): Clock {
  const atMs = instant.getTime()
  return { now: () => new Date(atMs) }
}
