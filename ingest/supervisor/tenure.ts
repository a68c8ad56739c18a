// Which parts of all sources this worker may read: leases in the relational store, renewed while they are
// held. A worker that could not renew in time believes itself dead before anybody else may, lets everything
// go at once and comes back under another name.
import { randomUUID } from 'node:crypto'
import { type Repeated, repeat } from '../repeat.ts'
import { partLease, partsFor, workerLease } from './parts.ts'

export interface LeaseStore {
  take(ask: { holder: string; names: readonly string[]; forMs: number }): Promise<readonly string[]>
  release(ask: { holder: string; names: readonly string[] }): Promise<void>
  /** Whose leases have not lapsed. */
  holders(): Promise<readonly string[]>
}

export interface TenureOptions {
  readonly leases: LeaseStore
  /** Parts may have come, parts may be wanted elsewhere, or been lost. */
  readonly onChange: () => void
  /** Everything that is read here may be read elsewhere from now on. */
  readonly onLost: (parts: readonly number[]) => void
  readonly onFailure: (error: unknown, failures: number) => void
  readonly leaseMs?: number
  readonly beatMs?: number
}

export class Tenure {
  readonly #options: Required<TenureOptions>
  readonly #job: Repeated
  #worker = randomUUID()
  #held = new Set<number>()
  #wanted = new Set<number>()
  #watchdog: NodeJS.Timeout | undefined
  #beating: Promise<void> | undefined
  #isStopped = false

  constructor(options: TenureOptions) {
    this.#options = { leaseMs: 30_000, beatMs: 5_000, ...options }
    const { beatMs, onFailure } = this.#options
    this.#job = repeat({ everyMs: beatMs, slowestMs: beatMs, run: () => this.#beatOnce(), onFailure })
  }

  /** Looks for the first time; without waiting for the first beat. */
  async begin(): Promise<void> {
    try {
      await this.#beatOnce()
    } catch (error) {
      this.#options.onFailure(error, 1)
    }
  }

  /** True when its sources may be read here and nobody else is to have them. */
  mayRead(part: number): boolean {
    return this.#held.has(part) && this.#wanted.has(part)
  }

  get heldParts(): number {
    return this.#held.size
  }

  /** Parts held here that another worker is to have as soon as nothing of them is read here any more. */
  get leaving(): readonly number[] {
    return [...this.#held].filter((part) => !this.#wanted.has(part))
  }

  async release(parts: readonly number[]): Promise<void> {
    for (const part of parts) this.#held.delete(part)
    await this.#options.leases.release({ holder: this.#worker, names: parts.map(partLease) })
  }

  /** Others may take everything at once. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#job.stop()
    clearTimeout(this.#watchdog)
    const parts = [...this.#held]
    this.#held.clear()
    const names = [workerLease(this.#worker), ...parts.map(partLease)]
    await this.#options.leases.release({ holder: this.#worker, names })
  }

  async #beatOnce(): Promise<boolean> {
    this.#beating ??= this.#beat().finally(() => {
      this.#beating = undefined
    })
    await this.#beating
    return false
  }

  async #beat(): Promise<void> {
    const { leases, leaseMs, onChange, onLost } = this.#options
    const worker = this.#worker
    const startedAt = performance.now()
    const workers = await leases.holders()
    const wanted = new Set(partsFor(worker, workers))
    const asked = [...new Set([...wanted, ...this.#held])]
    const names = [workerLease(worker), ...asked.map(partLease)]
    const taken = new Set(await leases.take({ holder: worker, names, forMs: leaseMs }))
    // It took so long that the watchdog has given up; what was taken lapses by itself.
    if (worker !== this.#worker || this.#isStopped) return
    const held = new Set(asked.filter((part) => taken.has(partLease(part))))
    const lost = [...this.#held].filter((part) => !held.has(part))
    this.#held = held
    this.#wanted = wanted
    this.#watch(startedAt)
    if (lost.length > 0) onLost(lost)
    onChange()
  }

  /** Counted from before the store was asked, so it ends before the lease does by whatever clock. */
  #watch(startedAt: number): void {
    clearTimeout(this.#watchdog)
    const leftMs = startedAt + this.#options.leaseMs * 0.75 - performance.now()
    this.#watchdog = setTimeout(() => {
      const lost = [...this.#held]
      this.#worker = randomUUID()
      this.#held.clear()
      this.#wanted.clear()
      this.#options.onLost(lost)
    }, leftMs)
    this.#watchdog.unref()
  }
}
