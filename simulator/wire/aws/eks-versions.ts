// Versions of Kubernetes that EKS offers, until when it supports each, and what its provisioned control planes
// carry with each.
import { limitsOf, provisionedTiers } from '../../physics/tiers.ts'
import { eksVersions, minorText, offeredAt, supportOf } from '../../world/calendar.ts'
import { type Json, seconds } from './eks-common.ts'

function tiersOf(minor: number): readonly Json[] {
  return provisionedTiers.flatMap((tierName) => {
    const limits = limitsOf(tierName, minor)
    if (limits === undefined) return []
    return [
      {
        tierName,
        apiRequestConcurrency: limits.seats,
        podSchedulingRatePerSecond: limits.podsPerSecond,
        clusterDatabaseSizeGb: limits.databaseGb,
      },
    ]
  })
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
