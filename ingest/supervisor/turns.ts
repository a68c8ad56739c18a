// A few at a time, in the order they came. Whoever holds a turn far too long no longer counts, so one that
// hangs cannot keep the others out; whoever no longer wants a turn leaves the line.

interface Waiting {
  grant(): void
}

export interface TurnOptions {
  /** So many at a time. */
  readonly width: number
  /** A turn held longer than this makes room for another one. */
  readonly overdueMs: number
}

export class Turns {
  readonly #options: TurnOptions
  readonly #line = new Set<Waiting>()
  #held = 0

  constructor(options: TurnOptions) {
    this.#options = options
  }

  get held(): number {
    return this.#held
  }

  get waiting(): number {
    return this.#line.size
  }

  /** Resolves with what gives the turn back, which may be called twice; rejects when `signal` aborts first. */
  take(signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const onAbort = () => {
        this.#line.delete(waiting)
        reject(signal.reason)
      }
      const waiting: Waiting = {
        grant: () => {
          signal.removeEventListener('abort', onAbort)
          resolve(this.#hold())
        },
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#line.add(waiting)
      this.#next()
    })
  }

  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const giveBack = await this.take(signal)
    try {
      return await work()
    } finally {
      giveBack()
    }
  }

  #hold(): () => void {
    this.#held += 1
    let isOver = false
    const over = () => {
      if (isOver) return
      isOver = true
      clearTimeout(overdue)
      this.#held -= 1
      this.#next()
    }
    const overdue = setTimeout(over, this.#options.overdueMs)
    overdue.unref()
    return over
  }

  #next(): void {
    for (const waiting of this.#line) {
      if (this.#held >= this.#options.width) return
      this.#line.delete(waiting)
      waiting.grant()
    }
  }
}
