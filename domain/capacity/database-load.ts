// What a control plane's database made of what was asked of it, from its API servers' own measure of their requests to
// it: whether it kept up, and how much it did while it did not. How much one can do that kept up is not known from that:
// nobody asked for it. Pure.
import type { ControlPlaneMeasure, ControlPlaneSeries } from '../model/control-plane-series.ts'

export type DatabaseLoad =
  | { readonly kind: 'unread' }
  | {
      readonly kind: 'kept-up'
      /** The most requests a second that it did, and when. */
      readonly most: number
      readonly at: Date
      /** Share of them within 25 ms; null where nobody tells it. */
      readonly within25Ms: number | null
    }
  | {
      readonly kind: 'behind'
      readonly since: Date
      /** Null: it still is at the end. */
      readonly until: Date | null
      /** Requests a second that it does while others wait. */
      readonly carries: number
      /** At most so many were in it at once, and when. */
      readonly waiting: number
      readonly waitingAt: Date
      /** What each of them then took, on average. */
      readonly seconds: number
    }

/**
 * A database whose requests take this long on average has more before it than it does: Kubernetes promises a change of
 * an object within a second, 99 times of 100, the API server's own part included.
 */
export const behindSeconds = 1

interface Reading {
  readonly at: Date
  readonly perSecond: number
  readonly inFlight: number
  readonly within25Ms: number | null
}

function readingsOf({ buckets, lines }: Pick<ControlPlaneSeries, 'buckets' | 'lines'>): Reading[] {
  const totalOf = (measure: ControlPlaneMeasure) => lines.find((line) => line.measure === measure)?.total
  const [rates, held] = [totalOf('databaseRequests'), totalOf('databaseInFlight')]
  const within = totalOf('databaseWithin25Ms')
  return buckets.flatMap((at, place) => {
    const [perSecond, inFlight] = [rates?.[place] ?? null, held?.[place] ?? null]
    if (perSecond === null || inFlight === null) return []
    return [{ at, perSecond, inFlight, within25Ms: within?.[place] ?? null }]
  })
}

const highest = (readings: readonly Reading[], of: (reading: Reading) => number): Reading | undefined =>
  readings.reduce<Reading | undefined>(
    (best, one) => (best === undefined || of(one) > of(best) ? one : best),
    undefined,
  )

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const upper = sorted[sorted.length >> 1] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[(sorted.length >> 1) - 1] ?? 0) + upper) / 2
}

const isBehind = ({ perSecond, inFlight }: Reading): boolean =>
  perSecond > 0 && inFlight >= behindSeconds * perSecond

export function databaseLoadOf(series: Pick<ControlPlaneSeries, 'buckets' | 'lines'>): DatabaseLoad {
  const readings = readingsOf(series)
  const fullest = highest(readings, ({ perSecond }) => perSecond)
  if (fullest === undefined) return { kind: 'unread' }
  const behind = readings.filter(isBehind)
  const [first, last] = [behind[0], behind.at(-1)]
  const most = highest(behind, ({ inFlight }) => inFlight)
  if (first === undefined || last === undefined || most === undefined) {
    return { kind: 'kept-up', most: fullest.perSecond, at: fullest.at, within25Ms: fullest.within25Ms }
  }
  return {
    kind: 'behind',
    since: first.at,
    until: readings.find(({ at }) => at > last.at)?.at ?? null,
    // Where it began or ended within a bucket, that one tells of less.
    carries: medianOf(behind.map(({ perSecond }) => perSecond)),
    waiting: most.inFlight,
    waitingAt: most.at,
    seconds: most.inFlight / most.perSecond,
  }
}

export interface DatabaseComparison {
  /** How many times as many requests a second the one does that does more. */
  readonly factor: number
  readonly more: 'one' | 'other'
  /** It may be more: that one was not at its limit. */
  readonly isAtLeast: boolean
}

const didOf = (load: DatabaseLoad): number =>
  load.kind === 'behind' ? load.carries : load.kind === 'kept-up' ? load.most : 0

/** Null where it does not follow which of them can do more: a database shows what it can only when it is behind. */
export function compareDatabases(one: DatabaseLoad, other: DatabaseLoad): DatabaseComparison | null {
  const [left, right] = [didOf(one), didOf(other)]
  if (left <= 0 || right <= 0) return null
  const more = left >= right ? 'one' : 'other'
  const [larger, smaller] = more === 'one' ? [one, other] : [other, one]
  if (smaller.kind !== 'behind') return null
  return {
    factor: Math.max(left, right) / Math.min(left, right),
    more,
    isAtLeast: larger.kind !== 'behind',
  }
}
