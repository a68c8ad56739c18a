// Remembers bodies by what is in them, so that a batch sent again (a retry, an import started twice) is
// answered without storing it again. Only a saving: the store counts exactly without it. What is
// remembered across restarts is advisory and may be lost.

export interface Outcome {
  /** Valid lines now durable. */
  readonly accepted: number
  readonly rejected: number
  readonly errors: readonly { readonly line: number; readonly reason: string }[]
  /** False when the same body may fare better tomorrow. */
  readonly isLasting: boolean
}

export class KnownBodies {
  readonly #limit: number
  /** Oldest first. */
  readonly #known = new Map<string, Outcome>()
  readonly #running = new Map<string, Promise<Outcome | undefined>>()
  #weight = 0

  /** `limit` bounds memory: a body weighs 1 and a twentieth of each error listed for it. */
  constructor(limit: number) {
    this.#limit = limit
  }

  get size(): number {
    return this.#known.size
  }

  remember(key: string, outcome: Outcome): void {
    this.#forget(key)
    this.#known.set(key, outcome)
    this.#weight += weightOf(outcome)
    for (const oldest of this.#known.keys()) {
      if (this.#weight <= this.#limit) break
      this.#forget(oldest)
    }
  }

  /**
   * Runs `take` unless the body is known; a second call while the first is under way waits for it. When
   * the first fails, the next one takes its place.
   */
  async once(key: string, take: () => Promise<Outcome>): Promise<{ outcome: Outcome; isRepeat: boolean }> {
    for (;;) {
      const known = this.#recall(key) ?? (await this.#running.get(key))
      if (known !== undefined) return { outcome: known, isRepeat: true }
      if (!this.#running.has(key)) break
    }
    const taking = take()
    const settled = taking.catch(() => undefined)
    this.#running.set(key, settled)
    try {
      const outcome = await taking
      if (outcome.isLasting) this.remember(key, outcome)
      return { outcome, isRepeat: false }
    } finally {
      this.#running.delete(key)
    }
  }

  #recall(key: string): Outcome | undefined {
    const known = this.#known.get(key)
    if (known === undefined) return undefined
    this.#known.delete(key)
    this.#known.set(key, known)
    return known
  }

  #forget(key: string): void {
    const known = this.#known.get(key)
    if (known === undefined) return
    this.#known.delete(key)
    this.#weight -= weightOf(known)
  }
}

const weightOf = (outcome: Outcome): number => 1 + outcome.errors.length / 20
