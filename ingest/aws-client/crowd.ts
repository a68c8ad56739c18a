// Many things at once, but not too many: a gate that lets so many in, and a loop over items that starts no
// more after one failed and ends when all that were started have.

export class Gate {
  readonly #limit: number
  readonly #waiting: (() => void)[] = []
  #inside = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#inside += 1
    try {
      return await work()
    } finally {
      // Handed over, so that nobody who comes later slips in between.
      const next = this.#waiting.shift()
      if (next === undefined) this.#inside -= 1
      else next()
    }
  }
}

/** Rejects with the first failure, once everything that was started has ended. */
export async function forEachOf<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let failed: { readonly error: unknown } | undefined
  const left = items.values()
  const walk = async (): Promise<void> => {
    for (const item of left) {
      if (failed !== undefined) return
      try {
        await work(item)
      } catch (error) {
        failed ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, walk))
  if (failed !== undefined) throw failed.error
}
