// What clusters hold, counted from the states of their objects, now or at an instant. Key: (cluster, kind,
// namespace, name, uid); bound: the objects of the clusters in scope, of which few columns are read, and
// `limit` clusters. A cluster without a single object has no row.
import { z } from 'zod'
import type { ClusterCounts } from '../../../domain/model/cluster-counts.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import { computeKindOf, computeLabels, computeTypeLabel } from '../../../domain/model/compute-kind.ts'
import { type ObjectKind, objectKinds } from '../../../domain/model/kube-object.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Events } from '../client.ts'
import { observedAtOf } from '../object-rows.ts'
import { objectSource } from './object-source.ts'
import { ourOwn } from './our-own.ts'

export interface ObjectCounts extends ClusterCounts {
  readonly clusterId: ClusterId
  readonly podsByPhase: Readonly<Record<string, number>>
}

interface CountQuestion {
  readonly scope: Scope
  readonly clusters?: readonly ClusterId[]
  /** Absent: now. */
  readonly at?: Date
  /** Most clusters answered. */
  readonly limit: number
}

const number = z.coerce.number()
const flag = number.transform((value) => value === 1)

const groupRow = z.object({
  cluster_id: z.string(),
  kind: z.enum(objectKinds),
  phase: z.string(),
  is_free: flag,
  is_placed: flag,
  objects: number,
  cpu: number,
  memory: number,
})
const nodeRow = z.object({
  cluster_id: z.string(),
  is_ready: flag,
  marks: z.array(z.string()),
  compute_type: z.string(),
  kubelet: z.string(),
  nodes: number,
  cpu: number,
  memory: number,
  gpu: number,
  pod_capacity: number,
})
type Group = z.infer<typeof groupRow>
type Nodes = z.infer<typeof nodeRow>

const otherKinds = objectKinds.filter((kind) => kind !== 'Node')

async function groupsOf(events: Events, question: CountQuestion): Promise<Group[]> {
  const source = await objectSource(events, { ...question, kinds: otherKinds })
  return events.rows({
    query: `
      SELECT cluster_id, kind, phase, owner_kind = '' AS is_free, node_name != '' AS is_placed,
        count() AS objects, sum(cpu_millicores) AS cpu, sum(memory_bytes) AS memory
      FROM ${source.rows(['phase', 'owner_kind', 'node_name', 'cpu_millicores', 'memory_bytes'])}
      GROUP BY cluster_id, kind, phase, is_free, is_placed ORDER BY cluster_id LIMIT {rows:UInt64}`,
    params: { ...source.params, rows: groupsMost },
    row: groupRow,
  })
}

async function nodesOf(events: Events, question: CountQuestion): Promise<Nodes[]> {
  const source = await objectSource(events, { ...question, kinds: ['Node'] })
  return events.rows({
    query: `
      SELECT cluster_id, phase = 'Ready' AS is_ready,
        arrayFilter(label -> mapContains(labels, label), {compute_labels:Array(String)}) AS marks,
        labels[{compute_type:String}] AS compute_type,
        extract(JSONExtractString(facts, 'kubeletVersion'), '^v?(\\\\d+\\\\.\\\\d+)') AS kubelet,
        count() AS nodes, sum(cpu_millicores) AS cpu, sum(memory_bytes) AS memory, sum(gpus) AS gpu,
        sum(JSONExtractUInt(facts, 'podCapacity')) AS pod_capacity
      FROM ${source.rows(['phase', 'labels', 'facts', 'cpu_millicores', 'memory_bytes', 'gpus'])}
      GROUP BY cluster_id, is_ready, marks, compute_type, kubelet ORDER BY cluster_id LIMIT {rows:UInt64}`,
    params: {
      ...source.params,
      rows: groupsMost,
      compute_labels: [...computeLabels],
      compute_type: computeTypeLabel,
    },
    row: nodeRow,
  })
}

/** Rows of groups in one answer: some fifty a cluster at most, of ten thousand clusters. */
const groupsMost = 500_000

const sum = <Row>(rows: readonly Row[], of: (row: Row) => number): number =>
  rows.reduce((total, row) => total + of(row), 0)

function tally<Row>(rows: readonly Row[], key: (row: Row) => string, of: (row: Row) => number) {
  const sums: Record<string, number> = {}
  for (const row of rows) sums[key(row)] = (sums[key(row)] ?? 0) + of(row)
  return sums
}

const hasEnded = ({ phase }: Group): boolean => phase === 'Succeeded' || phase === 'Failed'
const controllers: readonly ObjectKind[] = ['CronJob', 'DaemonSet', 'Deployment', 'StatefulSet']
/** Workloads of their own unless something controls them. */
const controlled: readonly ObjectKind[] = ['Job', 'ReplicaSet']
const isWorkload = ({ kind, is_free }: Group): boolean =>
  controllers.includes(kind) || (controlled.includes(kind) && is_free)

function countsOf(clusterId: ClusterId, groups: readonly Group[], nodes: readonly Nodes[]): ObjectCounts {
  const pods = groups.filter(({ kind }) => kind === 'Pod')
  const podsByPhase = tally(
    pods,
    ({ phase }) => phase,
    ({ objects }) => objects,
  )
  const standing = pods.filter((group) => group.is_placed && !hasEnded(group))
  const compute = ({ marks, compute_type }: Nodes) =>
    computeKindOf({
      ...Object.fromEntries(marks.map((label) => [label, ''])),
      [computeTypeLabel]: compute_type,
    })
  return {
    clusterId,
    nodes: sum(nodes, ({ nodes }) => nodes),
    nodesReady: sum(
      nodes.filter(({ is_ready }) => is_ready),
      ({ nodes }) => nodes,
    ),
    pods: sum(pods, ({ objects }) => objects),
    podsPending: podsByPhase.Pending ?? 0,
    podsFailed: podsByPhase.Failed ?? 0,
    podsByPhase,
    namespaces: sum(
      groups.filter(({ kind }) => kind === 'Namespace'),
      ({ objects }) => objects,
    ),
    workloads: sum(groups.filter(isWorkload), ({ objects }) => objects),
    podCapacity: sum(nodes, ({ pod_capacity }) => pod_capacity),
    cpuAllocatableMillicores: sum(nodes, ({ cpu }) => cpu),
    memoryAllocatableBytes: sum(nodes, ({ memory }) => memory),
    gpus: sum(nodes, ({ gpu }) => gpu),
    cpuRequestedMillicores: sum(standing, ({ cpu }) => cpu),
    memoryRequestedBytes: sum(standing, ({ memory }) => memory),
    nodesByCompute: tally(nodes, compute, ({ nodes }) => nodes),
    nodesByKubelet: tally(
      nodes,
      ({ kubelet }) => kubelet || 'unknown',
      ({ nodes }) => nodes,
    ),
  }
}

function byCluster<Row extends { cluster_id: string }>(rows: readonly Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>()
  for (const row of rows) {
    const own = found.get(row.cluster_id)
    if (own === undefined) found.set(row.cluster_id, [row])
    else own.push(row)
  }
  return found
}

/** By cluster id. */
export async function objectCounts(events: Events, question: CountQuestion): Promise<ObjectCounts[]> {
  const [groups, nodes] = await Promise.all([groupsOf(events, question), nodesOf(events, question)])
  const [groupsBy, nodesBy] = [byCluster(groups), byCluster(nodes)]
  const clusterIds = [...new Set([...groupsBy.keys(), ...nodesBy.keys()])].sort().slice(0, question.limit)
  return clusterIds.map((id) => countsOf(id, groupsBy.get(id) ?? [], nodesBy.get(id) ?? []))
}

/** Of each cluster asked for, also of one that has not a single object any more. */
export async function recountClusters(
  events: Events,
  args: { clusters: readonly ClusterId[] },
): Promise<ObjectCounts[]> {
  const { clusters } = args
  const found = await objectCounts(events, { scope: ourOwn('all'), clusters, limit: clusters.length })
  const counted = new Map(found.map((counts) => [counts.clusterId, counts]))
  return clusters.map((id) => counted.get(id) ?? countsOf(id, [], []))
}

/** When each cluster's objects last changed, by cluster id; at most `limit` clusters. */
export async function newestChanges(
  events: Events,
  args: { limit: number },
): Promise<{ clusterId: ClusterId; at: Date }[]> {
  return events.rows({
    query: `SELECT cluster_id, toString(max(version)) AS newest FROM objects
      GROUP BY cluster_id ORDER BY cluster_id LIMIT {limit:UInt32}`,
    params: args,
    row: z
      .object({ cluster_id: z.string(), newest: z.string() })
      .transform(({ cluster_id, newest }) => ({ clusterId: cluster_id, at: observedAtOf(BigInt(newest)) })),
  })
}
