// Wakes open watches, all at one beat, so that a thousand of them cost one timer.

export class Ticker {
  readonly #woken = new Set<() => void>()
  readonly #timer: NodeJS.Timeout

  constructor(everyMs: number) {
    this.#timer = setInterval(() => this.tick(), everyMs)
    this.#timer.unref()
  }

  /** Returns what takes it away again. */
  add(wake: () => void): () => void {
    this.#woken.add(wake)
    return () => this.#woken.delete(wake)
  }

  get size(): number {
    return this.#woken.size
  }

  tick(): void {
    for (const wake of this.#woken) wake()
  }

  close(): void {
    clearInterval(this.#timer)
  }
}
