// Calendars this release ships with: what holds where no provider told its own. Data only, each table with
// where it was read and when. Patch releases are left out: they would be old the day this is installed.
import type { ClusterProvider } from '../model/cluster.ts'
import type { ClusterVersion } from './calendar.ts'

/** Version, released, first day without standard support, first day without extended support. */
type Row = readonly [string, string, string, string | null]

const eksGuide = 'Amazon EKS user guide, Kubernetes versions, read 2026-08'
const endOfLife = 'endoflife.date, read 2026-08-22'

const eksByGuide: readonly Row[] = [
  ['1.34', '2025-10-02', '2026-12-02', '2027-12-02'],
  ['1.33', '2025-05-29', '2026-07-29', '2027-07-29'],
  ['1.32', '2025-01-23', '2026-03-23', '2027-03-23'],
  ['1.31', '2024-09-26', '2025-11-26', '2026-11-26'],
  ['1.30', '2024-05-23', '2025-07-23', '2026-07-23'],
  ['1.29', '2024-01-23', '2025-03-23', '2026-03-23'],
  ['1.28', '2023-09-26', '2024-11-26', '2025-11-26'],
  ['1.27', '2023-05-24', '2024-07-24', '2025-07-24'],
  ['1.26', '2023-04-11', '2024-06-11', '2025-06-11'],
  ['1.25', '2023-02-22', '2024-05-01', '2025-05-01'],
  ['1.24', '2022-11-15', '2024-01-31', '2025-01-31'],
]

const eksByEndOfLife: readonly Row[] = [
  ['1.36', '2026-06-02', '2027-08-02', '2028-08-02'],
  ['1.35', '2026-01-28', '2027-03-27', '2028-03-27'],
  ['1.23', '2022-08-11', '2023-10-11', '2024-10-11'],
  ['1.22', '2022-04-04', '2023-06-04', '2024-09-01'],
  ['1.21', '2021-07-19', '2023-02-16', '2024-07-15'],
  ['1.20', '2021-05-18', '2022-11-01', null],
  ['1.19', '2021-02-16', '2022-08-01', null],
  ['1.18', '2020-10-13', '2022-08-15', null],
]

/** Extended support of GKE is sold from 1.27 on, but its days are not in this source: see support-status.ts. */
const gke: readonly Row[] = [
  ['1.36', '2026-06-09', '2027-08-09', null],
  ['1.35', '2026-02-11', '2027-04-11', null],
  ['1.34', '2025-09-30', '2026-10-01', null],
  ['1.33', '2025-06-03', '2026-08-03', null],
  ['1.32', '2025-02-11', '2026-04-11', null],
  ['1.31', '2024-10-25', '2026-01-16', null],
  ['1.30', '2024-07-31', '2025-09-30', null],
  ['1.29', '2024-01-26', '2025-04-12', null],
  ['1.28', '2023-12-04', '2025-02-04', null],
  ['1.27', '2023-06-15', '2024-10-01', null],
  ['1.26', '2023-03-31', '2024-06-30', null],
  ['1.25', '2022-12-14', '2024-03-30', null],
  ['1.24', '2022-06-23', '2023-10-31', null],
  ['1.23', '2022-05-03', '2023-07-31', null],
  ['1.22', '2022-03-07', '2023-04-30', null],
  ['1.21', '2021-10-01', '2023-01-31', null],
  ['1.20', '2021-06-09', '2022-08-01', null],
  ['1.19', '2021-04-14', '2022-06-01', null],
  ['1.18', '2021-03-29', '2022-03-01', null],
  ['1.17', '2021-03-29', '2021-11-01', null],
]

/** Extended is AKS's long-term support. */
const aks: readonly Row[] = [
  ['1.36', '2026-06-30', '2027-06-30', '2028-06-30'],
  ['1.35', '2026-03-05', '2027-03-31', '2028-03-31'],
  ['1.34', '2026-01-04', '2026-11-30', '2027-11-30'],
  ['1.33', '2025-06-17', '2026-07-31', '2027-07-31'],
  ['1.32', '2025-04-06', '2026-03-31', '2027-03-31'],
  ['1.31', '2024-10-25', '2025-11-01', '2026-11-30'],
  ['1.30', '2024-08-05', '2025-08-22', '2026-07-31'],
  ['1.29', '2024-03-18', '2025-03-31', '2026-04-30'],
  ['1.28', '2023-11-07', '2025-01-31', '2026-02-28'],
  ['1.27', '2023-08-16', '2024-07-31', '2025-07-31'],
  ['1.26', '2023-04-18', '2024-04-11', null],
  ['1.25', '2022-12-14', '2024-01-14', null],
  ['1.24', '2022-08-17', '2023-07-31', null],
  ['1.23', '2022-04-26', '2023-04-02', null],
  ['1.22', '2022-01-10', '2022-12-04', null],
  ['1.21', '2021-08-18', '2022-07-31', null],
]

/** The project itself: standard ends with its last patch release. */
const kubernetes: readonly Row[] = [
  ['1.36', '2026-04-22', '2027-06-28', null],
  ['1.35', '2025-12-17', '2027-02-28', null],
  ['1.34', '2025-08-27', '2026-10-27', null],
  ['1.33', '2025-04-23', '2026-06-28', null],
  ['1.32', '2024-12-11', '2026-02-28', null],
  ['1.31', '2024-08-13', '2025-11-11', null],
  ['1.30', '2024-04-17', '2025-07-15', null],
  ['1.29', '2023-12-13', '2025-02-28', null],
  ['1.28', '2023-08-15', '2024-10-28', null],
  ['1.27', '2023-04-11', '2024-06-28', null],
  ['1.26', '2022-12-08', '2024-02-28', null],
  ['1.25', '2022-08-23', '2023-10-27', null],
  ['1.24', '2022-05-03', '2023-07-28', null],
  ['1.23', '2021-12-07', '2023-02-28', null],
  ['1.22', '2021-08-04', '2022-10-28', null],
  ['1.21', '2021-04-08', '2022-06-28', null],
  ['1.20', '2020-12-08', '2022-02-28', null],
  ['1.19', '2020-08-26', '2021-10-28', null],
  ['1.18', '2020-03-25', '2021-06-18', null],
  ['1.17', '2019-12-07', '2020-12-25', null],
  ['1.16', '2019-09-18', '2020-08-04', null],
]

function shipped(provider: ClusterProvider, rows: readonly Row[], source: string): ClusterVersion[] {
  return rows.map(([version, releasedOn, endOfStandardSupport, endOfExtendedSupport]) => ({
    provider,
    version,
    releasedOn,
    endOfStandardSupport,
    endOfExtendedSupport,
    latestPatch: null,
    latestPlatformVersion: null,
    isDefault: false,
    source,
  }))
}

export const shippedCalendar: readonly ClusterVersion[] = [
  ...shipped('aks', aks, endOfLife),
  ...shipped('eks', eksByEndOfLife, endOfLife),
  ...shipped('eks', eksByGuide, eksGuide),
  ...shipped('gke', gke, endOfLife),
  ...shipped('kubernetes', kubernetes, endOfLife),
]

/** The shipped calendar with what providers told in its place. */
export function calendarWith(told: readonly ClusterVersion[]): readonly ClusterVersion[] {
  const rows = new Map([...shippedCalendar, ...told].map((row) => [`${row.provider} ${row.version}`, row]))
  return [...rows.values()]
}
