// One cluster, whole: how it stands and why, its facts, its other names, who told what when, and the parts
// its provider lists. Objects in it are asked for page by page elsewhere.
import { z } from 'zod'
import { newestByCluster } from '../../../db/events/read/coverage.ts'
import { findingsByCluster } from '../../../db/relational/read/check-results.ts'
import { aliasesOf } from '../../../db/relational/read/cluster-aliases.ts'
import { listClusterCounts } from '../../../db/relational/read/cluster-counts.ts'
import { toldOfCluster } from '../../../db/relational/read/cluster-facts.ts'
import { listParts } from '../../../db/relational/read/cluster-parts.ts'
import { listClusterVersions } from '../../../db/relational/read/cluster-versions.ts'
import { fleetClusters } from '../../../db/relational/read/fleet.ts'
import { listSourceHealth } from '../../../db/relational/read/source-health.ts'
import { notFound } from '../../../domain/errors.ts'
import { type ClusterAlias, type ClusterFacts, mergeClusterFacts } from '../../../domain/model/cluster.ts'
import type { ClusterCounts } from '../../../domain/model/cluster-counts.ts'
import { clusterIdSchema } from '../../../domain/model/cluster-id-input.ts'
import type { ClusterPart, PartKind } from '../../../domain/model/cluster-part.ts'
import type { CollectionHealth, CollectionState, Trouble } from '../../../domain/model/collection.ts'
import { type FleetRow, rowOf } from '../../../domain/model/fleet-row.ts'
import { controlPlaneLimits } from '../../../domain/support/control-plane-limits.ts'
import { calendarWith } from '../../../domain/support/shipped-calendar.ts'
import { grantScope } from '../../auth/scope.ts'
import type { QueryContext } from '../../context.ts'
import { heardByCluster, simulatedSources, unheard } from './freshness.ts'
import { judgeCluster, supportOn } from './judged-cluster.ts'

export const fleetClusterInput = z.strictObject({ clusterId: clusterIdSchema })

/** Most parts of a kind that are told; `partTotals` counts them all. */
const partLimit = 500
const shownParts = ['add-on', 'capability', 'fargate-profile', 'insight', 'node-group', 'update'] as const
type ShownPart = (typeof shownParts)[number]

export interface ToldCluster {
  readonly sourceId: string
  readonly observedAt: Date
  readonly goneAt: Date | null
  /** Null when nobody said how reading it goes. */
  readonly state: CollectionState | null
  readonly troubles: readonly Trouble[]
}

export interface FleetCluster {
  readonly row: FleetRow
  readonly facts: ClusterFacts
  readonly aliases: readonly ClusterAlias[]
  readonly told: readonly ToldCluster[]
  /** Null while its objects are not read. */
  readonly counts: (ClusterCounts & { readonly countedAt: Date }) | null
  readonly parts: { readonly [Kind in ShownPart]: readonly Extract<ClusterPart, { kind: Kind }>[] }
  /** All kinds; one that nobody told is absent. */
  readonly partTotals: Partial<Record<PartKind, number>>
  /** Of its control plane's tier and version; null where none are published. */
  readonly limits: ReturnType<typeof controlPlaneLimits>
  readonly now: Date
}

async function partsOf(ctx: QueryContext, clusterId: string): Promise<FleetCluster['parts']> {
  const lists = await Promise.all(
    shownParts.map((kind) =>
      listParts(ctx.relational, { among: [clusterId], kind, after: null, limit: partLimit }),
    ),
  )
  const parts = shownParts.map((kind, place) => [kind, lists[place] ?? []] as const)
  return Object.fromEntries(parts) as unknown as FleetCluster['parts']
}

async function toldBySources(ctx: QueryContext, clusterId: string) {
  const told = await toldOfCluster(ctx.relational, { clusterId, limit: 100 })
  const sourceIds = told.map(({ sourceId }) => sourceId)
  const health = await listSourceHealth(ctx.relational, { limit: 100, sourceIds })
  return { told, health }
}

/** Of a source of many clusters only what concerns this one or all of them. */
function troublesOf(health: CollectionHealth | undefined, name: string): readonly Trouble[] {
  if (health === undefined || health.clusterIds.length === 1) return health?.troubles ?? []
  return health.troubles.filter(({ subject }) => subject === '' || subject.includes(name))
}

/** Throws NotFound for a cluster that is not known, or that this viewer may not see. */
export async function fleetCluster(
  ctx: QueryContext,
  { clusterId }: z.infer<typeof fleetClusterInput>,
): Promise<FleetCluster> {
  const { relational, events } = ctx
  const scope = grantScope(ctx.viewer, { clusters: [clusterId] }, [])
  const missing = () => notFound(`no cluster ${clusterId} is known here`)
  if (scope.clusters !== 'all' && !scope.clusters.includes(clusterId)) throw missing()
  const now = ctx.clock.now()
  const [[known], [counts], [found], aliases, parts, { told, health }, versions, newest] = await Promise.all([
    fleetClusters(relational, { among: [clusterId], goneAfter: new Date(0), limit: 1 }),
    listClusterCounts(relational, { among: [clusterId], afterId: '', limit: 1 }),
    findingsByCluster(relational, { among: [clusterId], now, limit: 1 }),
    aliasesOf(relational, { clusterIds: [clusterId], limit: 100 }),
    partsOf(ctx, clusterId),
    toldBySources(ctx, clusterId),
    listClusterVersions(relational, { limit: 1_000 }),
    newestByCluster(events, { scope, limit: 1 }),
  ])
  if (known === undefined) throw missing()
  const simulated = simulatedSources(ctx.collecting)
  const tellers = told.filter(({ goneAt }) => goneAt === null)
  const heard = heardByCluster(tellers, health, newest, now, simulated).get(clusterId) ?? unheard
  const row = judgeCluster(known, heard, found, {
    supportFor: supportOn(calendarWith(versions), now),
    now,
    ownerOf: ctx.owners.ownerOf,
  })
  const healthOf = new Map(health.map((one) => [one.health.sourceId, one.health]))
  const partSums = Object.entries(known.partSums).map(([kind, { total }]) => [kind, total])
  return {
    row: rowOf(row),
    facts: mergeClusterFacts(tellers),
    aliases: aliases.map(({ kind, value }) => ({ kind, value }) as ClusterAlias),
    told: told.map(({ sourceId, observedAt, goneAt }) => ({
      ...{ sourceId, observedAt, goneAt },
      state: healthOf.get(sourceId)?.state ?? null,
      troubles: troublesOf(healthOf.get(sourceId), row.name),
    })),
    counts: counts ?? null,
    parts,
    partTotals: Object.fromEntries(partSums) as FleetCluster['partTotals'],
    // Tiers are EKS's; what another provider's control plane can carry nobody publishes.
    limits: row.provider === 'eks' ? controlPlaneLimits(row.tier ?? 'standard', row.version ?? '') : null,
    now,
  }
}
