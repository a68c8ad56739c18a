// The version calendar as EKS tells it. Its stamps are midnights UTC written in some other zone; the
// calendar holds their UTC days.
import type { ClusterVersionInformation } from '@aws-sdk/client-eks'
import type { ClusterVersion } from '../../../domain/support/calendar.ts'
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
  return {
    provider: 'eks',
    version,
    releasedOn: dayOf(told.releaseDate),
    endOfStandardSupport: dayOf(told.endOfStandardSupportDate),
    endOfExtendedSupport: dayOf(told.endOfExtendedSupportDate),
    latestPatch: told.kubernetesPatchVersion?.slice(0, 40) ?? null,
    latestPlatformVersion: told.defaultPlatformVersion?.slice(0, 40) ?? null,
    isDefault: told.defaultVersion ?? false,
    source: 'DescribeClusterVersions',
  }
}

function dayOf(date: Date | undefined): string | null {
  return date === undefined || Number.isNaN(date.getTime()) ? null : date.toISOString().slice(0, 10)
}
