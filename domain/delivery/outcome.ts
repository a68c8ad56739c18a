// What became of one try to send a review, and how long to wait for the next. A try whose end nobody knows is not
// repeated: a reader would get it twice.

export type Outcome =
  | { readonly kind: 'sent'; readonly says: string | null }
  /** It surely did not arrive. `isFinal`: trying again would not help. */
  | {
      readonly kind: 'refused'
      readonly says: string
      readonly isFinal: boolean
      readonly retryAfterMs?: number | undefined
    }
  | { readonly kind: 'unknown'; readonly says: string }

const minuteMs = 60_000
const longestMs = 60 * minuteMs

/** From the first try; then it is given up. */
export const giveUpMs = 24 * 60 * minuteMs

/** 1, 2, 4 … minutes up to an hour, and what the receiver asks for if that is longer. `tries` from 1. */
export function waitMs(tries: number, retryAfterMs = 0): number {
  const own = Math.min(longestMs, minuteMs * 2 ** Math.min(Math.max(tries, 1) - 1, 10))
  return Math.min(giveUpMs, Math.max(own, retryAfterMs))
}

/** Of a Retry-After header: seconds or a date. Undefined when it says nothing readable. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime())
}
