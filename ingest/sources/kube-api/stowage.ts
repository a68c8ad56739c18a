// Takes states on their way to the inventory: batches of bounded size, a bounded number of them under way,
// and whoever adds waits when there are more. A store that is away is waited for; nothing is dropped
// meanwhile. Tells up to which instant everything is durable.
import { isPeriplusError } from '../../../domain/errors.ts'
import type { FingerprintedState } from '../../collection.ts'
import { Backoff, type Pace } from '../../kube-client/backoff.ts'

export interface StowageOptions {
  /** Resolves when durable; Unavailable when the store is away. */
  put(states: readonly FingerprintedState[]): Promise<void>
  readonly batchSize: number
  readonly mostUnderWay: number
  readonly pace: Pace
  readonly random: () => number
  readonly signal: AbortSignal
  /** All that was added before is durable, and speaks for this instant. */
  onDurable(at: Date): void
  onAway(error: Error): void
  onBack(): void
  /** Something that trying again does not mend. */
  onFailure(error: unknown): void
}

interface Batch {
  /** Instant that it completes; undefined when more of the same instant follows. */
  readonly at: Date | undefined
  isDone: boolean
}

export class Stowage {
  readonly #options: StowageOptions
  #pending: FingerprintedState[] = []
  #pendingAt: Date | undefined
  #line: Batch[] = []
  #underWay = 0
  #failure: unknown
  #wakers: (() => void)[] = []

  constructor(options: StowageOptions) {
    this.#options = options
  }

  /** `at`: with these everything up to this instant has been added; undefined: not so. */
  async add(states: readonly FingerprintedState[], at: Date | undefined): Promise<void> {
    for (const state of states) this.#pending.push(state)
    if (at !== undefined) this.#pendingAt = at
    this.#pump()
    while (this.#pending.length >= this.#options.batchSize) await this.#change()
    if (this.#failure !== undefined) throw this.#failure
  }

  /** Resolves when all that was added is durable. */
  async flush(): Promise<void> {
    this.#pump()
    while (this.#pending.length > 0 || this.#underWay > 0) await this.#change()
    if (this.#failure !== undefined) throw this.#failure
  }

  #change(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure)
    return new Promise((resolve) => this.#wakers.push(resolve))
  }

  /** Whole batches at once; a smaller one when nothing is under way. */
  #pump(): void {
    const { batchSize, mostUnderWay } = this.#options
    while (
      this.#pending.length > 0 &&
      this.#underWay < mostUnderWay &&
      (this.#underWay === 0 || this.#pending.length >= batchSize)
    ) {
      const states = this.#pending.splice(0, batchSize)
      this.#send(states, this.#pending.length === 0 ? this.#takeInstant() : undefined)
    }
    if (this.#pending.length === 0 && this.#pendingAt !== undefined) {
      this.#line.push({ at: this.#takeInstant(), isDone: true })
      this.#settle()
    }
  }

  #takeInstant(): Date | undefined {
    const at = this.#pendingAt
    this.#pendingAt = undefined
    return at
  }

  #send(states: readonly FingerprintedState[], at: Date | undefined): void {
    const batch: Batch = { at, isDone: false }
    this.#line.push(batch)
    this.#underWay += 1
    this.#store(states)
      .then(
        () => {
          batch.isDone = true
        },
        (error: unknown) => {
          this.#failure ??= error
          if (!this.#options.signal.aborted) this.#options.onFailure(error)
        },
      )
      .finally(() => {
        this.#underWay -= 1
        if (this.#failure === undefined) this.#pump()
        this.#settle()
        for (const wake of this.#wakers.splice(0)) wake()
      })
  }

  /** Says how far everything is durable, in the order it was added. */
  #settle(): void {
    let at: Date | undefined
    while (this.#line[0]?.isDone === true) at = this.#line.shift()?.at ?? at
    if (at !== undefined) this.#options.onDurable(at)
  }

  async #store(states: readonly FingerprintedState[]): Promise<void> {
    const { put, pace, random, signal, onAway, onBack } = this.#options
    const backoff = new Backoff(pace, random)
    for (;;) {
      try {
        await put(states)
        if (backoff.tries > 0) onBack()
        return
      } catch (error) {
        if (!isPeriplusError(error) || error.code !== 'Unavailable') throw error
        onAway(error)
        await backoff.wait(signal)
      }
    }
  }
}
