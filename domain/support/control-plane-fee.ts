// What a provider charges for a control plane, in whole micro-dollars, so that sums are exact. List prices
// of us-east-1; discounts and the bill are elsewhere. A price nobody could verify is not here: then null.
import type { ClusterProvider } from '../model/cluster.ts'
import type { SupportPhase } from './support-status.ts'

export interface FeePart {
  readonly what: string
  readonly microUsdPerHour: number
  /** Who says so. */
  readonly source: string
}

export interface ControlPlaneFee {
  readonly microUsdPerHour: number
  /** They add up to it. */
  readonly parts: readonly FeePart[]
}

/** Hours in the month that AWS's own price examples use. */
export const billingHoursPerMonth = 730

const supportPrices = 'AWS, Amazon EKS extended support pricing, since 2024-04-01'
const tierPrices = 'three price lists that agree, none of them AWS’s own page, read 2026-11'

/** What the surcharge for a version past standard support is called. */
export const extendedSupport = 'extended support'

const eksStandard: FeePart = { what: 'EKS cluster', microUsdPerHour: 100_000, source: supportPrices }
const eksExtended: FeePart = {
  what: extendedSupport,
  microUsdPerHour: 500_000,
  source: supportPrices,
}

/** On top of the cluster's own fee. */
const tierMicroUsdPerHour: Readonly<Record<string, number>> = {
  'tier-xl': 1_650_000,
  'tier-2xl': 3_400_000,
  'tier-4xl': 6_900_000,
  'tier-8xl': 13_900_000,
}

/** What a tier costs on top of the cluster's fee; null for one whose price nobody could verify. */
export function tierFee(tier: string): FeePart | null {
  const microUsdPerHour = tierMicroUsdPerHour[tier]
  if (microUsdPerHour === undefined) return null
  return { what: `provisioned control plane, ${tier}`, microUsdPerHour, source: tierPrices }
}

export interface FeeQuestion {
  readonly provider: ClusterProvider
  /** From the calendar, never from `supportType`. */
  readonly support: SupportPhase
  /** As DescribeCluster spells it; absent counts as "standard". */
  readonly tier: string | null | undefined
  /** Only registered with EKS, run elsewhere. */
  readonly isConnected: boolean
}

/**
 * Null where no verified price is known: other providers, an unknown tier, an unknown support status, and
 * a version past extended support, which only waits for its forced upgrade.
 */
export function controlPlaneFee({
  provider,
  support,
  tier,
  isConnected,
}: FeeQuestion): ControlPlaneFee | null {
  if (provider !== 'eks' || isConnected) return null
  if (support !== 'standard' && support !== 'extended') return null
  const parts = support === 'standard' ? [eksStandard] : [eksStandard, eksExtended]
  if (tier && tier !== 'standard') {
    const own = tierFee(tier)
    if (own === null) return null
    parts.push(own)
  }
  return { microUsdPerHour: parts.reduce((sum, part) => sum + part.microUsdPerHour, 0), parts }
}

/** Micro-dollars of a month of 730 hours. */
export const microUsdPerMonth = (fee: ControlPlaneFee): number => fee.microUsdPerHour * billingHoursPerMonth
