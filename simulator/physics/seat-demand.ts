// How many seats of an API server are asked for by clients that keep them busy, whether or not there are so many.
import type { PlannedHold } from '../world/happenings.ts'
import type { ClusterState } from '../world/world.ts'

const seatsOf = ({ perSecond, seats, holdSeconds }: PlannedHold): number => perSecond * seats * holdSeconds

const isOn = ({ fromMs, untilMs }: PlannedHold, ms: number): boolean => fromMs <= ms && ms < untilMs

export const seatsAskedFor = ({ cluster: { happenings } }: ClusterState, ms: number): number =>
  happenings.holds.reduce((sum, hold) => (isOn(hold, ms) ? sum + seatsOf(hold) : sum), 0)
