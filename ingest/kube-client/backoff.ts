// How long to wait before the next try: twice as long each time, at random within that so that a thousand
// readers do not come back at once, and never sooner than the server asked for. Counts process time.
import { setTimeout as sleep } from 'node:timers/promises'

export interface Pace {
  readonly firstMs: number
  readonly mostMs: number
}

export class Backoff {
  readonly #pace: Pace
  readonly #random: () => number
  #tries = 0

  /** `random` answers from 0 to below 1, as Math.random does. */
  constructor(pace: Pace, random: () => number) {
    this.#pace = pace
    this.#random = random
  }

  /** Tries in a row since the last `reset`. */
  get tries(): number {
    return this.#tries
  }

  reset(): void {
    this.#tries = 0
  }

  /** The next wait: from half to the whole of what is due. */
  next(atLeastMs = 0): number {
    const { firstMs, mostMs } = this.#pace
    const due = Math.min(mostMs, firstMs * 2 ** Math.min(this.#tries, 20))
    this.#tries += 1
    return Math.max(due / 2, atLeastMs) + (this.#random() * due) / 2
  }

  /** Rejects with the signal's reason once it aborts. */
  async wait(signal: AbortSignal, atLeastMs = 0): Promise<void> {
    await pause(this.next(atLeastMs), signal)
  }
}

/** Rejects with the signal's reason, not with Node's own AbortError. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal, ref: true })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}
