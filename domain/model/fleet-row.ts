// One cluster as the fleet's table shows it, and what it is found under besides. Data only; it is joined in
// server/queries/fleet.
import type { SupportBand } from '../support/support-band.ts'
import type { SupportStatus } from '../support/support-status.ts'
import type { ClusterHealth, HealthReason } from './cluster-health.ts'
import type { ClusterId } from './cluster-id.ts'
import type { FindingStatus } from './finding.ts'
import type { Owner } from './owner.ts'
import type { ListedAddOn } from './part-sums.ts'

/** How a cluster gets its nodes, the most of them first. */
export const computeKinds = [
  'karpenter',
  'auto-mode',
  'managed',
  'self-managed',
  'fargate',
  'hybrid',
] as const
export type ComputeKind = (typeof computeKinds)[number]

/** Whether AWS Backup protects a cluster. */
export interface FleetBackup {
  /** Null: not known. */
  readonly isProtected: boolean | null
  /** Null also where no time was told. */
  readonly lastBackupAt: Date | null
  /** When AWS Backup last answered; null: it never did, or was not asked. */
  readonly knownAt: Date | null
  /** Null also where nobody asked. */
  readonly unknownWhy: string | null
}

export interface FleetRow {
  readonly clusterId: ClusterId
  readonly arn: string | null
  readonly name: string
  readonly accountId: string | null
  readonly accountName: string | null
  readonly ouPath: string | null
  readonly region: string | null
  readonly provider: string | null
  /** "1.33"; null when no source told. */
  readonly version: string | null
  readonly platformVersion: string | null
  /** The provider's life-cycle word. */
  readonly status: string | null
  readonly support: SupportStatus
  readonly supportBand: SupportBand
  readonly tier: string | null
  /** Kinds its nodes are of, most nodes first; empty when not known. */
  readonly compute: readonly ComputeKind[]
  /** Null while its objects are not read: a gap, not a zero. */
  readonly nodes: number | null
  readonly nodesReady: number | null
  readonly pods: number | null
  readonly podsPending: number | null
  readonly gpus: number | null
  readonly health: ClusterHealth
  readonly reasons: readonly HealthReason[]
  /** Open findings of our own checks that nobody waived; null while none has looked. */
  readonly ownFindings: { readonly error: number; readonly warning: number; readonly unknown: number } | null
  /** Of the provider's own insights; null when none were read. */
  readonly findings: { readonly error: number; readonly warning: number } | null
  /** Add-ons of which a newer version is listed, and all; null when none were read. */
  readonly addOns: { readonly behind: number; readonly total: number } | null
  readonly deletionProtection: boolean | null
  readonly backup: FleetBackup
  readonly endpointPublic: boolean | null
  readonly logging: readonly string[] | null
  readonly owner: Owner
  /** Control-plane fee now, in micro-dollars an hour; null when it cannot be told. */
  readonly feeMicroUsdPerHour: number | null
  /** The part of it that is for extended support. */
  readonly extendedMicroUsdPerHour: number
  readonly tags: Readonly<Record<string, string>>
  /** Newest instant any of its sources is complete for; null when none ever was. */
  readonly asOf: Date | null
  readonly isStale: boolean
  /** One of its sources makes up what it tells. */
  readonly isSimulated: boolean
  /** Kinds of sources that speak of it: "eks-api", "kube-api", "audit-log". */
  readonly sources: readonly string[]
  readonly goneAt: Date | null
}

/** What a cluster is found, told apart and counted by, and no row of the table shows. Null: not read. */
export interface FoundUnder {
  readonly addOnList: readonly ListedAddOn[] | null
  /** Node groups by AMI type, "" for those that name none. */
  readonly amiTypes: Readonly<Record<string, number>> | null
  /** Of any node group. */
  readonly instanceTypes: readonly string[] | null
  /** True when any pod identity is associated. */
  readonly podIdentity: boolean | null
  /** The worst open finding of each of our checks that nobody waived; "unknown" also when one could not look. */
  readonly checks: readonly { readonly checkId: string; readonly status: FindingStatus }[] | null
}
export type FoundCluster = FleetRow & FoundUnder

/** A cluster without what no row shows. */
export function rowOf(cluster: FoundCluster): FleetRow {
  const { addOnList, amiTypes, instanceTypes, podIdentity, checks, ...row } = cluster
  return row
}
