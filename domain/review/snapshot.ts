// How the fleet stood at an instant, as small as a review can be made of it: a row a cluster with what was judged of
// it then, by the rules, names and calendar of that day. Data and sums only; what two of them come to is elsewhere.
import type { FindingStatus } from '../model/finding.ts'
import type { FleetRow } from '../model/fleet-row.ts'
import type { Freshness } from '../model/freshness.ts'
import type { Owner } from '../model/owner.ts'
import { billingHoursPerMonth } from '../support/control-plane-fee.ts'
import type { SupportPhase } from '../support/support-status.ts'
import type { HeadlineId } from './review.ts'

/** Of stored snapshots; one of another form is not read. */
export const snapshotForm = 1

export interface FindingSnapshot {
  /** Of the finding; unique in its cluster. */
  readonly id: string
  readonly check: string
  readonly status: Exclude<FindingStatus, 'passing'>
  /** "NodeGroup workers", "ServiceAccount shop/cart". */
  readonly subject: string
  /** Absent: the cluster's own. */
  readonly owner?: string
  /** "2026-12-02", 00:00 UTC; absent when no day presses. */
  readonly deadline?: string
  /** Somebody lives with it for now. */
  readonly waived?: true
}

/** Name → version; "" where none is told. */
export type PartVersions = Readonly<Record<string, string>>

export interface ClusterSnapshot {
  readonly clusterId: string
  readonly name: string
  readonly owner: string
  readonly provider: string | null
  readonly version: string | null
  readonly tier: string | null
  readonly createdAt: string | null
  readonly support: SupportPhase
  /** Days. */
  readonly supportEnds: string | null
  readonly supportNext: 'extended' | 'unsupported' | null
  readonly forcedUpgrade: string | null
  /** Of extended support, now; micro-dollars an hour. */
  readonly extendedMicroUsd: number
  /** Whether its fee can be told: then extended support has a price, too. */
  readonly hasFee: boolean
  readonly protection: boolean | null
  /** Null: not told. */
  readonly addOns: PartVersions | null
  /** Version and image: "1.33 AL2023_x86_64_STANDARD". */
  readonly nodeGroups: PartVersions | null
  /** Open ones, worst first, at most `findingsKept`; what is unknown or waived is among them. */
  readonly findings: readonly FindingSnapshot[]
  /** Open ones that are not listed. */
  readonly findingsLeftOut: number
  /** Null: not stale. */
  readonly staleSince: string | null
  /** A source speaks of it. */
  readonly isHeard: boolean
  readonly isSimulated: boolean
}

export interface VersionDays {
  readonly provider: string
  readonly version: string
  /** Days; null where nobody said. */
  readonly releasedOn: string | null
  readonly standardEnds: string | null
  readonly extendedEnds: string | null
  readonly source: string
}

export interface FleetSnapshot {
  readonly takenAt: string
  /** By cluster id. */
  readonly clusters: readonly ClusterSnapshot[]
  readonly owners: readonly Owner[]
  /** Of versions in use. */
  readonly calendar: readonly VersionDays[]
  /** Newest instant that any cluster had data for. */
  readonly asOf: string | null
}

/** What the fleet came to on a day, kept beside its snapshot, so that a line over days needs no clusters. */
export type SnapshotSums = Readonly<Record<HeadlineId, number | null>>

/** A cluster with more is listed with its worst ones, and the rest is counted. */
export const findingsKept = 200
const partsKept = 100
const nameMost = 160

const dayOf = (at: Date | null): string | null => at?.toISOString().slice(0, 10) ?? null

/** What of a cluster is read beside its row in the fleet. */
export interface ClusterMatter {
  readonly createdAt: string | null
  readonly addOns: PartVersions | null
  readonly nodeGroups: PartVersions | null
  /** Open findings, worst first. */
  readonly findings: readonly FindingSnapshot[]
}

function bounded(parts: PartVersions | null): PartVersions | null {
  return parts && Object.fromEntries(Object.entries(parts).sort().slice(0, partsKept))
}

export function clusterSnapshot(row: FleetRow, matter: ClusterMatter): ClusterSnapshot {
  const { support } = row
  return {
    clusterId: row.clusterId,
    name: row.name.slice(0, nameMost),
    owner: row.owner.id,
    provider: row.provider,
    version: row.version,
    tier: row.tier,
    createdAt: matter.createdAt,
    support: support.status,
    supportEnds: dayOf(support.endsAt),
    supportNext: support.next,
    forcedUpgrade: dayOf(support.forcedUpgradeAt),
    extendedMicroUsd: row.extendedMicroUsdPerHour,
    hasFee: row.feeMicroUsdPerHour !== null,
    protection: row.deletionProtection,
    addOns: bounded(matter.addOns),
    nodeGroups: bounded(matter.nodeGroups),
    findings: matter.findings
      .slice(0, findingsKept)
      .map((finding) => ({ ...finding, subject: finding.subject.slice(0, nameMost) })),
    findingsLeftOut: Math.max(0, matter.findings.length - findingsKept),
    staleSince: row.isStale ? (row.asOf?.toISOString() ?? null) : null,
    isHeard: row.asOf !== null,
    isSimulated: row.isSimulated,
  }
}

/** Micro-dollars an hour → USD a month of 730 hours. */
export const usdPerMonth = (microUsdPerHour: number): number =>
  Math.round((microUsdPerHour * billingHoursPerMonth) / 10_000) / 100

export const sumOf = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0)

/** An error or a warning that nobody waived. */
export const isLiving = ({ status, waived }: FindingSnapshot): boolean =>
  status !== 'unknown' && waived !== true

/** Errors that stand in the way of the next version. */
export const blockersOf = (cluster: ClusterSnapshot, blocking: ReadonlySet<string>): FindingSnapshot[] =>
  cluster.findings.filter((one) => one.status === 'error' && isLiving(one) && blocking.has(one.check))

export function snapshotSums(
  clusters: readonly ClusterSnapshot[],
  blocking: ReadonlySet<string>,
): SnapshotSums {
  return {
    clusters: clusters.length,
    'standard-support': clusters.filter(({ support }) => support === 'standard').length,
    'extended-support': usdPerMonth(sumOf(clusters, ({ extendedMicroUsd }) => extendedMicroUsd)),
    'upgrade-blockers': sumOf(clusters, (cluster) => blockersOf(cluster, blocking).length),
    'control-planes': null,
    'compute-cost': null,
  }
}

/** Of some clusters of a snapshot, as every answer tells it. */
export function freshnessOf({ clusters, asOf }: Pick<FleetSnapshot, 'clusters' | 'asOf'>): Freshness {
  const heard = clusters.filter(({ isHeard }) => isHeard)
  const stale = heard.flatMap(({ clusterId, staleSince }) =>
    staleSince === null ? [] : [{ clusterId, since: new Date(staleSince) }],
  )
  return {
    asOf: heard.length === 0 || asOf === null ? null : new Date(asOf),
    clustersCovered: heard.length - stale.length,
    clustersTotal: heard.length,
    stale: stale.sort((left, right) => left.since.getTime() - right.since.getTime()).slice(0, staleListed),
    simulated: heard.some(({ isSimulated }) => isSimulated),
  }
}
const staleListed = 1_000
