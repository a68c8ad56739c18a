// One step of a live tail: how many requests came in since the step before, and the newest of them.
import type { ApiRequest } from './talker.ts'

export interface TailStep {
  /** The server's now. */
  readonly at: Date
  /** Requests of before are history; when the log tells of them only now, they are not counted here. */
  readonly since: Date
  /** The first of a tail shows what stands there already. */
  readonly isFirst: boolean
  /** Requests that became durable since the step before. */
  readonly arrived: number
  /** Of these, those that are not in `rows`. */
  readonly notShown: number
  /** What came while the line was cut, of which `rows` has the newest; null when nothing was watched before, or long ago. */
  readonly missed: number | null
  /** Newest first. */
  readonly rows: readonly ApiRequest[]
}
