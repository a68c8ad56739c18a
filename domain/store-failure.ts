// Tells "the store is away" from a programmer's mistake, for errors of the PostgreSQL client, which
// come wrapped by the query builder. The event store's client says Unavailable by itself.
import { isPeriplusError, type PeriplusError, unavailable } from './errors.ts'

/** Sockets that fail, and PostgreSQL's classes 08 (connection), 53 (resources), 57P (operator). */
const awayCodes =
  /^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|08...|53...|57P0[1-5])$/

const awayMessages =
  /^(Connection terminated|timeout expired|Query read timeout|timeout exceeded when trying to connect|Client has encountered a connection error)/

function isAway(error: Error & { code?: unknown }): boolean {
  return (typeof error.code === 'string' && awayCodes.test(error.code)) || awayMessages.test(error.message)
}

/** The Unavailable (or other error of ours) inside `error`, undefined when it is something else. */
export function storeFailure(error: unknown): PeriplusError | undefined {
  let current = error
  for (let depth = 0; depth < 8 && current !== null && typeof current === 'object'; depth += 1) {
    if (isPeriplusError(current)) return current
    if (
      current instanceof AggregateError &&
      current.errors.some((inner) => storeFailure(inner) !== undefined)
    ) {
      return unavailable('the database does not answer; it is asked again', 2, error)
    }
    if (current instanceof Error && isAway(current)) {
      return unavailable('the database does not answer; it is asked again', 2, error)
    }
    current = (current as { cause?: unknown }).cause
  }
  return undefined
}
