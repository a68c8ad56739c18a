// Calls to an ingest address that were not taken, told apart by what went wrong and where: what a person
// needs to know to mend the sender. Never holds a token or anything of a body.
import type { ClusterId } from './cluster-id.ts'

export interface RefusedCalls {
  readonly status: number
  /** The words the sender got. */
  readonly reason: string
  /** The path called, shortened. */
  readonly route: string
  /** The cluster the path names; null when it names none. */
  readonly clusterId: ClusterId | null
  /** Name of the token, when it is one that was known here once. */
  readonly token: string | null
  /** A page in somebody's browser made them, and no sender. */
  readonly fromPage: boolean
  /** Address and client of the last of them. */
  readonly from: string
  readonly userAgent: string
  readonly count: number
  readonly firstAt: Date
  readonly lastAt: Date
}
