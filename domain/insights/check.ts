// The contract of a check: one thing that goes wrong for whoever runs clusters, and how we know. A check is pure:
// it judges the slice of one cluster that it is given, calls nothing, and reports on nothing else. What could not
// be read is never taken for well: the check is then "unknown", with the reason.
import type { ClusterProvider } from '../model/cluster.ts'
import type { ClusterId } from '../model/cluster-id.ts'
import type { ClusterSlices, SliceName, Slices } from '../model/cluster-slices.ts'
import {
  type CheckResult,
  type Evidence,
  type EvidenceSignal,
  type Finding,
  type FindingStatus,
  worstStatus,
} from '../model/finding.ts'
import type { SupportStatus } from '../support/support-status.ts'

/** What a check is given: the cluster and the slices it needs, all of them read. */
export type Slice<Needs extends SliceName> = { readonly [Name in Needs | 'cluster']: Slices[Name] } & {
  readonly clusterId: ClusterId
  readonly now: Date
  /** The instant each slice is true for. */
  readonly at: { readonly [Name in Needs | 'cluster']: Date }
}

export interface Check<Needs extends SliceName = SliceName, Params extends object = object> {
  /** Stable, and never used again for something else. */
  readonly id: string
  readonly title: string
  /** What goes wrong for the reader, in a sentence or two. */
  readonly about: string
  /** When it is an error and when a warning, in words. */
  readonly severityRule: string
  /** Beside the cluster itself. */
  readonly needs: readonly Needs[]
  readonly params: Params
  /** What to do about it, in general; each finding says it for its subject. */
  readonly remedy: string
  /** Where rules and dates were read. */
  readonly sources: readonly string[]
  /** Title of the provider's own check on the same thing; null when it has none. */
  readonly providerTitle: RegExp | null
  /** Whether its errors stand in the way of the next version; others press without blocking. */
  readonly blocksUpgrade: boolean
  /** Providers it says anything about; null for all. */
  readonly providers: readonly ClusterProvider[] | null
  evaluate(slice: Slice<Needs>, params: Params): readonly Finding[]
}

export interface Told {
  readonly signal: EvidenceSignal
  readonly says: string
  readonly at: Date
  readonly count?: number
  readonly names?: readonly string[]
}

/** What a check says of a subject; what is left out is empty. */
export type Said = Pick<Finding, 'subject' | 'status' | 'summary' | 'recommendation' | 'evidence'> &
  Partial<Pick<Finding, 'about' | 'ownerHint' | 'lastSeenAt' | 'deadline'>>

export const findingOf = (checkId: string, { clusterId }: { clusterId: ClusterId }, said: Said): Finding => ({
  about: '',
  ownerHint: {},
  lastSeenAt: null,
  deadline: null,
  ...said,
  checkId,
  clusterId,
})

const namesShown = 20

export const evidence = ({ signal, says, at, count, names = [] }: Told): Evidence => ({
  signal,
  says,
  at,
  count: count ?? null,
  names: names.slice(0, namesShown),
})

/** Severity by how many upgrades of one minor away it breaks: the next one, or a later one. */
export const severityOf = (upgrades: number): 'error' | 'warning' => (upgrades <= 1 ? 'error' : 'warning')

/** The cluster itself as a subject. */
export const clusterSubject = (clusterId: ClusterId) => ({
  kind: 'Cluster',
  namespace: null,
  name: clusterId,
})

/** "3 nodes", "1 node". */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Nothing can be said of a cluster's next version while its own is not known. */
export const versionUnknown = (checkId: string, slice: Slice<'cluster'>): Finding =>
  findingOf(checkId, slice, {
    subject: clusterSubject(slice.clusterId),
    status: 'unknown',
    summary: 'Nobody told which Kubernetes version the cluster runs, so its next one is not known either.',
    evidence: [
      evidence({ signal: 'provider', says: 'the version is missing in what is told', at: slice.at.cluster }),
    ],
    recommendation: 'Let a source read its version: /version of its API server, or its provider.',
  })

/** When a cluster stops standing as well as it does today: the next day its support changes or it is upgraded. */
export function deadlineOf({ endsAt, forcedUpgradeAt }: SupportStatus): Date | null {
  if (endsAt === null || forcedUpgradeAt === null) return endsAt ?? forcedUpgradeAt
  return endsAt < forcedUpgradeAt ? endsAt : forcedUpgradeAt
}

/** Null where a check says nothing about such a cluster. */
export function runCheck(check: Check, slices: ClusterSlices): CheckResult | null {
  const { clusterId, now, cluster } = slices
  const { id: checkId, providers } = check
  if (providers !== null && cluster.ok && !providers.includes(cluster.data.provider)) return null
  const at: Record<string, Date> = {}
  const data: Record<string, unknown> = {}
  for (const name of new Set<SliceName>(['cluster', ...check.needs])) {
    const read = slices[name]
    if (!read.ok) {
      return { checkId, clusterId, status: 'unknown', findings: [], unreadBecause: read.reason, asOf: null }
    }
    at[name] = read.at
    data[name] = read.data
  }
  // Exactly the slices it said it needs: one that it forgot to name is not there.
  const slice = { ...data, clusterId, now, at } as unknown as Slice<SliceName>
  const findings = check.evaluate(slice, check.params)
  const status: FindingStatus = worstStatus(findings.map((finding) => finding.status))
  const asOf = new Date(Math.min(...Object.values(at).map((each) => each.getTime())))
  return { checkId, clusterId, status, findings, unreadBecause: null, asOf }
}
