// What the process that takes events in knows and keeps in no store: whether it takes any, who was refused,
// which files it follows, and what it left out on purpose.
import type { FollowedFile } from './followed-file.ts'
import type { RefusedCalls } from './refused-calls.ts'

export interface Skipped {
  /** Name of the source it came by. */
  readonly way: string
  /** 'control_message', 'other_stream': what it was. */
  readonly kind: string
  readonly count: number
}

export interface Intake {
  /** Why no events are taken at the moment, in words; null when they are. */
  readonly pausedBecause: string | null
  /** Calls that were not taken since the process started, newest first. */
  readonly refusedCalls: readonly RefusedCalls[]
  readonly followedFiles: readonly FollowedFile[]
  /** Since the process started. */
  readonly skipped: readonly Skipped[]
}
