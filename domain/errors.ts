// The only errors that may cross a room's wall on purpose. Each carries words a person can act on:
// what failed, why, what still works, what to do. Anything else is a programmer's mistake and is
// shown as "internal" with a request id and no text.

export type PeriplusErrorCode =
  | 'NotFound'
  | 'Forbidden'
  | 'Invalid'
  | 'Unavailable'
  | 'LimitExceeded'
  | 'Conflict'

const brand = Symbol.for('periplus.error')

export class PeriplusError extends Error {
  readonly code: PeriplusErrorCode
  /** Seconds after which trying again makes sense; only for Unavailable and LimitExceeded. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: PeriplusErrorCode,
    message: string,
    options: { retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = code
    this.code = code
    this.retryAfterSeconds = options.retryAfterSeconds
    Object.defineProperty(this, brand, { value: true })
  }
}

export const notFound = (message: string): PeriplusError => new PeriplusError('NotFound', message)
export const forbidden = (message: string): PeriplusError => new PeriplusError('Forbidden', message)
export const invalid = (message: string): PeriplusError => new PeriplusError('Invalid', message)
export const conflict = (message: string): PeriplusError => new PeriplusError('Conflict', message)
export const limitExceeded = (message: string, retryAfterSeconds?: number): PeriplusError =>
  new PeriplusError('LimitExceeded', message, retryAfterSeconds ? { retryAfterSeconds } : {})
export const unavailable = (message: string, retryAfterSeconds = 2, cause?: unknown): PeriplusError =>
  new PeriplusError('Unavailable', message, { retryAfterSeconds, cause })

/** True for our own errors, also when another copy of this module made them (bundles have their own). */
export function isPeriplusError(error: unknown): error is PeriplusError {
  return typeof error === 'object' && error !== null && (error as Record<symbol, unknown>)[brand] === true
}
