// What a control plane carries by its tier and its version of Kubernetes, as AWS's user guide has it: seats of the API
// server, pods a second of the scheduler, bytes of the database. Nothing here depends on time.

export const provisionedTiers = ['tier-xl', 'tier-2xl', 'tier-4xl', 'tier-8xl'] as const
export type ProvisionedTier = (typeof provisionedTiers)[number]
export type Tier = 'standard' | ProvisionedTier

export interface Limits {
  readonly seats: number
  readonly podsPerSecond: number
  readonly databaseGb: number
}

export const gigabyte = 1_000_000_000
/** Of a control plane that scales by itself; AWS tells the size of its database and no more. */
const standardDatabaseGb = 8
const provisionedDatabaseGb = 16

export const quotaGbOf = (tier: Tier): number =>
  tier === 'standard' ? standardDatabaseGb : provisionedDatabaseGb

/** Before 1.30 the scheduler is no faster in any tier. */
const earlyPodsPerSecond = 100
const podsPerSecond = { 'tier-xl': 167, 'tier-2xl': 283, 'tier-4xl': 400, 'tier-8xl': 400 } as const

/** Undefined: with this version there is no such tier. */
export function limitsOf(tier: ProvisionedTier, minor: number): Limits | undefined {
  if (minor < 28 || (minor < 30 && tier === 'tier-8xl')) return undefined
  const first = minor < 34 ? 1_700 : 2_000
  return {
    seats: first * 2 ** provisionedTiers.indexOf(tier),
    podsPerSecond: minor < 30 ? earlyPodsPerSecond : podsPerSecond[tier],
    databaseGb: provisionedDatabaseGb,
  }
}

/**
 * Levels that a control plane in standard mode goes through; seats of the first and the last are AWS's words, what lies
 * between and the scheduler's rates are assumptions of the model.
 */
export const standardLevels: readonly Limits[] = [
  [600, 60],
  [900, 80],
  [1_200, 100],
  [1_600, 110],
  [2_000, 120],
].map(([seats, rate]) => ({
  seats: seats as number,
  podsPerSecond: rate as number,
  databaseGb: standardDatabaseGb,
}))
