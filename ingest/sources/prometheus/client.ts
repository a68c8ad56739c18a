// Asks a Prometheus-compatible store range queries, and nothing else: bounded answers, a few tries, and every
// failure in words. It follows no redirect and connects to no address that nobody may connect to.
import type { TroubleKind } from '../../../domain/model/collection.ts'
import { CollectionFailure } from '../../collection.ts'
import type { Access, Environment } from '../../kube-client/access.ts'
import { pause } from '../../kube-client/backoff.ts'
import { Connection, chunksOf } from '../../kube-client/connection.ts'
import { Credentials } from '../../kube-client/credentials.ts'
import { quoted, Silence } from '../../kube-client/failure.ts'
import { type RangeSeries, rangeAnswer } from './answer.ts'
import type { PrometheusTuning } from './tuning.ts'

export interface Range {
  readonly query: string
  /** Unix seconds, both ends included, multiples of `step`. */
  readonly start: number
  readonly end: number
  readonly step: number
}

/** A query that this store will not answer, while others may go well. */
export class QueryRefused extends CollectionFailure {}
/** The answer would have been too large: a smaller question may be answered. */
export class TooMuch extends QueryRefused {}
/** Some of what was asked for could not be read there: it may be soon. */
export class Partial extends QueryRefused {}

const isPassing = (failure: CollectionFailure): boolean =>
  !(failure instanceof TooMuch || failure instanceof Partial) &&
  (failure.trouble.kind === 'throttled' || failure.trouble.kind === 'unreachable')

export interface PrometheusClientOptions {
  readonly access: Access
  readonly environment: Environment
  readonly userAgent: string
  readonly tuning: PrometheusTuning
  refuses(address: string): string | undefined
  onCall(): void
}

interface Reply {
  readonly status: number
  readonly body: string
  readonly retryAfterMs: number | undefined
}

export class PrometheusClient {
  readonly #options: PrometheusClientOptions
  readonly #connection: Connection
  readonly #credentials: Credentials

  constructor(options: PrometheusClientOptions) {
    const { access, environment, tuning } = options
    this.#options = options
    this.#credentials = new Credentials(access, environment)
    this.#connection = new Connection({
      server: access.server,
      mostSockets: tuning.atOnce,
      answerMs: tuning.answerMs,
      refuses: options.refuses,
    })
  }

  get host(): string {
    return this.#options.access.server.host
  }

  close(): void {
    this.#connection.close()
  }

  /** Rejects with CollectionFailure; with the signal's reason once it aborts. */
  async range(range: Range, signal: AbortSignal): Promise<readonly RangeSeries[]> {
    const { tries, pauseMs } = this.#options.tuning
    for (let tried = 1; ; tried += 1) {
      const outcome = await this.#once(range, signal)
      if (!(outcome instanceof CollectionFailure)) return outcome
      if (!isPassing(outcome) || tried >= tries) throw outcome
      await pause(Math.max(outcome.retryAfterMs ?? 0, pauseMs * 2 ** tried), signal)
    }
  }

  async #once(range: Range, signal: AbortSignal): Promise<readonly RangeSeries[] | CollectionFailure> {
    try {
      return this.#read(await this.#reply(range, signal))
    } catch (error) {
      signal.throwIfAborted()
      return error instanceof CollectionFailure ? error : this.#unreachable(error)
    }
  }

  async #reply({ query, start, end, step }: Range, signal: AbortSignal): Promise<Reply> {
    const { userAgent, tuning, onCall } = this.#options
    const asked = new URLSearchParams({ query, start: `${start}`, end: `${end}`, step: `${step}` })
    const headers = { Accept: 'application/json', 'Accept-Encoding': 'gzip', 'User-Agent': userAgent }
    const send = async () => {
      const identity = await this.#credentials.current()
      onCall()
      const answer = await this.#connection.get(`/api/v1/query_range?${asked}`, headers, identity, signal)
      return { identity, answer }
    }
    const first = await send()
    if (first.answer.status === 401) {
      first.answer.body.destroy()
      this.#credentials.renew(first.identity)
    }
    const { answer } = first.answer.status === 401 ? await send() : first
    const parts: Buffer[] = []
    let length = 0
    for await (const chunk of chunksOf(answer.body, tuning.silenceMs)) {
      length += chunk.length
      if (length > tuning.mostBytes) {
        answer.body.destroy()
        throw new TooMuch(
          this.#trouble('throttled', `its answer is larger than ${tuning.mostBytes >> 20} MiB`, [
            'Narrow what this source reads with matchers, for instance job.',
          ]),
        )
      }
      parts.push(chunk)
    }
    const wait = Number(answer.headers['retry-after'])
    return {
      status: answer.status,
      body: Buffer.concat(parts).toString('utf8'),
      retryAfterMs: wait > 0 ? Math.min(wait * 1_000, 60_000) : undefined,
    }
  }

  #trouble(kind: TroubleKind, why: string, steps: readonly string[] = []) {
    return { kind, says: `${this.host}: ${why}`, steps, subject: '' }
  }

  #unreachable(error: unknown): CollectionFailure {
    const { message, code } = error as NodeJS.ErrnoException
    const why = error instanceof Silence ? message : `cannot be reached: ${code ?? quoted(message)}`
    const steps = [`Check that ${this.host} is reachable from here: network, firewall and certificate.`]
    return new CollectionFailure(this.#trouble('unreachable', why, steps), { cause: error })
  }

  #read({ status, body, retryAfterMs }: Reply): readonly RangeSeries[] {
    const answer = rangeAnswer(body)
    if (answer.kind === 'whole' && status === 200) return answer.series
    if (status === 401 || status === 403) {
      const kind = status === 401 ? 'unauthorized' : 'forbidden'
      throw new CollectionFailure(this.#trouble(kind, `${status} ${quoted(body)}`, [credentialStep]))
    }
    if (answer.kind === 'partial') throw new Partial(this.#trouble('unreachable', ...partly(answer.why)))
    if (answer.kind === 'refused') {
      // As each store puts it: too many samples, series or chunks for one query, or a limit exceeded.
      if (answer.type !== 'timeout' && status === 422 && /too many|exceed|limit/i.test(answer.why))
        throw new TooMuch(
          this.#trouble('configuration', `${answer.type}: ${quoted(answer.why)}`, [limitStep]),
        )
      const isLater = answer.type === 'timeout' || answer.type === 'unavailable' || status === 503
      const steps = [isLater ? laterStep : refusedStep]
      const said = `${answer.type}: ${quoted(answer.why)}`
      throw new QueryRefused(this.#trouble(isLater ? 'throttled' : 'configuration', said, steps))
    }
    const said = `${status} ${quoted(body.slice(0, 2_000).replaceAll(/<[^>]*>/g, ' '))}`
    if (status === 429 || status >= 500) {
      const kind = status === 429 ? 'throttled' : 'unreachable'
      throw new CollectionFailure(
        this.#trouble(kind, said),
        retryAfterMs === undefined ? {} : { retryAfterMs },
      )
    }
    const why = `it answers no JSON of the Prometheus HTTP API: ${said}`
    throw new CollectionFailure(this.#trouble('configuration', why, [addressStep]))
  }
}

const credentialStep =
  'Name a credential whose token may read metrics; before Amazon Managed Service for Prometheus put a proxy that signs requests, with aps:QueryMetrics.'
const laterStep =
  'Nothing: it is asked again. If it stays, raise the time or the samples that a query may take there.'
const limitStep =
  'Raise what a query may read there, or narrow what this source reads with matchers, for instance job. It is asked in smaller parts, and this one cannot be smaller.'
const refusedStep = 'Check the matchers and the cluster label of this source; the store must evaluate PromQL.'
const addressStep =
  'Correct url: it is what /api/v1/query_range comes after, such as https://thanos.example.com or https://mimir.example.com/prometheus.'

const partly = (why: string): [string, readonly string[]] => [
  `it answers in part (${quoted(why)}); nothing of that is kept, so that no sum is too small`,
  ['Look at the health of the store and of what it reads from; it is asked again every minute.'],
]
