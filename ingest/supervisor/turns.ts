// A few at a time, the lowest ticket first and among equals in the order they came: whoever has begun is
// finished before others begin. Whoever holds a turn far too long no longer counts, so one that hangs cannot
// keep the others out; whoever no longer wants a turn leaves the line.

interface Waiting {
  readonly ticket: number
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
  /** By ticket. */
  readonly #line: Waiting[] = []
  #held = 0

  constructor(options: TurnOptions) {
    this.#options = options
  }

  get held(): number {
    return this.#held
  }

  get waiting(): number {
    return this.#line.length
  }

  /** Resolves with what gives the turn back, which may be called twice; rejects when `signal` aborts first. */
  take(signal: AbortSignal, ticket = 0): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const onAbort = () => {
        this.#line.splice(this.#line.indexOf(waiting), 1)
        reject(signal.reason)
      }
      const waiting: Waiting = {
        ticket,
        grant: () => {
          signal.removeEventListener('abort', onAbort)
          resolve(this.#hold())
        },
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#line.splice(this.#placeOf(ticket), 0, waiting)
      this.#next()
    })
  }

  async run<T>(work: () => Promise<T>, signal: AbortSignal, ticket = 0): Promise<T> {
    const giveBack = await this.take(signal, ticket)
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

  /** Behind all of the same ticket. */
  #placeOf(ticket: number): number {
    let [from, to] = [0, this.#line.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if ((this.#line[middle] as Waiting).ticket <= ticket) from = middle + 1
      else to = middle
    }
    return from
  }

  #next(): void {
    while (this.#held < this.#options.width) {
      const first = this.#line.shift()
      if (first === undefined) return
      first.grant()
    }
  }
}
