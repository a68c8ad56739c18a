// The fleet as its viewer may see it, one row a cluster, joined and judged once for every question on it:
// facts and counts of the relational store, how new they are, support, health, owner and fee. Bounded by
// the clusters of an installation.
import { newestByCluster } from '../../../db/events/read/coverage.ts'
import type { Relational } from '../../../db/relational/client.ts'
import { listClusterVersions } from '../../../db/relational/read/cluster-versions.ts'
import { type FleetClusterRow, fleetClusters } from '../../../db/relational/read/fleet.ts'
import { type ClusterProvider, clusterProviders } from '../../../domain/model/cluster.ts'
import { judgeHealth } from '../../../domain/model/cluster-health.ts'
import { type ComputeKind, computeKinds, type FleetRow } from '../../../domain/model/fleet-row.ts'
import type { Freshness } from '../../../domain/model/freshness.ts'
import type { PartSums } from '../../../domain/model/part-sums.ts'
import type { Scope, ScopeInput } from '../../../domain/model/scope.ts'
import type { ClusterVersion } from '../../../domain/support/calendar.ts'
import { controlPlaneFee, extendedSupport } from '../../../domain/support/control-plane-fee.ts'
import { calendarWith } from '../../../domain/support/shipped-calendar.ts'
import { supportBand } from '../../../domain/support/support-band.ts'
import {
  type SupportQuestion,
  type SupportStatus,
  supportOf,
} from '../../../domain/support/support-status.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { placeCluster } from '../placed-clusters.ts'
import { fleetFreshness, type Heard, readHeard, unheard } from './freshness.ts'

const clusterLimit = 20_000
const versionLimit = 1_000

export interface Fleet {
  readonly scope: Scope
  readonly now: Date
  /** By cluster id; those that are gone are not among them. */
  readonly rows: readonly FleetRow[]
  readonly freshness: Freshness
}

interface Judging {
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

export function judgeCluster(row: FleetClusterRow, heard: Heard, judging: Judging): FleetRow {
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
    health,
    reasons,
    deletionProtection: row.deletionProtection,
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

const readRows = (relational: Relational) =>
  Promise.all([
    fleetClusters(relational, { goneAfter: null, limit: clusterLimit }),
    listClusterVersions(relational, { limit: versionLimit }),
  ])
const underWay = new WeakMap<Relational, ReturnType<typeof readRows>>()

/** Questions that come together, as those of a page do, share one reading: it is most of what they cost. */
function readRegistry(relational: Relational): ReturnType<typeof readRows> {
  const shared = underWay.get(relational)
  if (shared !== undefined) return shared
  const reading = readRows(relational).finally(() => underWay.delete(relational))
  underWay.set(relational, reading)
  return reading
}

/** Everything the viewer may see of what `input` asks for. Throws Invalid for scopes that cannot be honoured. */
export async function readFleet(ctx: QueryContext, input: ScopeInput | undefined): Promise<Fleet> {
  const { relational, events } = ctx
  const now = ctx.clock.now()
  const [clusters, versions] = await readRegistry(relational)
  const judging = { supportFor: supportOn(calendarWith(versions), now), now, ownerOf: ctx.owners.ownerOf }
  const registry = clusters.map((row) => placeCluster(ctx.owners, { ...row, id: row.clusterId }))
  const scope = grantScope(ctx.viewer, input, registry)
  const newest = await newestByCluster(events, { scope, limit: clusterLimit })
  const heard = await readHeard(ctx, newest)
  const seen = scope.clusters === 'all' ? null : new Set(scope.clusters)
  const rows = clusters
    .filter(({ clusterId }) => seen === null || seen.has(clusterId))
    .map((row) => judgeCluster(row, heard.get(row.clusterId) ?? unheard, judging))
  return { scope, now, rows, freshness: fleetFreshness(rows) }
}
