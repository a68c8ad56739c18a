// When EKS offered which Kubernetes version and until when it supports it, and which patch it runs. Dates of
// AWS's version calendar; nothing here decides what a cluster runs.
import { dayMs } from './clock.ts'

export interface EksVersion {
  readonly minor: number
  readonly releaseMs: number
  readonly endOfStandardMs: number
  readonly endOfExtendedMs: number
  readonly patch: number
  readonly platform: number
}

const version = (
  minor: number,
  release: string,
  endOfStandard: string,
  endOfExtended: string,
  patch: number,
  platform: number,
): EksVersion => ({
  minor,
  releaseMs: Date.parse(release),
  endOfStandardMs: Date.parse(endOfStandard),
  endOfExtendedMs: Date.parse(endOfExtended),
  patch,
  platform,
})

/** Oldest first. */
export const eksVersions: readonly EksVersion[] = [
  version(26, '2023-04-11', '2024-06-11', '2025-06-11', 15, 50),
  version(27, '2023-05-24', '2024-07-24', '2025-07-24', 16, 46),
  version(28, '2023-09-26', '2024-11-26', '2025-11-26', 15, 44),
  version(29, '2024-01-23', '2025-03-23', '2026-03-23', 15, 40),
  version(30, '2024-05-23', '2025-07-23', '2026-07-23', 14, 36),
  version(31, '2024-09-26', '2025-11-26', '2026-11-26', 13, 30),
  version(32, '2025-01-23', '2026-03-23', '2027-03-23', 9, 27),
  version(33, '2025-05-29', '2026-07-29', '2027-07-29', 5, 20),
  version(34, '2025-10-02', '2026-12-02', '2027-12-02', 2, 12),
  version(35, '2026-01-28', '2027-03-27', '2028-03-27', 1, 6),
  version(36, '2026-06-02', '2027-08-02', '2028-08-02', 0, 3),
]

export type SupportStatus = 'STANDARD_SUPPORT' | 'EXTENDED_SUPPORT' | 'UNSUPPORTED'

/** Support ends at 00:00 UTC of its last day. */
export function supportOf(version: EksVersion, nowMs: number): SupportStatus {
  if (nowMs < version.endOfStandardMs) return 'STANDARD_SUPPORT'
  return nowMs < version.endOfExtendedMs ? 'EXTENDED_SUPPORT' : 'UNSUPPORTED'
}

export const versionOfMinor = (minor: number): EksVersion =>
  eksVersions.find((known) => known.minor === minor) ?? (eksVersions[0] as EksVersion)

/** What EKS offers at this time, oldest first. */
export const offeredAt = (nowMs: number): readonly EksVersion[] =>
  eksVersions.filter(
    ({ releaseMs, endOfExtendedMs }) => releaseMs <= nowMs && nowMs < endOfExtendedMs + 90 * dayMs,
  )

/** The newest in standard support; the fleet's versions are counted down from it. */
export function newestMinorAt(nowMs: number): number {
  const offered = eksVersions.filter(({ releaseMs }) => releaseMs <= nowMs)
  return (offered.at(-1) ?? (eksVersions[0] as EksVersion)).minor
}

export const minorText = (minor: number): string => `1.${minor}`
export const gitVersionOf = (minor: number): string =>
  `v1.${minor}.${versionOfMinor(minor).patch}-eks-113cf36`
