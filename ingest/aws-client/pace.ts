// How fast one service of one account in one region may be called: a token bucket whose rate follows what
// the service says. Throttled, it halves and rests; left in peace, it recovers step by step.

import type { ProcessTime } from './process-time.ts'
import type { PaceTuning } from './tuning.ts'

/** Refusals of calls that were under way together say the same thing once. */
const oneRefusalMs = 1_000
/** Calls that went well before the rate has grown by one a second. */
const callsToGrow = 10

export class Pace {
  readonly #tuning: PaceTuning
  readonly #time: ProcessTime
  #perSecond: number
  #tokens: number
  #countedAtMs: number
  #restsUntilMs = 0
  #slowedAtMs = Number.NEGATIVE_INFINITY

  constructor(tuning: PaceTuning, time: ProcessTime) {
    this.#tuning = tuning
    this.#time = time
    this.#perSecond = tuning.startPerSecond
    this.#tokens = tuning.burst
    this.#countedAtMs = time.nowMs()
  }

  get perSecond(): number {
    return this.#perSecond
  }

  /** Resolves when one more call may be made. */
  async turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    for (;;) {
      const nowMs = this.#time.nowMs()
      this.#refill(nowMs)
      if (this.#tokens >= 1 && nowMs >= this.#restsUntilMs) {
        this.#tokens -= 1
        return
      }
      const tokenMs = this.#tokens >= 1 ? 0 : ((1 - this.#tokens) / this.#perSecond) * 1_000
      await this.#time.sleep(Math.max(1, tokenMs, this.#restsUntilMs - nowMs), signal)
    }
  }

  /** `askedMs`: the service said how long to wait. */
  throttled(askedMs = 0): void {
    const nowMs = this.#time.nowMs()
    if (nowMs - this.#slowedAtMs >= oneRefusalMs) {
      this.#slowedAtMs = nowMs
      this.#tokens = 0
      this.#countedAtMs = nowMs
      this.#perSecond = Math.max(this.#tuning.slowestPerSecond, this.#perSecond / 2)
    }
    // One to two turns, so that those who were refused together do not come again together.
    const jitteredMs = (1 + this.#time.random()) * (1_000 / this.#perSecond)
    this.#restsUntilMs = Math.max(this.#restsUntilMs, nowMs + Math.max(askedMs, jitteredMs))
  }

  succeeded(): void {
    this.#perSecond = Math.min(this.#tuning.fastestPerSecond, this.#perSecond + 1 / callsToGrow)
  }

  #refill(nowMs: number): void {
    const gained = ((nowMs - this.#countedAtMs) / 1_000) * this.#perSecond
    this.#tokens = Math.min(this.#tuning.burst, this.#tokens + gained)
    this.#countedAtMs = nowMs
  }
}
