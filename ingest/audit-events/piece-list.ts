// Grows the three number lists of Pieces without an object per event.
import type { Pieces } from '../source.ts'

export class PieceList {
  #count = 0
  #starts = new Uint32Array(64)
  #ends = new Uint32Array(64)
  #lines = new Uint32Array(64)

  push(start: number, end: number, line: number): void {
    if (this.#count === this.#starts.length) this.#widen()
    this.#starts[this.#count] = start
    this.#ends[this.#count] = end
    this.#lines[this.#count] = line
    this.#count += 1
  }

  get count(): number {
    return this.#count
  }

  /** Forgets all but the first `count`. */
  truncate(count: number): void {
    this.#count = count
  }

  finish(): Pieces {
    return {
      count: this.#count,
      starts: this.#starts.subarray(0, this.#count),
      ends: this.#ends.subarray(0, this.#count),
      lines: this.#lines.subarray(0, this.#count),
    }
  }

  #widen(): void {
    this.#starts = widened(this.#starts)
    this.#ends = widened(this.#ends)
    this.#lines = widened(this.#lines)
  }
}

function widened(list: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(list.length * 2)
  wider.set(list)
  return wider
}
