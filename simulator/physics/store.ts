// How long a write takes at a load, by table; and what a database does that is asked for more than it can: what is left
// over waits, and everybody behind it.

import type { Store } from './store-run.ts'
import { measured, quantiles } from './store-table.ts'

/** Writes a second that one partition can do. */
export const mostWrites: Readonly<Record<Store, number>> = { raft: 2_734, journal: 9_086 }

/** How much more can be written to partitions with these shares than to one. */
export const gainOf = (shares: readonly number[]): number => 1 / Math.max(...shares)

export type Part = 'store' | 'write'

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share
}

/** In milliseconds, of one partition that has so many writes before it. */
export function latencies(store: Store, part: Part, load: number, backlog = 0): readonly number[] {
  const rows = measured[store]
  const above = rows.findIndex((row) => row.load >= load)
  const [first, last] = [rows[0], rows.at(-1)]
  if (first === undefined || last === undefined) return []
  const waitMs = (backlog * 1_000) / mostWrites[store]
  const high = above < 0 ? last : (rows[above] ?? last)
  const low = above < 0 ? last : (rows[above - 1] ?? first)
  const share = high.load === low.load ? 0 : (load - low.load) / (high.load - low.load)
  return low[part].map((ms, n) => between(ms, high[part][n] ?? ms, share) + waitMs)
}

/** Share of writes that take no longer. */
export function shareWithin(at: readonly number[], ms: number): number {
  const above = at.findIndex((one) => one > ms)
  if (above < 0) return 1
  const [low, high] = [above === 0 ? 0 : (at[above - 1] ?? 0), at[above] ?? ms]
  const [from, to] = [above === 0 ? 0 : (quantiles[above - 1] ?? 0), quantiles[above] ?? 1]
  return between(from, to, high === low ? 0 : (ms - low) / (high - low))
}

/** 0.99: how long all but one in a hundred take. */
export function quantile(at: readonly number[], share: number): number {
  const n = quantiles.findIndex((one) => one >= share)
  if (n <= 0) return at[n < 0 ? at.length - 1 : 0] ?? 0
  const [from, to] = [quantiles[n - 1] ?? 0, quantiles[n] ?? 1]
  return between(at[n - 1] ?? 0, at[n] ?? 0, (share - from) / (to - from))
}

/** Quantiles are denser where they are rarer: each stretch between two counts by its share. */
export function mean(at: readonly number[]): number {
  const shares = [0, ...quantiles, 1]
  const ends = [at[0] ?? 0, ...at, at.at(-1) ?? 0]
  return shares.reduce((sum, share, n) => {
    const before = Math.max(0, n - 1)
    return sum + ((share - (shares[before] ?? 0)) * ((ends[before] ?? 0) + (ends[n] ?? 0))) / 2
  }, 0)
}

/** What waits after so many milliseconds more; beyond a minute's work a client gives up. */
export function backlogAfter(store: Store, backlog: number, load: number, ms: number): number {
  const most = 60 * mostWrites[store]
  return Math.min(most, Math.max(0, backlog + ((load - mostWrites[store]) * ms) / 1_000))
}
