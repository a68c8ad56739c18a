// What a followed file says of itself: how far it was read, how far behind that is, and what was lost.
import { bytes, duration, missing, plural } from '../../../components/format/number.ts'
import { dayTime } from '../../../components/format/time.ts'
import type { Tone } from '../../../components/ui/status.tsx'
import type { FollowedFile, FollowState } from '../../../domain/model/followed-file.ts'

export const followTones: Record<FollowState, Tone> = {
  failing: 'crit',
  missing: 'crit',
  paused: 'warn',
  starting: 'unk',
  following: 'ok',
}

export const followNames: Record<FollowState, string> = {
  failing: 'Cannot be read',
  missing: 'Missing',
  paused: 'Paused',
  starting: 'Starting',
  following: 'Following',
}

/** "12.4 MB of 12.9 MB". */
export function readText({ positionBytes, sizeBytes }: FollowedFile): string {
  if (positionBytes === null || sizeBytes === null) return missing
  return positionBytes === sizeBytes
    ? `all ${bytes(sizeBytes)}`
    : `${bytes(positionBytes)} of ${bytes(sizeBytes)}`
}

/** How much is unread, and for how long already. */
export function behindText({ behindBytes, behindSince }: FollowedFile, now: Date): string {
  if (behindBytes === null || behindBytes === 0 || behindSince === null) return bytes(behindBytes)
  return `${bytes(behindBytes)}, for ${duration(Math.max(0, now.getTime() - behindSince.getTime()))}`
}

export function lostText({ lost: { times, lastAt } }: FollowedFile): string {
  if (times === 0) return 'nothing'
  return `${plural(times, 'part')}${lastAt === null ? '' : `, last ${dayTime(lastAt)}`}`
}
