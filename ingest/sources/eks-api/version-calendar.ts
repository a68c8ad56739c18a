// The version calendar as EKS tells it. Its stamps are midnights UTC written in some other zone; the
// calendar holds their UTC days.
import type { ClusterVersionInformation, ControlPlaneScalingTierInfo } from '@aws-sdk/client-eks'
import type { ClusterVersion, ControlPlaneTier } from '../../../domain/support/calendar.ts'
import type { Place } from '../../aws-client/place.ts'

export async function readCalendar(place: Place): Promise<ClusterVersion[]> {
  const told = await place.all(
    'DescribeClusterVersions',
    { includeAll: true },
    ({ clusterVersions }) => clusterVersions,
  )
  return told.flatMap((version) => clusterVersionOf(version) ?? [])
}

/** Null for what is no minor version of an EKS cluster. */
export function clusterVersionOf(told: ClusterVersionInformation): ClusterVersion | null {
  const { clusterVersion: version, clusterType } = told
  if (version === undefined || !/^\d+\.\d+$/.test(version) || (clusterType ?? 'eks') !== 'eks') return null
  const tiers = (told.controlPlaneScalingTiers ?? []).flatMap((tier) => tierOf(tier) ?? [])
  return {
    provider: 'eks',
    version,
    releasedOn: dayOf(told.releaseDate),
    endOfStandardSupport: dayOf(told.endOfStandardSupportDate),
    endOfExtendedSupport: dayOf(told.endOfExtendedSupportDate),
    latestPatch: told.kubernetesPatchVersion?.slice(0, 40) ?? null,
    latestPlatformVersion: told.defaultPlatformVersion?.slice(0, 40) ?? null,
    isDefault: told.defaultVersion ?? false,
    ...(tiers.length > 0 && { tiers: tiers.slice(0, mostTiers) }),
    source: 'DescribeClusterVersions',
  }
}

const mostTiers = 40

/** A number that is none, or none above zero, is not told. */
const amountOf = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) && value > 0 ? value : null

/** Null for a tier without a name that a cluster could bear. */
function tierOf(told: ControlPlaneScalingTierInfo): ControlPlaneTier | null {
  const { tierName } = told
  if (tierName === undefined || tierName === '' || tierName.length > 40) return null
  return {
    tier: tierName,
    seats: amountOf(told.apiRequestConcurrency),
    podsPerSecond: amountOf(told.podSchedulingRatePerSecond),
    databaseGb: amountOf(told.clusterDatabaseSizeGb),
  }
}

function dayOf(date: Date | undefined): string | null {
  return date === undefined || Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 10)
}
