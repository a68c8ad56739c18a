// One cluster as lists show it, judged from what the stores hold of it: support by calendar and day, health, owner,
// fee, what our checks found. Pure over what it is given; reads nothing.
import type { ClusterFindings } from '../../../db/relational/read/check-results.ts'
import type { FleetClusterRow } from '../../../db/relational/read/fleet.ts'
import { type ClusterProvider, clusterProviders } from '../../../domain/model/cluster.ts'
import { judgeHealth } from '../../../domain/model/cluster-health.ts'
import type { FindingStatus } from '../../../domain/model/finding.ts'
import {
  type ComputeKind,
  computeKinds,
  type FleetBackup,
  type FoundCluster,
  type FoundUnder,
} from '../../../domain/model/fleet-row.ts'
import type { PartSums } from '../../../domain/model/part-sums.ts'
import type { ClusterVersion } from '../../../domain/support/calendar.ts'
import { controlPlaneFee, extendedSupport } from '../../../domain/support/control-plane-fee.ts'
import { supportBand } from '../../../domain/support/support-band.ts'
import {
  type SupportQuestion,
  type SupportStatus,
  supportOf,
} from '../../../domain/support/support-status.ts'
import type { QueryContext } from '../../context.ts'
import type { Heard } from './freshness.ts'

export interface Judging {
  readonly supportFor: (question: SupportQuestion) => SupportStatus
  readonly now: Date
  readonly ownerOf: QueryContext['owners']['ownerOf']
}

/** Of thousands of clusters there are a handful of versions: each is judged once. */
export function supportOn(
  calendar: readonly ClusterVersion[],
  now: Date,
): (question: SupportQuestion) => SupportStatus {
  const judged = new Map<string, SupportStatus>()
  return (question) => {
    const { provider, version, supportType } = question
    const key = `${provider} ${version} ${supportType}`
    const known = judged.get(key) ?? supportOf(question, calendar, now)
    judged.set(key, known)
    return known
  }
}

const providerOf = (text: string | null): ClusterProvider | null =>
  clusterProviders.find((provider) => provider === text) ?? null

function computeOf({ counts, facts }: FleetClusterRow): ComputeKind[] {
  const counted = counts?.nodesByCompute ?? {}
  const kinds = computeKinds.filter((kind) => (counted[kind] ?? 0) > 0)
  // The provider says so even where no node is known yet.
  if (facts.autoMode === true && !kinds.includes('auto-mode')) kinds.push('auto-mode')
  return kinds.sort((left, right) => (counted[right] ?? 0) - (counted[left] ?? 0))
}

function judgedHealth(row: FleetClusterRow, heard: Heard) {
  const { partSums } = row
  const { nodes, nodesReady, pods, podsPending } = countsOf(row, heard)
  return judgeHealth({
    status: row.status,
    issues: row.facts.issues ?? [],
    troubledParts: Object.values(partSums).flatMap((sums: PartSums) => sums.troubled),
    nodes: nodes === null ? null : { total: nodes, ready: nodesReady ?? 0 },
    pods: pods === null ? null : { total: pods, pending: podsPending ?? 0 },
    staleSince: heard.isStale ? heard.asOf : null,
    isTold: row.toldAt !== null,
  })
}

/** What may not be listed is counted nowhere, and is not none. */
function countsOf({ counts }: FleetClusterRow, { refused }: Heard) {
  const ofNodes = refused?.has('nodes') ? null : counts
  const ofPods = refused?.has('pods') ? null : counts
  return {
    nodes: ofNodes?.nodes ?? null,
    nodesReady: ofNodes?.nodesReady ?? null,
    pods: ofPods?.pods ?? null,
    podsPending: ofPods?.podsPending ?? null,
    gpus: ofNodes?.gpus ?? null,
  }
}

function sumsOf({ partSums }: FleetClusterRow) {
  const { insight, 'add-on': addOn } = partSums
  return {
    findings: insight === undefined ? null : { error: insight.errors, warning: insight.warnings },
    addOns:
      addOn === undefined || addOn.behind === null ? null : { behind: addOn.behind, total: addOn.total },
  }
}

const worst = ({ errors, warnings, unknowns, isUnread }: ClusterFindings['checks'][number]): FindingStatus =>
  errors > 0 ? 'error' : warnings > 0 ? 'warning' : unknowns > 0 || isUnread ? 'unknown' : 'passing'

/** What our own checks found; null while none has looked. */
function ownFindingsOf(found: ClusterFindings | undefined) {
  if (found === undefined) return { ownFindings: null, checks: null }
  const sum = (of: 'errors' | 'warnings' | 'unknowns') =>
    found.checks.reduce((total, check) => total + check[of], 0)
  return {
    ownFindings: { error: sum('errors'), warning: sum('warnings'), unknown: sum('unknowns') },
    checks: found.checks.map((check) => ({ checkId: check.checkId, status: worst(check) })),
  }
}

function partsOf({ partSums }: FleetClusterRow): Omit<FoundUnder, 'checks'> {
  const { 'add-on': addOn, 'node-group': nodeGroup, 'pod-identity': podIdentity } = partSums
  return {
    addOnList: addOn?.addOns ?? null,
    amiTypes: nodeGroup?.amiTypes ?? null,
    instanceTypes: nodeGroup?.instanceTypes ?? null,
    podIdentity: podIdentity === undefined ? null : podIdentity.total > 0,
  }
}

const instant = (iso: string | null | undefined): Date | null => (iso ? new Date(iso) : null)

/** Shared by all of which nothing was told: one object each makes a fleet of thousands slower to go through. */
const nothingTold: FleetBackup = { isProtected: null, lastBackupAt: null, knownAt: null, unknownWhy: null }

function backupOf({ facts: { backupProtection, backup } }: FleetClusterRow): FleetBackup {
  if (backupProtection === null && !backup) return nothingTold
  return {
    isProtected: backupProtection,
    lastBackupAt: instant(backup?.lastBackupAt),
    knownAt: instant(backup?.knownAt),
    unknownWhy: backup?.unknownWhy ?? null,
  }
}

export function judgeCluster(
  row: FleetClusterRow,
  heard: Heard,
  found: ClusterFindings | undefined,
  judging: Judging,
): FoundCluster {
  const provider = providerOf(row.provider)
  const support = judging.supportFor({
    provider: provider ?? 'kubernetes',
    version: row.version,
    supportType: supportTypeOf(row),
  })
  const isConnected = row.facts.connector !== null
  const fee =
    provider === null
      ? null
      : controlPlaneFee({ provider, support: support.status, tier: row.tier, isConnected })
  const { clusterId, name, accountId, accountName, ouPath, region, version, platformVersion } = row
  const { health, reasons } = judgedHealth(row, heard)
  return {
    clusterId,
    name,
    accountId,
    accountName,
    ouPath,
    region,
    version,
    platformVersion,
    arn: row.facts.arn,
    provider,
    status: row.status,
    support,
    supportBand: supportBand(support, judging.now),
    tier: row.tier,
    compute: computeOf(row),
    ...countsOf(row, heard),
    ...sumsOf(row),
    ...ownFindingsOf(found),
    ...partsOf(row),
    health,
    reasons,
    deletionProtection: row.deletionProtection,
    backup: backupOf(row),
    endpointPublic: row.facts.endpointPublic,
    logging: row.facts.logging,
    owner: judging.ownerOf({ clusterTags: row.tags, accountId }),
    feeMicroUsdPerHour: fee?.microUsdPerHour ?? null,
    extendedMicroUsdPerHour: fee?.parts.find(({ what }) => what === extendedSupport)?.microUsdPerHour ?? 0,
    tags: row.tags,
    sources: heard.sources,
    asOf: heard.asOf,
    isStale: heard.isStale,
    isSimulated: heard.isSimulated,
    goneAt: row.goneAt,
  }
}

function supportTypeOf({ supportType }: FleetClusterRow): 'STANDARD' | 'EXTENDED' | null {
  return supportType === 'STANDARD' || supportType === 'EXTENDED' ? supportType : null
}
