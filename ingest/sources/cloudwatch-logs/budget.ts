// How much may still be looked through on this UTC day, by the setting `gigabytesPerDay`. Counts what was, over
// restarts too; knows no price.
import type { LogHours } from '../../collection.ts'
import { gigabyte } from './groups.ts'

const dayMs = 86_400_000

export class Budget {
  readonly #perDay: number
  readonly #logHours: Pick<LogHours, 'bytesSince'>
  #day = Number.NaN
  #used = 0

  constructor(gigabytesPerDay: number, logHours: Pick<LogHours, 'bytesSince'>) {
    this.#perDay = gigabytesPerDay * gigabyte
    this.#logHours = logHours
  }

  get used(): number {
    return this.#used
  }

  async begin(nowMs: number): Promise<void> {
    const day = Math.floor(nowMs / dayMs)
    if (day === this.#day) return
    this.#used = await this.#logHours.bytesSince(new Date(day * dayMs))
    this.#day = day
  }

  allows(bytes: number): boolean {
    return this.#used + bytes <= this.#perDay
  }

  /** Put aside before a search, and made right by what it looked through. */
  add(bytes: number): void {
    this.#used += bytes
  }
}
