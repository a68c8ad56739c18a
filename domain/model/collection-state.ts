// How well a source is read, as one word a person can act on, judged from what its supervisor wrote. The
// worst thing that is true names it. Judges only; it reads no clock and no store.
import type { CollectionHealth } from './collection.ts'

/** Worst first. */
export const readStates = [
  'failing',
  'stale',
  'partly',
  'stopped',
  'spare',
  'waiting',
  'starting',
  'reading',
] as const
export type ReadState = (typeof readStates)[number]

/** What is read and not brought up to date for so many of its intervals is stale (contracts, "Coverage"). */
const staleIntervals = 3

export function isStale(
  { asOf, intervalMs }: Pick<CollectionHealth, 'asOf' | 'intervalMs'>,
  now: Date,
): boolean {
  return asOf !== null && now.getTime() - asOf.getTime() > staleIntervals * intervalMs
}

/**
 * "partly": it is read, and something of it cannot be. "waiting": nobody has begun to read it.
 * "spare": another source reads its cluster, so it need not. "starting": its first reading is under way. `health`: undefined when nobody ever wrote one.
 */
export function readState(health: CollectionHealth | undefined, now: Date): ReadState {
  if (health === undefined) return 'waiting'
  if (health.state === 'failing' || health.state === 'spare') return health.state
  if (isStale(health, now)) return 'stale'
  if (health.state === 'stopped' || health.state === 'waiting') return health.state
  if (health.troubles.length > 0) return 'partly'
  return health.asOf === null ? 'starting' : 'reading'
}
