// How long a source that failed waits before it is tried again: doubling up to a bound, with chance in it
// so that a thousand sources behind one broken network do not come back at one instant.

const firstMs = 1_000
const longestMs = 120_000
/** A server may ask for more patience than we have on our own, but not for ever. */
const longestAskedMs = 3_600_000

export interface Failed {
  /** Failures in a row, this one included. */
  readonly failures: number
  /** The server asked to be left alone for so long. */
  readonly retryAfterMs: number | undefined
  /** From 0 to below 1. */
  readonly chance: number
}

/** Milliseconds, at least what the server asked for (up to an hour). */
export function waitAfter({ failures, retryAfterMs, chance }: Failed): number {
  const longest = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20))
  const own = longest * (0.5 + chance / 2)
  const asked = Math.min(longestAskedMs, Math.max(0, retryAfterMs ?? 0))
  return Math.round(Math.max(own, asked * (1 + chance / 10)))
}
