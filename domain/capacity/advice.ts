// Would another tier help, which, and at what price? A tier is recommended only where its limit on the axis that
// runs out is really higher: 8XL schedules no faster than 4XL, and no tier has a larger database than another.
// Standard mode grows by itself, with a lag. Pure; buys nothing.
import type { ClusterProvider } from '../model/cluster.ts'
import type { ClusterVersion } from '../support/calendar.ts'
import { tierFee } from '../support/control-plane-fee.ts'
import { provisionedTiers } from '../support/control-plane-limits.ts'
import { bytesPerGb, type CapacityAxis, limitsOf, standardTier } from './axis.ts'
import { type AxisState, byShare, isTight } from './axis-state.ts'

/** EKS's own word of standard mode: it reacts in about this many minutes, and waits 15 before it shrinks. */
export const standardLagMinutes = 10
/** Standard mode may not be returned to while the database is larger. */
export const exitGb = 8

export interface OtherTier {
  readonly tier: string
  /** Of the axis that runs out; null where nobody says. */
  readonly limit: number | null
  /** Its limit is higher than the present one. */
  readonly isHigher: boolean
  /** More than the present tier costs; null where a price is not verified. */
  readonly extraMicroUsdPerHour: number | null
}

export interface CapacityAdvice {
  /**
   * 'unread': no axis is known. 'room': none is tight. 'burst': tight, but never for ten minutes together. 'move': the other tier
   * helps. 'scales': standard mode grows by itself. 'no-help': no tier has more of it. 'no-tiers': none is offered.
   */
  readonly kind: 'unread' | 'room' | 'burst' | 'move' | 'scales' | 'no-help' | 'no-tiers'
  /** The axis that runs out first. */
  readonly axis: CapacityAxis | null
  /** The smallest tier that has more of it, else the next one; null where there is none. */
  readonly other: OtherTier | null
  /** Other axes that are tight and that the recommended tier has no more of. */
  readonly stillTight: readonly CapacityAxis[]
  /** Of a provisioned tier: may it return to standard mode? Null where the database was not read, or it is standard. */
  readonly mayReturn: boolean | null
}

export interface AdviceQuestion {
  readonly provider: ClusterProvider | null
  readonly tier: string | null
  readonly version: string | null
  readonly axes: readonly AxisState[]
  /** The database reaches its limit before long, however much room it has now. */
  readonly isFillingUp: boolean
}

const priceOf = (tier: string): number | null =>
  tier === standardTier ? 0 : (tierFee(tier)?.microUsdPerHour ?? null)

/** A database that fills up is no burst. */
const lasts = ({ axis, isSustained }: AxisState): boolean => isSustained || axis === 'database'

/** Tiers above the present one, smallest first, with what each has of every axis. */
function higherTiers({ provider, tier, version }: AdviceQuestion, told: readonly ClusterVersion[]) {
  const all = provisionedTiers(version ?? '', told)
  const own = tier ?? standardTier
  const place = all.findIndex((one) => one.tier === own)
  if (own !== standardTier && place < 0) return []
  return all.slice(place + 1).map((one) => ({
    tier: one.tier,
    limits: limitsOf({ provider, tier: one.tier, version, nominalSeats: null }, told),
  }))
}

export function adviceOf(question: AdviceQuestion, told: readonly ClusterVersion[]): CapacityAdvice {
  const { provider, axes } = question
  const own = question.tier ?? standardTier
  const database = axes.find(({ axis }) => axis === 'database')?.latest ?? null
  const mayReturn =
    provider !== 'eks' || own === standardTier || database === null
      ? null
      : database.value <= exitGb * bytesPerGb
  const say = (kind: CapacityAdvice['kind'], rest: Partial<CapacityAdvice> = {}): CapacityAdvice => ({
    ...{ kind, axis: null, other: null, stillTight: [], mayReturn },
    ...rest,
  })
  const ordered = byShare(axes)
  if (ordered.every(({ share }) => share === null)) return say('unread')
  const tight = ordered.filter(
    (state) => isTight(state) || (state.axis === 'database' && question.isFillingUp),
  )
  const [worst] = tight
  if (worst === undefined) return say('room')
  // What lasts is told before a burst that went higher.
  const first = tight.find(lasts) ?? worst
  const { axis } = first
  if (!lasts(first)) return say('burst', { axis })
  if (provider !== 'eks') return say('no-tiers', { axis })
  const tiers = higherTiers(question, told)
  const has = (limits: (typeof tiers)[number]['limits'], of: AxisState) =>
    (limits[of.axis]?.value ?? 0) > (of.limit?.value ?? Number.POSITIVE_INFINITY)
  const found = tiers.find(({ limits }) => has(limits, first)) ?? tiers[0]
  const scalesItself = own === standardTier && (axis === 'seats' || axis === 'scheduling')
  if (found === undefined) {
    return say(scalesItself ? 'scales' : own === standardTier ? 'no-tiers' : 'no-help', { axis })
  }
  const isHigher = has(found.limits, first)
  const [price, present] = [priceOf(found.tier), priceOf(own)]
  const other: OtherTier = {
    tier: found.tier,
    limit: found.limits[axis]?.value ?? null,
    isHigher,
    extraMicroUsdPerHour: price === null || present === null ? null : price - present,
  }
  const stillTight = tight.filter((one) => one !== first && !has(found.limits, one)).map((one) => one.axis)
  return say(scalesItself ? 'scales' : isHigher ? 'move' : 'no-help', { axis, other, stillTight })
}
