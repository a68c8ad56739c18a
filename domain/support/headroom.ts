// How much room is left below a limit. Our own rule, not a provider's: from four fifths of a limit on it is
// tight, because autoscaling, a rollout or a relist needs about that much at once.
export type Headroom = 'room' | 'tight' | 'full'

const tightFrom = 0.8

/** Null where nothing was read, or no limit is known. */
export function headroomOf(used: number | null, limit: number | null): Headroom | null {
  if (used === null || limit === null || limit <= 0) return null
  if (used >= limit) return 'full'
  return used >= limit * tightFrom ? 'tight' : 'room'
}
