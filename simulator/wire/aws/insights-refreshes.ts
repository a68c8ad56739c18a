// When insights were looked at: by EKS itself a day after the last time, and whenever somebody asked for it. What
// was asked for is the one thing here that is remembered, and is forgotten when the process ends.
import { secondMs } from '../../world/clock.ts'
import type { Cluster } from '../../world/fleet.ts'
import { h01, purpose } from '../../world/hash.ts'
import { lastLookMs, lastOfDaily } from '../../world/looks.ts'
import { type Json, seconds } from './eks-common.ts'
import { mayLook } from './insights-judged.ts'

interface Asked {
  readonly startedMs: number
  readonly endedMs: number
}

export class InsightsRefreshes {
  /** By cluster, in the order in which they were asked for; of those that ended the last alone. */
  readonly #asked = new Map<string, readonly Asked[]>()

  /** One that is under way is not begun again. */
  start(cluster: Cluster, nowMs: number): Json {
    const known = this.#asked.get(cluster.name) ?? []
    const isUnderWay = known.some(({ endedMs }) => endedMs > nowMs)
    if (!isUnderWay) {
      const tookMs = Math.floor((40 + 140 * h01(cluster.id ^ purpose.schedule, nowMs)) * secondMs)
      this.#asked.set(cluster.name, [...known.slice(-1), { startedMs: nowMs, endedMs: nowMs + tookMs }])
    }
    return { message: 'An insights refresh is in progress.', status: 'IN_PROGRESS' }
  }

  /** Of the latest that was asked for; undefined: nobody asked. */
  latest(cluster: Cluster, nowMs: number): Json | undefined {
    const last = this.#asked.get(cluster.name)?.at(-1)
    if (last === undefined) return undefined
    const startedAt = seconds(last.startedMs)
    if (last.endedMs > nowMs)
      return { message: 'An insights refresh is in progress.', status: 'IN_PROGRESS', startedAt }
    const endedAt = seconds(last.endedMs)
    return mayLook(cluster)
      ? { message: 'The insights were refreshed.', status: 'COMPLETED', startedAt, endedAt }
      : { message: 'EKS may not assume the role of the cluster.', status: 'FAILED', startedAt, endedAt }
  }

  /** When insights were last judged before `nowMs`. */
  refreshedMs(cluster: Cluster, nowMs: number): number {
    const ended = this.#asked.get(cluster.name)?.findLast(({ endedMs }) => endedMs <= nowMs)
    return ended === undefined || !mayLook(cluster)
      ? lastLookMs(cluster, nowMs)
      : Math.max(ended.endedMs, lastOfDaily(ended.endedMs, nowMs))
  }
}
