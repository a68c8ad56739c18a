// Sends one body and does not let go until the server has it: waits as long as it is told to when the
// server is busy, and a little longer each time when it is away. Gives up when nothing has worked for
// a while, or at once when sending again cannot help.
import { z } from 'zod'
import { printable } from '../command.ts'

export const answerSchema = z.object({
  accepted: z.number(),
  duplicates: z.number(),
  rejected: z.number(),
  errors: z.array(z.object({ line: z.number(), reason: z.string() })),
})
export type Answer = z.infer<typeof answerSchema>

export type Delivered =
  | { readonly kind: 'taken'; readonly answer: Answer }
  /** Nothing in the body could be read. */
  | { readonly kind: 'unreadable'; readonly reason: string }

/** Sending again cannot help; the message says why. */
export class DeliveryFailed extends Error {
  override readonly name = 'DeliveryFailed'
}

export interface DeliveryOptions {
  readonly url: string
  readonly token: string
  /** Milliseconds without any success after which it is given up. */
  readonly patienceMs: number
  /** Told in words why it waits. */
  onWait(reason: string): void
}

const answerWithinMs = 180_000
const longestWaitMs = 10_000
const firstWaitMs = 250

type Attempt =
  | Delivered
  | { readonly kind: 'later'; readonly reason: string; readonly waitMs: number | undefined }

export class Delivery {
  readonly #options: DeliveryOptions
  #lastSuccessMs = performance.now()

  constructor(options: DeliveryOptions) {
    this.#options = options
  }

  /** Throws DeliveryFailed. */
  async send(body: Buffer): Promise<Delivered> {
    for (let attempt = 0; ; attempt += 1) {
      const result = await this.#try(body)
      if (result.kind !== 'later') {
        this.#lastSuccessMs = performance.now()
        return result
      }
      if (performance.now() - this.#lastSuccessMs > this.#options.patienceMs) {
        throw new DeliveryFailed(`gave up: ${result.reason}`)
      }
      this.#options.onWait(result.reason)
      const backOffMs = Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempt, 8))
      await wait(Math.max(result.waitMs ?? 0, backOffMs / 2 + Math.random() * (backOffMs / 2)))
    }
  }

  async #try(body: Buffer): Promise<Attempt> {
    let response: Response
    let text: string
    try {
      response = await fetch(this.#options.url, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#options.token}`, 'content-type': 'application/x-ndjson' },
        body: new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.length),
        signal: AbortSignal.timeout(answerWithinMs),
        redirect: 'error',
      })
      text = await response.text()
    } catch (error) {
      return { kind: 'later', reason: `the server does not answer (${causeOf(error)})`, waitMs: undefined }
    }
    return judged(response, text)
  }
}

function judged(response: Response, text: string): Attempt {
  const { status } = response
  if (status === 200) {
    const answer = answerSchema.safeParse(parsed(text))
    if (answer.success) return { kind: 'taken', answer: answer.data }
    throw new DeliveryFailed('the server answered something else than an ingest answer; is that Periplus?')
  }
  const reason = reasonOf(text) ?? `status ${status}`
  if (status === 429 || status === 502 || status === 503 || status === 504) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    const waitMs = Number.isFinite(seconds) ? Math.min(60, seconds) * 1_000 : undefined
    return { kind: 'later', reason, waitMs }
  }
  if (status === 400) return { kind: 'unreadable', reason }
  throw new DeliveryFailed(`the server refused (${status}): ${reason}`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function reasonOf(text: string): string | undefined {
  const { error } = (parsed(text) ?? {}) as { error?: unknown }
  return typeof error === 'string' ? printable(error).slice(0, 500) : undefined
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof AggregateError) return causeOf(cause.errors[0])
  return cause instanceof Error ? cause.message : String(cause)
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
