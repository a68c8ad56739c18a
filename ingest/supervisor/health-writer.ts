// Writes how well sources are read to the relational store a moment later: many at once, what a person
// waits for within seconds, numbers that move all the time less often. A store that is away loses nothing:
// what was not written is written when it is back.
import type { CollectionHealth, CollectionKind } from '../../domain/model/collection.ts'
import { type Repeated, repeat } from '../repeat.ts'

export interface HealthRow {
  readonly kind: CollectionKind
  readonly health: CollectionHealth
}

export interface HealthWriterOptions {
  readonly write: (rows: readonly HealthRow[]) => Promise<void>
  readonly onFailure: (error: unknown) => void
  /** How often is looked for changes to write. */
  readonly everyMs?: number
  /** How often at most one source is written for numbers alone. */
  readonly numbersEveryMs?: number
}

interface Noted {
  readonly read: () => HealthRow
  writtenAt: number
  due: 'soon' | 'later' | undefined
}

const rowsAtOnce = 500

export class HealthWriter {
  readonly #options: HealthWriterOptions
  readonly #noted = new Map<string, Noted>()
  readonly #job: Repeated

  constructor(options: HealthWriterOptions) {
    this.#options = options
    this.#job = repeat({
      everyMs: options.everyMs ?? 1_000,
      slowestMs: 15_000,
      run: () => this.#write(),
      onFailure: options.onFailure,
    })
  }

  note(sourceId: string, when: 'soon' | 'later', read: () => HealthRow): void {
    const known = this.#noted.get(sourceId)
    const due = known?.due === 'soon' ? 'soon' : when
    this.#noted.set(sourceId, { read, writtenAt: known?.writtenAt ?? Number.NEGATIVE_INFINITY, due })
  }

  /** Writes nothing more about this source. */
  forget(sourceId: string): void {
    this.#noted.delete(sourceId)
  }

  /** Writes everything that is not written yet, then no more. */
  async stop(): Promise<void> {
    await this.#job.stop()
    while (await this.#write('all')) {
      // There is more.
    }
  }

  /** True when there is more to write now. */
  async #write(which: 'due' | 'all' = 'due'): Promise<boolean> {
    const now = performance.now()
    const numbersBefore = now - (this.#options.numbersEveryMs ?? 30_000)
    const isDue = ({ due, writtenAt }: Noted) =>
      due === 'soon' || (due === 'later' && (which === 'all' || writtenAt <= numbersBefore))
    const noted = [...this.#noted.values()].filter(isDue)
    const batch = noted.slice(0, rowsAtOnce)
    if (batch.length === 0) return false
    const dues = batch.map(({ due }) => due)
    // Before the write: what changes meanwhile is due again.
    for (const one of batch) one.due = undefined
    try {
      await this.#options.write(batch.map(({ read }) => read()))
    } catch (error) {
      batch.forEach((one, at) => {
        one.due = one.due === 'soon' ? 'soon' : dues[at]
      })
      throw error
    }
    for (const one of batch) one.writtenAt = now
    return noted.length > batch.length
  }
}
