// Memory for what one request brings: a buffer that grows within the limit of one body and the budget
// of all. What was cut off again still counts against the limit: making it cost as much.
import type { Room } from '../source.ts'
import type { Lease } from './budget.ts'
import type { IngestLimits } from './limits.ts'
import { busy, Refusal } from './refusal.ts'
import type { Slabs } from './slabs.ts'

const smallestBuffer = 64 * 1024

export const tooLarge = (limits: Pick<IngestLimits, 'bodyBytes'>): Refusal =>
  new Refusal(413, `a body may have ${limits.bodyBytes} bytes decompressed; send it in parts`)

export class LeasedRoom implements Room {
  readonly #lease: Lease
  readonly #slabs: Slabs
  readonly #limits: Pick<IngestLimits, 'bodyBytes'>
  #buffer: Buffer = Buffer.alloc(0)
  #leased = 0
  #length = 0
  /** Bytes cut off again. */
  #cut = 0

  constructor(lease: Lease, slabs: Slabs, limits: Pick<IngestLimits, 'bodyBytes'>) {
    this.#lease = lease
    this.#slabs = slabs
    this.#limits = limits
  }

  get length(): number {
    return this.#length
  }

  /** Throws Refusal: 413 past the limit, 429 when the budget is spent. */
  ensure(bytes: number): void {
    if (bytes <= this.#leased) return
    if (bytes > this.#limits.bodyBytes) throw tooLarge(this.#limits)
    const doubled = Math.max(bytes, this.#leased * 2, smallestBuffer)
    const capacity = Math.min(this.#leased === 0 ? bytes : doubled, this.#limits.bodyBytes)
    if (!this.#lease.grow(capacity - this.#leased)) {
      throw busy('the pipeline is full; send this body again a little later', 1)
    }
    this.#leased = capacity
    if (capacity <= this.#buffer.length) return
    const wider = this.#slabs.take(capacity)
    this.#buffer.copy(wider, 0, 0, this.#length)
    if (this.#buffer.length > 0) this.#slabs.give(this.#buffer)
    this.#buffer = wider
  }

  append(chunk: Buffer): void {
    if (this.#length + this.#cut + chunk.length > this.#limits.bodyBytes) throw tooLarge(this.#limits)
    this.ensure(this.#length + chunk.length)
    this.#length += chunk.copy(this.#buffer, this.#length)
  }

  cutTo(length: number): void {
    this.#cut += this.#length - length
    this.#length = length
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  /** For when nobody will read the bytes any more. */
  giveBack(): void {
    this.#slabs.give(this.#buffer)
  }
}
