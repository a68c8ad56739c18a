// Sends audit events of one cluster to whoever takes them: in batches, one after the other, each until it is taken. A
// batch is never lost; some are sent twice and some change places with the next, where a scenario says so.
import { setTimeout as sleep } from 'node:timers/promises'
import { h01 } from '../../world/hash.ts'
import type { AuditLine, Envelope, Posted } from './envelope.ts'

/** API servers post so many at once; Firehose delivers what it gathered, 5 MiB as it is set up at first. */
export const mostInBatch = { firehose: 4_000, webhook: 400 } as const
const retryMs = { first: 500, most: 30_000 }
const answerWithinMs = 180_000

/** How what is sent goes wrong: shares of the batches. */
export interface Disorder {
  readonly duplicated: number
  readonly reordered: number
}

export const inOrder: Disorder = { duplicated: 0, reordered: 0 }

export interface Sent {
  events: number
  /** Those sent once more among them. */
  batches: number
  duplicated: number
  reordered: number
  retries: number
  /** What the last refusal said; undefined once a batch was taken. */
  trouble: string | undefined
}

export interface SenderOptions {
  readonly url: string
  readonly envelope: Envelope
  /** Which batches go wrong. */
  readonly seed: number
  readonly disorder: Disorder
  readonly stopped: AbortSignal
  /** Ends it when the receiver refuses for good, instead of trying on; of senders that somebody waits for. */
  readonly endsWhenRefused: boolean
}

/** The receiver said no, and would say so again. */
export class Refused extends Error {}

export class Sender {
  readonly sent: Sent = {
    ...{ events: 0, batches: 0, duplicated: 0, reordered: 0, retries: 0 },
    trouble: undefined,
  }
  readonly #options: SenderOptions
  #batches = 0
  /** Let the next one go first. */
  #held: readonly AuditLine[] | undefined

  constructor(options: SenderOptions) {
    this.#options = options
  }

  /** Resolves once the batch, or the one before it, was taken; rejects when it is stopped or refused for good. */
  async send(batch: readonly AuditLine[]): Promise<void> {
    if (batch.length === 0) return
    const { seed, disorder } = this.#options
    const n = this.#batches
    this.#batches += 1
    if (this.#held === undefined && h01(seed, n, 2) < disorder.reordered) {
      this.#held = batch
      this.sent.reordered += 1
      return
    }
    await this.#deliver(batch, 0)
    if (h01(seed, n, 1) < disorder.duplicated) {
      this.sent.duplicated += 1
      // Of Firehose some come again under their own id, as after an answer that was lost, and some under another.
      await this.#deliver(batch, h01(seed, n, 3) < 0.5 ? 0 : 1)
    }
    this.sent.events += batch.length
    await this.flush()
  }

  /** Nothing is held back any more. */
  async flush(): Promise<void> {
    const held = this.#held
    if (held === undefined) return
    this.#held = undefined
    await this.#deliver(held, 0)
    this.sent.events += held.length
  }

  async #deliver(batch: readonly AuditLine[], copy: number): Promise<void> {
    const posted = this.#options.envelope.wrap(batch, copy)
    let waitMs = retryMs.first
    for (;;) {
      const pauseMs = await this.#post(posted)
      if (pauseMs === undefined) break
      this.sent.retries += 1
      await sleep(Math.max(pauseMs, waitMs), undefined, { signal: this.#options.stopped })
      waitMs = Math.min(2 * waitMs, retryMs.most)
    }
    this.sent.batches += 1
    this.sent.trouble = undefined
  }

  /** Undefined: taken; otherwise how long to wait at least. */
  async #post({ headers, body }: Posted): Promise<number | undefined> {
    const { url, stopped, endsWhenRefused } = this.#options
    const signal = AbortSignal.any([stopped, AbortSignal.timeout(answerWithinMs)])
    let answer: Response
    try {
      answer = await fetch(url, { method: 'POST', headers: { ...headers }, body, signal, redirect: 'manual' })
      const said = await answer.text()
      if (answer.ok) return undefined
      this.sent.trouble = `${answer.status} ${said.slice(0, 200)}`
    } catch (error) {
      stopped.throwIfAborted()
      const { message, cause } = error as Error
      this.sent.trouble = cause instanceof Error ? `${message}: ${cause.message}` : message
      return 0
    }
    if (endsWhenRefused && answer.status < 500 && answer.status !== 429) {
      throw new Refused(`${url} answers ${this.sent.trouble}`)
    }
    const seconds = Number(answer.headers.get('retry-after') ?? 0)
    return Number.isFinite(seconds) ? 1_000 * Math.min(60, Math.max(0, seconds)) : 0
  }
}
