// Sends the weekly review where periplus.yaml says, each week once: plans what comes next, takes what is due by a
// claim in the store, sends it and writes down what became of it. Any number of processes may do this at once. What
// the review says is given; this knows when, to whom and how often.
import { createHash, randomUUID } from 'node:crypto'
import type { Relational } from '../../db/relational/client.ts'
import {
  beginSending,
  type Claim,
  claimDelivery,
  dropPlans,
  markMissed,
  markUnknown,
  planDelivery,
  type Settled,
  settleDelivery,
} from '../../db/relational/write/review-deliveries.ts'
import { type DeliveryMessage, messageKey } from '../../domain/delivery/message.ts'
import { giveUpMs, type Outcome, waitMs } from '../../domain/delivery/outcome.ts'
import { lateMs, nextDue } from '../../domain/delivery/schedule.ts'
import { isPeriplusError, unavailable } from '../../domain/errors.ts'
import type { Delivery, DeliveryRecord } from '../../domain/model/review-delivery.ts'
import type { Clock } from '../../domain/units/clock.ts'
import type { OutgoingRule } from '../outgoing/address-rule.ts'
import type { Metric } from '../pipeline/metrics.ts'
import { type Repeated, repeat } from '../repeat.ts'
import { type Sender, sendMessage } from './send-message.ts'
import { type SendLimits, sendLimits } from './send-webhook.ts'

export interface PostingOptions {
  readonly relational: Relational
  readonly clock: Clock
  readonly log: {
    info(fields: object, words: string): void
    warn(fields: object, words: string): void
  }
  /** As periplus.yaml has them now. */
  readonly deliveries: () => readonly Delivery[]
  readonly rule: () => OutgoingRule
  /** The review of a week as this delivery sends it. */
  readonly compose: (delivery: Delivery, week: string) => Promise<DeliveryMessage>
  /** Where secrets are found. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Of Periplus. */
  readonly version: string
  /** For tests. */
  readonly everyMs?: number
  readonly leaseMs?: number
  readonly limits?: SendLimits
  readonly send?: Sender
}

export interface Posting extends Repeated {
  /** Sends what is due or asked for now; resolves when all of it has been tried. */
  look(): Promise<void>
  metrics(): Metric[]
}

const usualEveryMs = 15_000
/** Longer than a review takes to be put together and sent; `sendLimits` end a try well before. */
const usualLeaseMs = 300_000
const composeMs = 120_000
/** Less than the server waits for its rooms. */
const answerAtStopMs = 3_000

const lost =
  'The process that sent it ended before it heard an answer; nobody knows whether it arrived. Look at the receiver, then send it again if it is not there.'
const late = 'Nothing that sends it ran within a day after its time.'

export function startPosting(options: PostingOptions): Posting {
  const posting = new StartedPosting(options)
  const { everyMs = usualEveryMs, log } = options
  const job = repeat({
    everyMs,
    slowestMs: 300_000,
    run: async () => {
      await posting.look()
      return false
    },
    // A store quotes what it was given.
    onFailure: (error) =>
      log.warn(
        { failure: error instanceof Error ? error.name : typeof error },
        'deliveries of the review were not looked at; it is tried again',
      ),
  })
  return {
    look: () => posting.look(),
    metrics: () => posting.metrics(),
    stop: async () => {
      const ended = posting.end()
      await job.stop()
      await ended
    },
  }
}

class StartedPosting {
  readonly #options: PostingOptions
  readonly #holder = randomUUID()
  readonly #cut = new AbortController()
  readonly #counts = { sent: 0, refused: 0, unknown: 0 }
  #running: Promise<void> | undefined
  #isStopping = false

  constructor(options: PostingOptions) {
    this.#options = options
  }

  /** What is on its way may hear its answer; then it is cut, and nobody knows. */
  async end(): Promise<void> {
    this.#isStopping = true
    const timer = setTimeout(() => this.#cut.abort(new Error('the server is stopping')), answerAtStopMs)
    await this.#running?.catch(() => undefined)
    clearTimeout(timer)
  }

  /** One at a time; whoever asks meanwhile gets a look that begins after it. */
  async look(): Promise<void> {
    while (this.#running !== undefined) await this.#running.catch(() => undefined)
    this.#running = this.#look().finally(() => {
      this.#running = undefined
    })
    await this.#running
  }

  metrics(): Metric[] {
    return [
      {
        name: 'periplus_review_delivery_tries_total',
        help: 'Tries of this process to deliver a review, by how they ended.',
        type: 'counter',
        samples: Object.entries(this.#counts).map(([outcome, value]) => ({ labels: { outcome }, value })),
      },
    ]
  }

  async #look(): Promise<void> {
    const { relational, clock, deliveries, leaseMs = usualLeaseMs } = this.#options
    const all = deliveries()
    await this.#plan(all)
    const deliveryIds = all.map(({ id }) => id)
    while (deliveryIds.length > 0 && !this.#isStopping) {
      const taken = await claimDelivery(relational, {
        ...{ deliveryIds, leaseMs },
        holder: this.#holder,
        now: clock.now(),
      })
      if (taken === undefined) return
      const delivery = all.find(({ id }) => id === taken.deliveryId)
      if (delivery !== undefined) await this.#deliver(delivery, taken)
    }
  }

  async #plan(all: readonly Delivery[]): Promise<void> {
    const { relational, clock, log } = this.#options
    const now = clock.now()
    const unknown = await markUnknown(relational, { says: lost, now })
    for (const one of unknown) log.warn(one, 'whether a review was delivered is not known')
    const off = all.filter(({ enabled }) => !enabled).map(({ id }) => id)
    const on = all.filter(({ enabled }) => enabled)
    if (off.length > 0) await dropPlans(relational, { deliveryIds: off })
    if (on.length === 0) return
    const missed = await markMissed(relational, {
      deliveryIds: on.map(({ id }) => id),
      dueBefore: new Date(now.getTime() - lateMs),
      ...{ says: late, now },
    })
    for (const one of missed) log.warn(one, 'a review was not delivered in time')
    for (const { id, schedule } of on) {
      await planDelivery(relational, { deliveryId: id, ...nextDue(schedule, now), now })
    }
  }

  async #deliver(delivery: Delivery, taken: DeliveryRecord): Promise<void> {
    const { relational, clock, log } = this.#options
    const { deliveryId, week, attempts } = taken
    const claim: Claim = { deliveryId, week, attempts, holder: this.#holder }
    const outcome = await this.#try(delivery, taken, claim)
    if (outcome === undefined) return
    this.#counts[outcome.kind] += 1
    const record = await settleDelivery(relational, {
      ...claim,
      settled: settledOf(outcome, attempts),
      now: clock.now(),
    })
    const fields = { deliveryId, week, state: record?.state, says: outcome.says }
    if (outcome.kind === 'sent') log.info(fields, 'the review was delivered')
    else log.warn(fields, 'the review was not delivered')
  }

  /** Undefined when the claim lapsed before anything left. */
  async #try(delivery: Delivery, taken: DeliveryRecord, claim: Claim): Promise<Outcome | undefined> {
    const { relational, clock, compose, rule, environment, version } = this.#options
    const { leaseMs = usualLeaseMs, limits = sendLimits, send = sendMessage } = this.#options
    // Nothing has left yet: a question that failed, a secret that is not where it should be.
    const notYet = (says: string): Outcome => ({ kind: 'refused', says, isFinal: false })
    let message: DeliveryMessage
    try {
      message = await inTime(compose(delivery, taken.week))
    } catch (error) {
      const why = isPeriplusError(error) ? error.message : 'a failure that was not foreseen'
      return notYet(`The review could not be put together: ${why}`)
    }
    let leave: () => Promise<Outcome>
    try {
      leave = await send(delivery, message, {
        key: messageKey(taken),
        ...{ environment, version, limits },
        rule: rule(),
        now: () => clock.now(),
        signal: this.#cut.signal,
      })
    } catch (error) {
      return notYet(`Not sent: ${error instanceof Error ? error.message : String(error)}.`)
    }
    const bodyHash = hashOf(message)
    const mayLeave = await beginSending(relational, { ...claim, bodyHash, leaseMs, now: clock.now() })
    return mayLeave ? leave() : undefined
  }
}

/** One question that never ends must not hold up the others; its claim has not lapsed by then. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(unavailable('it was not ready within two minutes')), composeMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const hashOf = (message: DeliveryMessage): string =>
  createHash('sha256').update(JSON.stringify(message)).digest('hex')

function settledOf(outcome: Outcome, attempts: number): Settled {
  if (outcome.kind !== 'refused') return { state: outcome.kind, says: outcome.says }
  if (outcome.isFinal) return { state: 'failed', says: outcome.says }
  const wait = waitMs(attempts, outcome.retryAfterMs)
  return { state: 'waiting', says: outcome.says, waitMs: wait, giveUpMs }
}
