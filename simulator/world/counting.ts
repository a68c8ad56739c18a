// Counting: from a rate to whole events. Up to an instant there have been ⌊Λ(t) + u⌋, in a window the
// difference of two of these, and each event has a time; so that counts add up over any partition of time,
// and counting the events one by one gives the same. Times are whole milliseconds, windows half-open.
import { h01, purpose } from './hash.ts'
import type { Intensity } from './intensity.ts'

/** What is counted, however it comes about. */
export type Counted = Pick<CountingProcess, 'before' | 'timeOf' | 'within'>

export class CountingProcess {
  readonly #intensity: Intensity
  readonly #phase: number

  /** `phase`: from 0 to below 1, where within the first event counting begins. */
  constructor(intensity: Intensity, phase: number) {
    this.#intensity = intensity
    this.#phase = phase
  }

  static of(intensity: Intensity, seed: number, id: number): CountingProcess {
    return new CountingProcess(intensity, h01(seed ^ purpose.countPhase, id))
  }

  /** Events before this instant; below 0 before the world begins. */
  before(ms: number): number {
    return Math.floor(this.#intensity.upTo(ms) + this.#phase)
  }

  /** Events in [from, to). */
  within(fromMs: number, toMs: number): number {
    return this.before(toMs) - this.before(fromMs)
  }

  /**
   * When event n happens (the one that makes `before` exceed n): the last millisecond before which there were
   * at most n. Undefined: never.
   */
  timeOf(n: number): number | undefined {
    const near = this.#intensity.inverse(n + 1 - this.#phase)
    if (near === undefined) return undefined
    let ms = Math.floor(near)
    while (this.before(ms) > n) ms -= 1
    while (this.before(ms + 1) <= n) ms += 1
    return ms
  }
}
