// Fills the slices of a bounded set of clusters: a few questions over all of them at once, then cluster by cluster
// what was read and what was not. Judges nothing; a store that is away is the caller's failure.
import type { Events } from '../../db/events/client.ts'
import {
  componentsByImage,
  namespaceLabels,
  nodeSets,
  tightBudgets,
  weakNamespaces,
} from '../../db/events/read/check-objects.ts'
import type { Relational } from '../../db/relational/client.ts'
import { listParts } from '../../db/relational/read/cluster-parts.ts'
import { listClusterVersions } from '../../db/relational/read/cluster-versions.ts'
import { type FleetClusterRow, fleetClusters, oldApiWrites, toldBy } from '../../db/relational/read/fleet.ts'
import { listSourceHealth } from '../../db/relational/read/source-health.ts'
import { type ClusterProvider, clusterProviders } from '../../domain/model/cluster.ts'
import type { ClusterId } from '../../domain/model/cluster-id.ts'
import type { PartKind } from '../../domain/model/cluster-part.ts'
import {
  type ClusterSlices,
  type ClusterSubject,
  componentImages,
  type Read,
} from '../../domain/model/cluster-slices.ts'
import type { ObjectKind } from '../../domain/model/kube-object.ts'
import type { ClusterVersion } from '../../domain/support/calendar.ts'
import { calendarWith } from '../../domain/support/shipped-calendar.ts'
import { supportOf } from '../../domain/support/support-status.ts'
import { anyOf, asKnown, type Coverage, factsRead, objectsRead, partsRead, type Teller } from './coverage.ts'
import { type LoadedUsage, loadUsage } from './load-usage.ts'

export interface EvaluateStores {
  readonly relational: Relational
  readonly events: Events
}

export interface SliceQuestion {
  readonly clusters: readonly ClusterId[]
  readonly now: Date
  readonly windowDays: number
}

/** Most rows of a sort a cluster: node sets, weak namespaces, components, budgets, namespaces. */
const rowsMost = 2_000
const partsMost = 50_000
const sourcesMost = 10_000

async function readObjects(events: Events, clusters: readonly ClusterId[]) {
  const asked = { clusters, limit: rowsMost }
  const [nodes, weak, components, budgets, labels] = await Promise.all([
    nodeSets(events, asked),
    weakNamespaces(events, asked),
    componentsByImage(events, { ...asked, images: componentImages }),
    tightBudgets(events, asked),
    namespaceLabels(events, asked),
  ])
  return { nodes, weak, components, budgets, labels }
}

async function readRegistry(relational: Relational, clusters: readonly ClusterId[]) {
  const parts = { among: clusters, after: null, limit: partsMost }
  const [rows, told, versions, written, groups, addOns, insights] = await Promise.all([
    fleetClusters(relational, { among: clusters, goneAfter: null, limit: clusters.length }),
    toldBy(relational, { among: clusters, limit: sourcesMost }),
    listClusterVersions(relational, { limit: 1_000 }),
    oldApiWrites(relational, { among: clusters, limit: clusters.length }),
    listParts(relational, { ...parts, kind: 'node-group' }),
    listParts(relational, { ...parts, kind: 'add-on' }),
    listParts(relational, { ...parts, kind: 'insight' }),
  ])
  const sourceIds = [...new Set(told.map(({ sourceId }) => sourceId))]
  const health = await listSourceHealth(relational, { sourceIds, limit: sourcesMost })
  const healthOf = new Map(health.map((row) => [row.health.sourceId, row.health]))
  const tellersOf = (clusterId: ClusterId): Teller[] =>
    told
      .filter((one) => one.clusterId === clusterId)
      .map(({ sourceId, observedAt }) => ({ sourceId, observedAt, health: healthOf.get(sourceId) }))
  return { rows, tellersOf, calendar: calendarWith(versions), written, groups, addOns, insights }
}

type Objects = Awaited<ReturnType<typeof readObjects>>
type Registry = Awaited<ReturnType<typeof readRegistry>>

const own = <Row extends { readonly clusterId: ClusterId }>(
  rows: readonly Row[],
  clusterId: ClusterId,
): Row[] => rows.filter((row) => row.clusterId === clusterId)

const readAs = <Data>(coverage: Coverage, data: Data): Read<Data> =>
  coverage.ok ? { ok: true, data, at: coverage.at } : coverage

const providerOf = (text: string | null): ClusterProvider =>
  clusterProviders.find((provider) => provider === text) ?? 'kubernetes'

function subjectOf(row: FleetClusterRow, calendar: readonly ClusterVersion[], now: Date): ClusterSubject {
  const provider = providerOf(row.provider)
  const supportType =
    row.supportType === 'STANDARD' || row.supportType === 'EXTENDED' ? row.supportType : null
  return {
    name: row.name,
    provider,
    version: row.version,
    status: row.status,
    issues: row.facts.issues?.map((issue) => ({ resourceIds: [], ...issue })) ?? null,
    troubledParts: Object.values(row.partSums).flatMap((sums) => sums.troubled),
    deletionProtection: row.deletionProtection,
    support: supportOf({ provider, version: row.version, supportType }, calendar, now),
    calendar: calendar.filter((one) => one.provider === provider),
  }
}

interface Sides {
  readonly row: FleetClusterRow
  readonly tellers: readonly Teller[]
  readonly objects: Objects
  readonly registry: Registry
  readonly now: Date
}

/** A slice as it was read, and how far: what is old is no slice, but counts beside newer signals. */
interface Side<Data> {
  readonly coverage: Coverage
  readonly data: Data
}
const side = <Data>(coverage: Coverage, data: Data): Side<Data> => ({ coverage, data })
const sliceOf = <Data>({ coverage, data }: Side<Data>): Read<Data> => readAs(coverage, data)
const signalOf = <Data>({ coverage, data }: Side<Data>): Read<Data> => readAs(asKnown(coverage), data)

function objectSides({ row: { clusterId }, tellers, objects, now }: Sides) {
  const labels = new Map(own(objects.labels, clusterId).map((one) => [one.namespace, one.labels]))
  const labelled = <Row extends { readonly namespace: string }>(row: Row) => ({
    ...row,
    namespaceLabels: labels.get(row.namespace) ?? {},
  })
  const reads = (...kinds: ObjectKind[]) => objectsRead(tellers, kinds, now)
  const weak = own(objects.weak, clusterId).map(labelled)
  const components = own(objects.components, clusterId).map(labelled)
  return {
    nodes: side(reads('Node'), own(objects.nodes, clusterId)),
    workloads: side(reads('Deployment', 'StatefulSet'), weak),
    components: side(reads('DaemonSet', 'Deployment', 'StatefulSet'), components),
    budgets: side(reads('PodDisruptionBudget'), own(objects.budgets, clusterId).map(labelled)),
  }
}

function partSides({ row: { clusterId, partSums }, tellers, registry, now }: Sides) {
  const reads = (kind: PartKind, what: string) => partsRead(tellers, what, partSums[kind] !== undefined, now)
  return {
    groups: side(reads('node-group', 'node groups'), own(registry.groups, clusterId)),
    addOns: side(reads('add-on', 'add-ons'), own(registry.addOns, clusterId)),
    insights: side(reads('insight', 'insights'), own(registry.insights, clusterId)),
  }
}

/** Of the last `windowDays`; what nobody dated stands until it is written anew. */
function writtenRead({ row: { clusterId }, tellers, registry, now }: Sides, windowDays: number) {
  const written = registry.written.find((one) => one.clusterId === clusterId)
  if (written === undefined)
    return { ok: false, reason: 'By which versions its objects were written was not read.' } as const
  const since = now.getTime() - windowDays * 86_400_000
  const within = written.writes.filter(({ at }) => at === null || Date.parse(at) >= since)
  return readAs(asKnown(factsRead(tellers, now)), within)
}

function slicesOf(sides: Sides, { calls, audit, metrics }: LoadedUsage, windowDays: number): ClusterSlices {
  const { row, tellers, registry, now } = sides
  const { nodes, workloads, components, budgets } = objectSides(sides)
  const { groups, addOns, insights } = partSides(sides)
  return {
    clusterId: row.clusterId,
    now,
    cluster: readAs(factsRead(tellers, now), subjectOf(row, registry.calendar, now)),
    nodes: sliceOf(nodes),
    'node-images': readAs(anyOf([nodes.coverage, groups.coverage]), {
      nodes: signalOf(nodes),
      groups: signalOf(groups),
    }),
    'kube-proxy': readAs(anyOf([components.coverage, addOns.coverage]), {
      components: signalOf(components),
      addOns: signalOf(addOns),
    }),
    'add-ons': sliceOf(addOns),
    insights: sliceOf(insights),
    workloads: sliceOf(workloads),
    components: sliceOf(components),
    budgets: sliceOf(budgets),
    'api-usage': readAs(anyOf([audit, metrics, insights.coverage]), {
      requests: signalOf(side(audit, calls.requests)),
      annotated: signalOf(side(audit, calls.annotated)),
      metric: readAs(metrics, calls.metric),
      insights: signalOf(insights),
      written: writtenRead(sides, windowDays),
      behind: calls.behind,
    }),
  }
}

/** By cluster id; clusters that are gone or not known are left out. */
export async function loadSlices(
  { relational, events }: EvaluateStores,
  { clusters, now, windowDays }: SliceQuestion,
): Promise<ClusterSlices[]> {
  const [registry, objects, usageOf] = await Promise.all([
    readRegistry(relational, clusters),
    readObjects(events, clusters),
    loadUsage(events, { clusters, now, windowDays }),
  ])
  return registry.rows.map((row) => {
    const { clusterId } = row
    const tellers = registry.tellersOf(clusterId)
    return slicesOf({ row, tellers, objects, registry, now }, usageOf(clusterId), windowDays)
  })
}
