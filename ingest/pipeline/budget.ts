// How many bytes of bodies may be held at once, over all senders. What does not fit is refused at the
// door, never dropped later. Counts bytes only; it holds none.

export interface Lease {
  /** False when the bytes do not fit; the lease then keeps what it had. */
  grow(bytes: number): boolean
  /** Gives everything back; harmless when repeated. */
  release(): void
}

export class Budget {
  readonly limitBytes: number
  #used = 0

  constructor(limitBytes: number) {
    this.limitBytes = limitBytes
  }

  get usedBytes(): number {
    return this.#used
  }

  lease(): Lease {
    let held = 0
    let released = false
    return {
      grow: (bytes) => {
        if (released || this.#used + bytes > this.limitBytes) return false
        held += bytes
        this.#used += bytes
        return true
      },
      release: () => {
        released = true
        this.#used -= held
        held = 0
      },
    }
  }
}
