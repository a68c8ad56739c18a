// What the recommended audit policy costs, by how many requests a second an API server answers. Measured,
// not promised: sizes of lines differ with names and clients.

/**
 * Mean of the lines that a kube-apiserver 1.20.2 wrote of 587 requests, as this policy leaves them: one
 * event of level Metadata each. A request of `watch`, `exec` or `log` writes two.
 */
const sentBytesPerRequest = 822
/** Rows and roll-ups on disk, by benchmark B10; what it must stay below. */
const storedBytesPerRequest = 60
const daySeconds = 86_400

export interface AuditCost {
  readonly requestsPerSecond: number
  readonly sentBytesPerSecond: number
  readonly sentBytesPerDay: number
  /** Of all days that single requests are kept. */
  readonly storedBytes: number
}

export function auditCost(requestsPerSecond: number, rawDays: number): AuditCost {
  const perDay = requestsPerSecond * daySeconds
  return {
    requestsPerSecond,
    sentBytesPerSecond: requestsPerSecond * sentBytesPerRequest,
    sentBytesPerDay: perDay * sentBytesPerRequest,
    storedBytes: perDay * rawDays * storedBytesPerRequest,
  }
}

/** Of a small cluster, a busy one, and one at the edge of what one API server's webhook sends. */
export const costRates = [10, 100, 1_000] as const
