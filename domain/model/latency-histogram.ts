// Latency as a fixed log-scale histogram: classes add up over minutes, hours, clusters and callers, so
// a quantile of any union is as good as one of a minute.

/** A class is 2^(1/4) wide, so a quantile read at its geometric middle is within 9.1 % of the truth. */
export const latencyClassesPerDoubling = 4

export interface LatencyClass {
  /** floor(log2(microseconds) * 4), at most 255. */
  readonly latencyClass: number
  readonly count: number
}

/** Milliseconds at a quantile (0 to 1, nearest rank); null for an empty histogram. */
export function latencyQuantileMs(classes: readonly LatencyClass[], quantile: number): number | null {
  const total = classes.reduce((sum, entry) => sum + entry.count, 0)
  if (total === 0) return null
  const rank = Math.max(1, Math.ceil(quantile * total))
  let seen = 0
  for (const entry of [...classes].sort((a, b) => a.latencyClass - b.latencyClass)) {
    seen += entry.count
    if (seen >= rank) return 2 ** ((entry.latencyClass + 0.5) / latencyClassesPerDoubling) / 1_000
  }
  return null
}
