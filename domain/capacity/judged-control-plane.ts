// A control plane as the page of capacity shows it: every axis against its limit, the forecast of its database, its
// tier's price and what would help. Pure over what was read; reads nothing.
import type { ClusterProvider } from '../model/cluster.ts'
import type { ClusterVersion } from '../support/calendar.ts'
import { tierFee } from '../support/control-plane-fee.ts'
import type { Headroom } from '../support/headroom.ts'
import { adviceOf, type CapacityAdvice } from './advice.ts'
import { type CapacityAxis, capacityAxes, limitsOf, standardTier } from './axis.ts'
import { type AxisReadings, type AxisState, axisState, byShare, isTight, notRead } from './axis-state.ts'
import { type Forecast, forecastOf, type SizeReading } from './forecast.ts'

export interface ControlPlaneReadings {
  readonly provider: ClusterProvider | null
  readonly tier: string | null
  readonly version: string | null
  /** Absent: nobody read it. */
  readonly axes: Readonly<Partial<Record<CapacityAxis, AxisReadings>>>
  readonly nominalSeats: number | null
  /** Of the database, in the order of time. */
  readonly sizes: readonly SizeReading[]
}

export interface JudgedControlPlane {
  /** In the order of `capacityAxes`. */
  readonly axes: readonly AxisState[]
  /** The one that is used most; null where none can be judged. */
  readonly worst: CapacityAxis | null
  readonly share: number | null
  readonly headroom: Headroom | null
  /** An axis is tight, or the database will be full before long. */
  readonly isNear: boolean
  readonly forecast: Forecast
  readonly advice: CapacityAdvice
  /** On top of the cluster's fee; 0 in standard mode, null where no price is known. */
  readonly tierMicroUsdPerHour: number | null
}

/** A database that is full within this time is told as one that is tight. */
export const soonMs = 7 * 86_400_000

const isSoon = (forecast: Forecast): boolean =>
  forecast.kind === 'reaches' && forecast.at.getTime() - forecast.to.getTime() <= soonMs

export function judgeControlPlane(
  readings: ControlPlaneReadings,
  told: readonly ClusterVersion[],
): JudgedControlPlane {
  const { provider, tier, version, nominalSeats, sizes } = readings
  const limits = limitsOf({ provider, tier, version, nominalSeats }, told)
  const axes = capacityAxes.map((axis) => axisState(axis, readings.axes[axis] ?? notRead, limits[axis]))
  const [first] = byShare(axes)
  const own = tier ?? standardTier
  const forecast = forecastOf(sizes, limits.database?.value ?? null)
  const isFillingUp = isSoon(forecast)
  return {
    axes,
    worst: first === undefined || first.share === null ? null : first.axis,
    share: first?.share ?? null,
    headroom: first?.headroom ?? null,
    isNear: isFillingUp || axes.some(isTight),
    forecast,
    advice: adviceOf({ provider, tier, version, axes, isFillingUp }, told),
    tierMicroUsdPerHour:
      provider !== 'eks' ? null : own === standardTier ? 0 : (tierFee(own)?.microUsdPerHour ?? null),
  }
}
