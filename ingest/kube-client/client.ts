// Asks one API server what it may be asked: the calls of a closed list, nothing else. Credentials are read
// again and tried again at a 401; every other refusal is a KubeFailure. Knows nothing of lists and watches.
import type { Readable } from 'node:stream'
import type { Access, Environment } from './access.ts'
import { isMetricsCall, type KubeCall, pathOf, subjectOf, wordsOf } from './call.ts'
import { Connection, chunksOf, type RawAnswer } from './connection.ts'
import { Credentials } from './credentials.ts'
import { failureOfAnswer, failureOfContent, failureOfError, type KubeFailure } from './failure.ts'

export interface ClientOptions {
  readonly access: Access
  readonly environment: Environment
  /** Whatever is not on it is refused before anything is sent. */
  readonly allowed: readonly KubeCall[]
  readonly userAgent: string
  readonly mostSockets: number
  /** Why an address must not be spoken to. */
  readonly refuses?: (address: string) => string | undefined
  /** The server's own clock, to the second, and when by ours its answer began. */
  readonly onDate?: (serverMs: number) => void
  readonly onCall?: () => void
  readonly patience?: Partial<Patience>
}

/** How long an answer, and a chunk of a body, may take. */
export interface Patience {
  readonly answerMs: number
  readonly silenceMs: number
}
const defaultPatience: Patience = { answerMs: 60_000, silenceMs: 60_000 }

export interface Asked {
  readonly query?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** Longest time without a byte; a watch may be silent for longer than a list. */
  readonly silenceMs?: number
}

export interface Answer {
  /** Unpacked. Rejects with KubeFailure; whoever stops half-way lets the connection go. */
  readonly chunks: AsyncGenerator<Buffer>
  /** Lets the connection go without reading. */
  cancel(): void
}

const mostRefusalBytes = 16_384
const keyOf = (call: KubeCall): string => `${call.verb} ${pathOf(call)}`

export class KubeClient {
  readonly host: string
  readonly #options: ClientOptions
  readonly #allowed: ReadonlySet<string>
  readonly #credentials: Credentials
  readonly #connection: Connection
  readonly #patience: Patience

  constructor(options: ClientOptions) {
    const { access, allowed, environment, mostSockets, refuses = () => undefined, patience } = options
    this.#options = options
    this.#patience = { ...defaultPatience, ...patience }
    this.#allowed = new Set(allowed.map(keyOf))
    this.#credentials = new Credentials(access, environment)
    this.#connection = new Connection({
      server: access.server,
      mostSockets,
      answerMs: this.#patience.answerMs,
      refuses,
    })
    this.host = access.server.host
  }

  /** Rejects with KubeFailure; with the signal's reason once it aborts. */
  async ask(call: KubeCall, asked: Asked): Promise<Answer> {
    if (!this.#allowed.has(keyOf(call)))
      throw new Error(`${wordsOf(call)} is not on the list of allowed calls`)
    const { body, headers } = await this.#answered(call, asked)
    const expected = isMetricsCall(call) ? /text\/plain|openmetrics/ : /json/
    if (!expected.test(headers['content-type'] ?? '')) {
      body.destroy()
      throw failureOfContent(call, this.host, headers['content-type'] ?? 'no content type')
    }
    return { chunks: this.#chunks(call, body, asked), cancel: () => body.destroy() }
  }

  close(): void {
    this.#connection.close()
  }

  /** A network error, a broken archive or silence on the way, in words. */
  failureOf(call: KubeCall, error: unknown): KubeFailure {
    return failureOfError(call, this.host, error)
  }

  async #answered(call: KubeCall, asked: Asked): Promise<RawAnswer> {
    const first = await this.#send(call, asked)
    if (first.answer.status !== 401) return this.#proven(call, first.answer)
    first.answer.body.destroy()
    this.#credentials.renew(first.identity)
    return this.#proven(call, (await this.#send(call, asked)).answer)
  }

  async #send(call: KubeCall, { query = {}, signal }: Asked) {
    const identity = await this.#credentials.current()
    const search = new URLSearchParams(query).toString()
    const isWatch = call.verb === 'watch'
    const headers = {
      Accept: isMetricsCall(call) ? 'text/plain' : 'application/json',
      'Accept-Encoding': isWatch ? 'identity' : 'gzip',
      'User-Agent': this.#options.userAgent,
    }
    this.#options.onCall?.()
    try {
      const path = pathOf(call) + (search === '' ? '' : `?${search}`)
      const answer = await this.#connection.get(path, headers, identity, signal)
      const serverMs = Date.parse(answer.headers.date ?? '')
      if (!Number.isNaN(serverMs)) this.#options.onDate?.(serverMs)
      return { answer, identity }
    } catch (error) {
      signal.throwIfAborted()
      throw this.failureOf(call, error)
    }
  }

  async #proven(call: KubeCall, answer: RawAnswer): Promise<RawAnswer> {
    const { status, headers, body } = answer
    if (status === 200) return answer
    const words = await beginningOf(body, this.#patience.silenceMs)
    const retryAfter = headers['retry-after']
    throw failureOfAnswer(call, this.host, {
      status,
      contentType: headers['content-type'],
      retryAfter,
      body: words,
    })
  }

  async *#chunks(call: KubeCall, body: Readable, asked: Asked): AsyncGenerator<Buffer> {
    try {
      yield* chunksOf(body, asked.silenceMs ?? this.#patience.silenceMs)
    } catch (error) {
      asked.signal.throwIfAborted()
      throw this.failureOf(call, error)
    } finally {
      body.destroy()
    }
  }
}

/** What the answer of a refusal begins with; "" when that does not come either. */
async function beginningOf(body: Readable, silenceMs: number): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of chunksOf(body, silenceMs)) {
      parts.push(chunk)
      length += chunk.length
      if (length >= mostRefusalBytes) break
    }
  } catch {
    // The status alone has to do.
  }
  return Buffer.concat(parts).toString('utf8').slice(0, mostRefusalBytes)
}

/** A whole small JSON answer. Rejects with KubeFailure. */
export async function askJson(client: KubeClient, call: KubeCall, asked: Asked): Promise<unknown> {
  const { chunks } = await client.ask(call, asked)
  const parts: Buffer[] = []
  let length = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    length += chunk.length
    if (length > 1 << 20) throw failureOfContent(call, client.host, 'far too much')
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'))
  } catch {
    throw failureOfContent(call, client.host, `no JSON at ${subjectOf(call)}`)
  }
}
