// Reads one source over and over until it is stopped: tries, and after a failure says so, waits and tries
// again. Whatever its collector throws, resolves with or hangs on stays here.
import { isPeriplusError } from '../../domain/errors.ts'
import type { Trouble } from '../../domain/model/collection.ts'
import type { SourceDefinition } from '../../domain/model/source-definition.ts'
import type { Clock } from '../../domain/units/clock.ts'
import {
  CollectionFailure,
  type Collector,
  type CollectorTools,
  type Inventory,
  type RefreshCluster,
} from '../collection.ts'
import { waitAfter } from './back-off.ts'
import { type Claims, SpareSource } from './claims.ts'
import type { HealthRecord } from './health-record.ts'
import { revocable } from './revocable-inventory.ts'
import type { Turns } from './turns.ts'

export interface SourceRunOptions {
  readonly sourceId: string
  readonly definition: SourceDefinition
  readonly collector: Collector<SourceDefinition>
  readonly record: HealthRecord
  readonly inventory: Inventory
  readonly clock: Clock
  /** Which source reads a cluster that several lead to. */
  readonly claims: Claims
  /** Beginnings of tries, among all sources. */
  readonly starts: Turns
  /** What `CollectorTools.turn` waits for, among all sources. */
  readonly turns: Turns
  /** Rises with every try of any source: what began earlier has its turns earlier. */
  readonly nextTicket: () => number
  /** A spare asks again after this, or half of it. */
  readonly spareMs: number
  /** From 0 to below 1. */
  readonly chance: () => number
  /** How long a collector may take to stop. */
  readonly stopWithinMs: number
  /** A mistake of ours, or one that did not stop: for the log. */
  readonly onMistake: (what: string, error: unknown) => void
}

/** A source that was well for so long has left its earlier failures behind. */
const wellAfterMs = 60_000

interface Outcome {
  readonly trouble: Omit<Trouble, 'since'>
  readonly retryAfterMs: number | undefined
  readonly isSpare?: boolean
}

export interface StopHow {
  /** Somebody else may be reading already, so nothing more is stored. */
  readonly atOnce?: boolean
  /** It is read nowhere else: another source may have its cluster. */
  readonly forGood?: boolean
}

export class SourceRun {
  readonly #options: SourceRunOptions
  readonly #stopping = new AbortController()
  readonly #over: Promise<void>
  #revoke: () => void = () => undefined
  #wake: () => void = () => undefined
  #refresh: RefreshCluster | undefined
  #failures = 0
  /** At a stop the cluster stays this source's, wherever it is read next; after a failure another may have it. */
  #keepsClaim = false

  constructor(options: SourceRunOptions) {
    this.#options = options
    this.#over = this.#loop()
  }

  /** Of what is read now; undefined when its collector offers none, or waits to be tried again. */
  get refresh(): RefreshCluster | undefined {
    return this.#refresh
  }

  /** Tries at once what waits to be tried again. */
  nudge(): void {
    this.#wake()
  }

  /**
   * Resolves when nothing of it can reach the stores any more: its collector has ended, or took too long
   * and is cut off.
   */
  async stop(reason: string, { atOnce = false, forGood = false }: StopHow = {}): Promise<void> {
    this.#keepsClaim = !forGood
    if (atOnce) this.#revoke()
    this.#stopping.abort(new Error(reason))
    this.#wake()
    await this.#over
  }

  async #loop(): Promise<void> {
    const { record, clock, chance, spareMs } = this.#options
    const { signal } = this.#stopping
    while (!signal.aborted) {
      const outcome = await this.#inTurn()
      if (outcome === undefined) break
      const { isSpare = false, retryAfterMs } = outcome
      this.#failures = isSpare ? 0 : this.#failures + 1
      const waitMs = isSpare
        ? spareMs * (0.5 + chance() / 2)
        : waitAfter({ failures: this.#failures, retryAfterMs, chance: chance() })
      const nextTryAt = new Date(clock.now().getTime() + waitMs)
      record.fail(outcome.trouble, nextTryAt, isSpare ? 'spare' : 'failing')
      await this.#rest(waitMs)
    }
  }

  /** One try, begun when it is its turn; undefined when it was stopped. */
  async #inTurn(): Promise<Outcome | undefined> {
    const { starts, record } = this.#options
    const { signal } = this.#stopping
    const begun = record.queue()
    try {
      const giveBack = await starts.take(signal)
      begun()
      try {
        return await this.#try(giveBack)
      } finally {
        giveBack()
      }
    } catch (error) {
      if (signal.aborted) return undefined
      throw error
    } finally {
      begun()
    }
  }

  async #try(begun: () => void): Promise<Outcome | undefined> {
    const { collector, definition, record, claims, sourceId } = this.#options
    const { signal } = this.#stopping
    record.begin()
    const startedAt = performance.now()
    let completedAt: number | undefined
    const own = revocable(this.#options.inventory)
    const over = new AbortController()
    this.#revoke = own.revoke
    const reads = this.#tools(own.inventory, begun, () => {
      completedAt ??= performance.now()
    })
    const tools: CollectorTools = { ...reads, offerRefresh: (refresh) => this.#offer(refresh, over.signal) }
    // An async function, so that what is thrown before the first promise is caught like the rest.
    const reading = (async () => collector.run(definition, tools, signal))()
    try {
      await this.#untilOver(reading)
      if (signal.aborted) return undefined
      return internal('Reading ended without being asked to.')
    } catch (error) {
      return signal.aborted ? undefined : this.#outcomeOf(error)
    } finally {
      this.#refresh = undefined
      over.abort(new Error('its source is no longer read'))
      own.revoke()
      await claims.release(sourceId, { keeps: this.#keepsClaim })
      const wellMs = completedAt === undefined ? 0 : performance.now() - Math.max(startedAt, completedAt)
      if (wellMs >= wellAfterMs) this.#failures = 0
    }
  }

  /** As `reading` ends, or when it goes on for too long after it was asked to stop. */
  async #untilOver(reading: Promise<void>): Promise<void> {
    const { signal } = this.#stopping
    const { stopWithinMs, sourceId, onMistake } = this.#options
    let timer: NodeJS.Timeout | undefined
    let onAbort = (): void => undefined
    const tooLong = new Promise<void>((resolve) => {
      onAbort = () => {
        timer = setTimeout(() => {
          onMistake(`${sourceId} did not stop within ${stopWithinMs / 1_000} s and is cut off`, undefined)
          resolve()
        }, stopWithinMs)
      }
      if (signal.aborted) onAbort()
      else signal.addEventListener('abort', onAbort, { once: true })
    })
    try {
      await Promise.race([reading, tooLong])
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** What is asked of it ends with the try. */
  #offer(refresh: RefreshCluster, over: AbortSignal): void {
    if (over.aborted) return
    this.#refresh = (clusterId, tell, signal) => refresh(clusterId, tell, AbortSignal.any([signal, over]))
  }

  #tools(
    inventory: Inventory,
    begun: () => void,
    completed: () => void,
  ): Omit<CollectorTools, 'offerRefresh'> {
    const { sourceId, clock, record, turns } = this.#options
    const { signal } = this.#stopping
    const report = record.report()
    const ticket = this.#options.nextTicket()
    return {
      sourceId,
      inventory,
      clock,
      report: {
        ...report,
        state: (state) => {
          if (state !== 'starting') begun()
          report.state(state)
        },
        complete: (at) => {
          completed()
          report.complete(at)
        },
      },
      turn: async (work) => {
        begun()
        const granted = record.queue()
        try {
          return await turns.run(
            () => {
              granted()
              return work()
            },
            signal,
            ticket,
          )
        } finally {
          granted()
        }
      },
      claim: (clusterId) => this.#options.claims.claim({ clusterId, sourceId }),
    }
  }

  #outcomeOf(error: unknown): Outcome {
    if (error instanceof SpareSource)
      return { trouble: error.trouble, retryAfterMs: undefined, isSpare: true }
    if (error instanceof CollectionFailure) {
      return { trouble: error.trouble, retryAfterMs: error.retryAfterMs }
    }
    if (isPeriplusError(error) && error.code === 'Unavailable') {
      const retryAfterMs = error.retryAfterSeconds === undefined ? undefined : error.retryAfterSeconds * 1_000
      const says = `What was read could not be stored: ${error.message}.`
      const steps = [
        'Nothing to do if it passes; otherwise look at /readyz and at the room left on the disk.',
      ]
      return { trouble: { kind: 'store', says, steps, subject: '' }, retryAfterMs }
    }
    this.#options.onMistake(`reading ${this.#options.sourceId} failed in a way that was not foreseen`, error)
    return internal('Reading failed in a way that was not foreseen; the log of the server says where.')
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (this.#stopping.signal.aborted) this.#wake()
    })
  }
}

const internal = (says: string): Outcome => ({
  trouble: {
    kind: 'internal',
    says,
    steps: ['It is tried again. If it lasts, report it with the lines of the log around it.'],
    subject: '',
  },
  retryAfterMs: undefined,
})
