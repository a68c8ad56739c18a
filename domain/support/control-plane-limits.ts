// What a control-plane tier of EKS can carry, by Kubernetes version: seats (API request concurrency), pods
// scheduled a second, size of the database. Null is "grows by itself" or "nobody said". What EKS itself tells of
// a version goes before the shipped table. Judges no load.
import type { ClusterVersion } from './calendar.ts'
import { minorVersionOf } from './minor-version.ts'

export interface ControlPlaneLimits {
  readonly seats: number | null
  readonly podsPerSecond: number | null
  /** As AWS says it: nobody said whether of 10^9 or of 2^30 bytes. */
  readonly databaseGb: number | null
  readonly source: string
}

const guide = 'Amazon EKS user guide, provisioned control plane'
const launch = 'announcements of Kubernetes 1.34 tiers and of 8XL, 2026'

interface TierRow {
  readonly tier: string
  /** First minor of 1.x it holds for; until the next row of the same tier. */
  readonly since: number
  readonly seats: number | null
  readonly podsPerSecond: number | null
  readonly databaseGb: number
  readonly source: string
}

const row = (
  tier: string,
  since: number,
  seats: number | null,
  podsPerSecond: number | null,
  databaseGb: number,
  source: string,
): TierRow => ({ tier, since, seats, podsPerSecond, databaseGb, source })

/** Newest first within a tier. Before 1.28 there are no tiers. */
const tiers: readonly TierRow[] = [
  // It scales by itself, and may not be returned to while the database is larger than this.
  row('standard', 0, null, null, 8, guide),
  row('tier-xl', 34, 2_000, 167, 16, launch),
  row('tier-xl', 30, 1_700, 167, 16, guide),
  row('tier-xl', 28, 1_700, 100, 16, guide),
  row('tier-2xl', 34, 4_000, 283, 16, launch),
  row('tier-2xl', 30, 3_400, 283, 16, guide),
  row('tier-2xl', 28, 3_400, 100, 16, guide),
  row('tier-4xl', 34, 8_000, 400, 16, launch),
  row('tier-4xl', 30, 6_800, 400, 16, guide),
  row('tier-4xl', 28, 6_800, 100, 16, guide),
  row('tier-8xl', 34, 16_000, 400, 16, launch),
  row('tier-8xl', 30, 13_600, 400, 16, launch),
]

export interface TierLimits extends ControlPlaneLimits {
  readonly tier: string
}

/** The tiers of a version by their seats, smallest first, without the one that scales by itself; none where none is known. */
export function provisionedTiers(version: string, told: readonly ClusterVersion[] = []): TierLimits[] {
  const asked = minorVersionOf(version)
  if (asked === null || asked.major !== 1) return []
  const own = told.find((row) => row.provider === 'eks' && row.version === `1.${asked.minor}`)
  const found = new Map<string, TierLimits>()
  for (const { since, ...row } of tiers) {
    if (row.tier !== 'standard' && since <= asked.minor && !found.has(row.tier)) found.set(row.tier, row)
  }
  for (const row of own?.tiers ?? []) found.set(row.tier, { ...row, source: own?.source ?? guide })
  return [...found.values()].sort((left, right) => (left.seats ?? 0) - (right.seats ?? 0))
}

/** Null for a tier or a version of which nothing is known. */
export function controlPlaneLimits(
  tier: string,
  version: string,
  told: readonly ClusterVersion[] = [],
): ControlPlaneLimits | null {
  const asked = minorVersionOf(version)
  if (asked === null || asked.major !== 1) return null
  const found =
    tier === 'standard'
      ? tiers.find((row) => row.tier === 'standard')
      : provisionedTiers(version, told).find((row) => row.tier === tier)
  if (found === undefined) return null
  const { seats, podsPerSecond, databaseGb, source } = found
  return { seats, podsPerSecond, databaseGb, source }
}
