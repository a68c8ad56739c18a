// Why a request was not taken, as an HTTP status and words for the sender. Thrown on the way of one
// request only; never crosses to another.

export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 413 | 415 | 429 | 503

export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: RefusalStatus
  readonly headers: Readonly<Record<string, string>>
  /** Name of the token that was refused, when it was known here once. */
  readonly token: string | null

  constructor(
    status: RefusalStatus,
    message: string,
    headers: Readonly<Record<string, string>> = {},
    token: string | null = null,
  ) {
    super(message)
    this.status = status
    this.headers = headers
    this.token = token
  }
}

export const busy = (message: string, seconds: number): Refusal =>
  new Refusal(429, message, { 'retry-after': String(seconds) })

/** The sender went away; there is nobody to answer. */
export class SenderGone extends Error {
  override readonly name = 'SenderGone'
}
