// Lets a bounded number of things happen at once; the others wait in line. Knows nothing of what they are.

export class Gate {
  readonly #most: number
  #inside = 0
  readonly #line: (() => void)[] = []

  constructor(most: number) {
    this.#most = most
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#most) await new Promise<void>((resolve) => this.#line.push(resolve))
    else this.#inside += 1
    try {
      return await work()
    } finally {
      // Whoever is next takes the place that becomes free.
      const next = this.#line.shift()
      if (next === undefined) this.#inside -= 1
      else next()
    }
  }
}
