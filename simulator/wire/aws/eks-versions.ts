// Versions of Kubernetes that EKS offers, until when it supports each, and what its provisioned control planes
// carry with each.
import { eksVersions, minorText, offeredAt, supportOf } from '../../world/calendar.ts'
import { type Json, seconds } from './eks-common.ts'

const tiers = ['tier-xl', 'tier-2xl', 'tier-4xl', 'tier-8xl'] as const
/** Pods a second that the scheduler places. */
const early = [100, 100, 100] as const
const later = [167, 283, 400, 400] as const

/**
 * From AWS's user guide: 1,700 seats and their doubles up to 1.33, 2,000 from 1.34 on; 16 GB everywhere. Before 1.30
 * the scheduler is no faster in any tier and the largest is not there; before 1.28 there are none.
 */
function tiersOf(minor: number): readonly Json[] {
  if (minor < 28) return []
  const rates = minor < 30 ? early : later
  const seats = minor < 34 ? 1_700 : 2_000
  return rates.map((podSchedulingRatePerSecond, n) => ({
    tierName: tiers[n],
    apiRequestConcurrency: seats * 2 ** n,
    podSchedulingRatePerSecond,
    clusterDatabaseSizeGb: 16,
  }))
}

/** As DescribeClusterVersions is asked, newest first. */
export function versionsOf(query: URLSearchParams, nowMs: number): readonly Json[] {
  const wanted = query.getAll('clusterVersions')
  const offered = offeredAt(nowMs)
  const known =
    query.get('includeAll') === 'true' ? eksVersions.filter(({ releaseMs }) => releaseMs <= nowMs) : offered
  const newest = Math.max(...offered.map(({ minor }) => minor))
  const status = query.get('versionStatus')
  return [...known]
    .reverse()
    .filter(({ minor }) => wanted.length === 0 || wanted.includes(minorText(minor)))
    .filter((version) => status === null || supportOf(version, nowMs) === status)
    .filter(({ minor }) => query.get('defaultOnly') !== 'true' || minor === newest)
    .map((version) => {
      const support = supportOf(version, nowMs)
      return {
        clusterVersion: minorText(version.minor),
        clusterType: 'eks',
        defaultPlatformVersion: `eks.${version.platform}`,
        defaultVersion: version.minor === newest,
        releaseDate: seconds(version.releaseMs),
        endOfStandardSupportDate: seconds(version.endOfStandardMs),
        endOfExtendedSupportDate: seconds(version.endOfExtendedMs),
        // In capitals in what EKS answers, whatever its model says.
        status: support,
        versionStatus: support,
        kubernetesPatchVersion: `1.${version.minor}.${version.patch}`,
        controlPlaneScalingTiers: tiersOf(version.minor),
      }
    })
}
