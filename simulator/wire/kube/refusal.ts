// Answers that are refusals, as Status objects in the API server's words.

export interface Details {
  readonly name?: string
  readonly group?: string
  readonly kind?: string
  readonly retryAfterSeconds?: number
}

export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: number
  readonly reason: string
  readonly details: Details | undefined

  constructor(code: number, reason: string, message: string, details?: Details) {
    super(message)
    this.code = code
    this.reason = reason
    this.details = details
  }

  static badRequest(message: string): Refusal {
    return new Refusal(400, 'BadRequest', message)
  }

  static notFound(plural: string, name: string, group: string): Refusal {
    const resource = group === '' ? plural : `${plural}.${group}`
    const details = { name, ...(group === '' ? {} : { group }), kind: plural }
    return new Refusal(404, 'NotFound', `${resource} "${name}" not found`, details)
  }

  static noSuchPath(): Refusal {
    return new Refusal(404, 'NotFound', 'the server could not find the requested resource', {})
  }

  static expired(message: string): Refusal {
    return new Refusal(410, 'Expired', message)
  }

  /** Of a version that is still to come. */
  static tooLarge(version: number, current: number): Refusal {
    const message = `Too large resource version: ${version}, current: ${current}`
    return new Refusal(504, 'Timeout', message, { retryAfterSeconds: 1 })
  }

  status(): object {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...(this.details === undefined ? {} : { details: this.details }),
      code: this.code,
    }
  }
}
