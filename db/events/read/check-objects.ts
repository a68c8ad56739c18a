// Objects as checks look at them: sets of nodes that are alike, workloads with something amiss by namespace,
// components by their images, budgets that let no pod go. Key: (cluster, kind, namespace, name, uid); bound: the
// objects of the clusters asked for, of which few columns are read, and so many rows a cluster.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Component, NodeSet, TightBudget, WeakNamespace } from '../../../domain/model/cluster-slices.ts'
import type { ObjectKind } from '../../../domain/model/kube-object.ts'
import type { Events } from '../client.ts'
import { objectSource, type StateColumn } from './object-source.ts'
import { ourOwn } from './our-own.ts'

export interface CheckObjectsQuestion {
  readonly clusters: readonly ClusterId[]
  /** Most rows a cluster. */
  readonly limit: number
}

export type OfCluster<Row> = Row & { readonly clusterId: ClusterId }

const count = z.coerce.number()
/** The first names of a group, the same whenever it is asked. */
const namesShown = 20
const firstOf = (name: string, condition = '1'): string =>
  `arraySlice(arraySort(groupArrayIf(${name}, ${condition})), 1, ${namesShown})`
const orNull = (text: string): string | null => (text === '' ? null : text)

async function rowsOf<Row>(
  events: Events,
  { clusters, limit }: CheckObjectsQuestion,
  asked: {
    readonly kinds: readonly ObjectKind[]
    readonly columns: readonly StateColumn[]
    readonly query: (rows: string) => string
    readonly params?: Record<string, unknown>
    readonly row: z.ZodType<Row>
  },
): Promise<Row[]> {
  const source = await objectSource(events, { scope: ourOwn(clusters), kinds: asked.kinds })
  return events.rows({
    query: `${asked.query(source.rows(asked.columns))} LIMIT {most:UInt32} BY cluster_id`,
    params: { ...source.params, ...asked.params, most: limit },
    row: asked.row,
  })
}

export function nodeSets(events: Events, question: CheckObjectsQuestion): Promise<OfCluster<NodeSet>[]> {
  return rowsOf(events, question, {
    kinds: ['Node'],
    columns: ['facts'],
    query: (rows) => `
      SELECT cluster_id, JSONExtractString(facts, 'nodeGroup') AS node_group,
        JSONExtractString(facts, 'kubeletVersion') AS kubelet, JSONExtractString(facts, 'osImage') AS os_image,
        count() AS nodes, ${firstOf('name')} AS names
      FROM ${rows} GROUP BY cluster_id, node_group, kubelet, os_image
      ORDER BY cluster_id, node_group, kubelet, os_image`,
    row: z
      .object({
        cluster_id: z.string(),
        node_group: z.string(),
        kubelet: z.string(),
        os_image: z.string(),
        nodes: count,
        names: z.array(z.string()),
      })
      .transform((raw) => ({
        clusterId: raw.cluster_id,
        nodeGroup: orNull(raw.node_group),
        kubeletVersion: orNull(raw.kubelet),
        osImage: orNull(raw.os_image),
        nodes: raw.nodes,
        names: raw.names,
      })),
  })
}

export type WeakRow = OfCluster<Omit<WeakNamespace, 'namespaceLabels'>>

/** Namespaces with a workload of one pod, or with one that has a container without a probe. */
export function weakNamespaces(events: Events, question: CheckObjectsQuestion): Promise<WeakRow[]> {
  return rowsOf(events, question, {
    kinds: ['Deployment', 'StatefulSet'],
    columns: ['facts'],
    query: (rows) => `
      SELECT cluster_id, namespace, count() AS workloads, countIf(desired = 1) AS single, countIf(NOT probed) AS unprobed,
        ${firstOf('called', 'desired = 1')} AS single_names, ${firstOf('called', 'NOT probed')} AS unprobed_names
      FROM (
        SELECT cluster_id, namespace, concat(kind, ' ', name) AS called, JSONExtractInt(facts, 'desired') AS desired,
          JSONExtractBool(facts, 'hasProbes') AS probed
        FROM ${rows})
      WHERE desired > 0 GROUP BY cluster_id, namespace HAVING single > 0 OR unprobed > 0
      ORDER BY cluster_id, namespace`,
    row: z
      .object({
        cluster_id: z.string(),
        namespace: z.string(),
        workloads: count,
        single: count,
        unprobed: count,
        single_names: z.array(z.string()),
        unprobed_names: z.array(z.string()),
      })
      .transform((raw) => ({
        clusterId: raw.cluster_id,
        namespace: raw.namespace,
        workloads: raw.workloads,
        single: { count: raw.single, names: raw.single_names },
        unprobed: { count: raw.unprobed, names: raw.unprobed_names },
      })),
  })
}

const labels = z.record(z.string(), z.string())

export type ComponentRow = OfCluster<Omit<Component, 'namespaceLabels'>>

/** Workloads of which an image holds one of `images`. */
export function componentsByImage(
  events: Events,
  { images, ...question }: CheckObjectsQuestion & { readonly images: readonly string[] },
): Promise<ComponentRow[]> {
  return rowsOf(events, question, {
    kinds: ['DaemonSet', 'Deployment', 'StatefulSet'],
    columns: ['facts', 'labels'],
    query: (rows) => `
      SELECT cluster_id, kind, namespace, name, labels, JSONExtract(facts, 'images', 'Array(String)') AS images
      FROM ${rows} WHERE arrayExists(image -> multiSearchAny(image, {images:Array(String)}), images)
      ORDER BY cluster_id, kind, namespace, name`,
    params: { images: [...images] },
    row: z
      .object({
        cluster_id: z.string(),
        kind: z.string(),
        namespace: z.string(),
        name: z.string(),
        labels,
        images: z.array(z.string()),
      })
      .transform(({ cluster_id, ...rest }) => ({ ...rest, clusterId: cluster_id })),
  })
}

const numbers = ['expectedPods', 'currentHealthy', 'desiredHealthy', 'disruptionsAllowed'] as const

export type BudgetRow = OfCluster<Omit<TightBudget, 'namespaceLabels'>>

/** Budgets over pods that let none go now, or never do. */
export function tightBudgets(events: Events, question: CheckObjectsQuestion): Promise<BudgetRow[]> {
  return rowsOf(events, question, {
    kinds: ['PodDisruptionBudget'],
    columns: ['facts', 'labels'],
    query: (rows) => `
      SELECT cluster_id, namespace, name, labels, ${numbers.map((key) => `JSONExtractInt(facts, '${key}') AS ${key}`).join(', ')},
        JSONExtractString(facts, 'minAvailable') AS min_available, JSONExtractString(facts, 'maxUnavailable') AS max_unavailable
      FROM ${rows} WHERE expectedPods > 0 AND (disruptionsAllowed = 0 OR desiredHealthy >= expectedPods)
      ORDER BY cluster_id, namespace, name`,
    row: z
      .object({
        cluster_id: z.string(),
        namespace: z.string(),
        name: z.string(),
        labels,
        expectedPods: count,
        currentHealthy: count,
        desiredHealthy: count,
        disruptionsAllowed: count,
        min_available: z.string(),
        max_unavailable: z.string(),
      })
      .transform(({ cluster_id, min_available, max_unavailable, ...rest }) => ({
        ...rest,
        clusterId: cluster_id,
        minAvailable: orNull(min_available),
        maxUnavailable: orNull(max_unavailable),
      })),
  })
}

/** Labels of all namespaces of the clusters, those without left out. */
export function namespaceLabels(
  events: Events,
  question: CheckObjectsQuestion,
): Promise<OfCluster<{ readonly namespace: string; readonly labels: Readonly<Record<string, string>> }>[]> {
  return rowsOf(events, question, {
    kinds: ['Namespace'],
    columns: ['labels'],
    query: (rows) =>
      `SELECT cluster_id, name AS called, labels FROM ${rows} WHERE notEmpty(labels) ORDER BY cluster_id, called`,
    row: z
      .object({ cluster_id: z.string(), called: z.string(), labels })
      .transform((raw) => ({ clusterId: raw.cluster_id, namespace: raw.called, labels: raw.labels })),
  })
}
