// When EKS looks into a cluster of its own accord, for its insights, and how far back it counts calls then.
import { dayMs } from './clock.ts'
import type { Cluster } from './fleet.ts'
import { h01, purpose } from './hash.ts'

/** Calls of deprecated APIs count for thirty days. */
export const callsWindowMs = 30 * dayMs

/** The last of looks a day apart, one of them at `anyMs`, before `nowMs`. */
export const lastOfDaily = (anyMs: number, nowMs: number): number =>
  Math.floor((nowMs - 1 - anyMs) / dayMs) * dayMs + anyMs

/** Once a day, each cluster at an hour of its own. */
export const lastLookMs = ({ id }: Cluster, nowMs: number): number =>
  lastOfDaily(Math.floor(dayMs * h01(id ^ purpose.schedule, 9)), nowMs)
