// An audit log file on this machine that is read as it grows: how far it was read, how much is left, and
// what was lost of it. Numbers of a file nobody could look at yet are null.
import type { ClusterId } from './cluster-id.ts'

export type FollowState = 'starting' | 'following' | 'missing' | 'paused' | 'failing'

export interface FollowedFile {
  readonly clusterId: ClusterId
  readonly path: string
  readonly state: FollowState
  /** Why it is not followed, in words; empty while it is. */
  readonly reason: string
  /** Of the file under way, which after a rotation is the older one: the byte after the last durable line. */
  readonly positionBytes: number | null
  readonly sizeBytes: number | null
  /** Bytes of it that are not durable yet. */
  readonly behindBytes: number | null
  /** Since when some are; null while none are. */
  readonly behindSince: Date | null
  /** When lines of it were last made durable, since this process started. */
  readonly lastReadAt: Date | null
  /** Parts that were gone before they were read. */
  readonly lost: LostParts
}

export interface LostParts {
  readonly times: number
  readonly lastAt: Date | null
  /** What was lost the last time, in words. */
  readonly what: string
}
