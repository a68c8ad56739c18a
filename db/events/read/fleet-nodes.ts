// Nodes of many clusters, narrowed by facets, counted and paged by the store, those in trouble first. Key: (cluster,
// kind, namespace, name, uid); bound: the nodes in scope, of which phase and facts are read, the values of each
// facet, and the rows of one page.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { FacetValue, Selection } from '../../../domain/model/facets.ts'
import { type FleetNodeFacet, fleetNodeFacets } from '../../../domain/model/fleet-node.ts'
import type { ObjectState } from '../../../domain/model/kube-object.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Events } from '../client.ts'
import { objectSource } from './object-source.ts'
import { newestByKey } from './object-states.ts'

export interface FleetNodesQuestion {
  readonly scope: Scope
  readonly clusters: readonly ClusterId[]
  readonly where: Selection<FleetNodeFacet>
  /** Each must be in the name of the node, or its cluster among those of the word. */
  readonly words: readonly { readonly text: string; readonly clusters: readonly ClusterId[] }[]
  readonly offset: number
  readonly limit: number
  /** Most values told of one facet, the most frequent. */
  readonly mostValues: number
}

export interface FleetNodesFound {
  readonly rows: readonly ObjectState<'Node'>[]
  readonly total: number
  readonly cpuMillicores: number
  readonly memoryBytes: number
  readonly gpus: number
  readonly facets: Readonly<Record<FleetNodeFacet, readonly FacetValue[]>>
}

const fact = (name: string): string => `[JSONExtractString(facts, '${name}')]`
const listed = (name: string, key: string): string =>
  `arrayDistinct(arrayMap(one -> JSONExtractString(one, '${key}'), JSONExtractArrayRaw(facts, '${name}')))`

/** Every value a node is found under; '' is not known. */
const valuesOf: Readonly<Record<FleetNodeFacet, string>> = {
  condition: `arrayConcat([phase], if(JSONExtractBool(facts, 'isUnschedulable'), ['Cordoned'], []), ${listed('problems', 'type')})`,
  version: fact('kubeletVersion'),
  osImage: fact('osImage'),
  instanceType: fact('instanceType'),
  zone: fact('zone'),
  capacity: fact('capacityType'),
  architecture: fact('architecture'),
  nodeGroup: fact('nodeGroup'),
  taint: `if(empty(JSONExtractArrayRaw(facts, 'taints')), ['none'], ${listed('taints', 'key')})`,
}

interface Found {
  /** Nodes with `found` (values by facet), `missed` (facets that leave it out) and their key. */
  readonly rows: string
  readonly params: Record<string, unknown>
}

async function foundNodes(events: Events, question: FleetNodesQuestion): Promise<Found> {
  const { scope, clusters, where, words } = question
  const source = await objectSource(events, { scope, clusters, kinds: ['Node'] })
  const missed = fleetNodeFacets.map((facet, at) =>
    where[facet]?.length ? `NOT hasAny(found[${at + 1}], {chosen_${facet}:Array(String)})` : '0',
  )
  const holds = words.map(
    (_, at) =>
      `(positionCaseInsensitiveUTF8(name, {word_${at}:String}) > 0 OR cluster_id IN {word_clusters_${at}:Array(String)})`,
  )
  const chosen = fleetNodeFacets.flatMap((facet) =>
    where[facet]?.length ? [[`chosen_${facet}`, [...where[facet]]] as const] : [],
  )
  const sought = words.flatMap(({ text, clusters: of }, at) => [
    [`word_${at}`, text] as const,
    [`word_clusters_${at}`, [...of]] as const,
  ])
  const values = fleetNodeFacets.map((facet) => valuesOf[facet])
  return {
    rows: `(
      SELECT cluster_id, kind, namespace, name, uid, version, phase, cpu_millicores, memory_bytes, gpus,
        [${values.join(',\n          ')}] AS found, arrayMap(one -> toUInt8(one), [${missed.join(', ')}]) AS missed
      FROM ${source.rows(['phase', 'facts', 'cpu_millicores', 'memory_bytes', 'gpus'])}
      WHERE ${['1', ...holds].join(' AND ')})`,
    params: { ...source.params, ...Object.fromEntries([...chosen, ...sought]) },
  }
}

const count = z.coerce.number()
const keyRow = z
  .object({
    cluster_id: z.string(),
    kind: z.string(),
    namespace: z.string(),
    name: z.string(),
    uid: z.string(),
    version_text: z.string(),
  })
  .transform(({ cluster_id, version_text, ...key }) => ({
    ...key,
    clusterId: cluster_id,
    version: BigInt(version_text),
  }))

async function pageOf(events: Events, { offset, limit }: FleetNodesQuestion, { rows, params }: Found) {
  const keys = await events.rows({
    query: `
      SELECT cluster_id, kind, namespace, name, uid, toString(version) AS version_text FROM ${rows}
      WHERE arraySum(missed) = 0
      ORDER BY phase = 'Ready', -length(found[1]), found[2], cluster_id, name, uid
      LIMIT {limit:UInt32} OFFSET {offset:UInt64}`,
    params: { ...params, limit, offset },
    row: keyRow,
  })
  const states = await newestByKey(events, keys)
  const byKey = new Map(states.map(({ state }) => [`${state.clusterId} ${state.uid}`, state]))
  return keys.flatMap(({ clusterId, uid }) => {
    const state = byKey.get(`${clusterId} ${uid}`)
    return state?.kind === 'Node' ? [state as ObjectState<'Node'>] : []
  })
}

const sumRow = z.object({ nodes: count, cpu: count, memory: count, gpu: count })

async function sumsOf(events: Events, { rows, params }: Found) {
  const [sums] = await events.rows({
    query: `
      SELECT count() AS nodes, sum(cpu_millicores) AS cpu, sum(memory_bytes) AS memory, sum(gpus) AS gpu
      FROM ${rows} WHERE arraySum(missed) = 0`,
    params,
    row: sumRow,
  })
  return {
    total: sums?.nodes ?? 0,
    cpuMillicores: sums?.cpu ?? 0,
    memoryBytes: sums?.memory ?? 0,
    gpus: sums?.gpu ?? 0,
  }
}

const valueRow = z.object({ facet: z.coerce.number(), value: z.string(), nodes: count })

/** A node that one facet alone leaves out counts among that facet's own values, so that siblings stay in sight. */
async function facetsOf(
  events: Events,
  { where, mostValues }: FleetNodesQuestion,
  { rows, params }: Found,
): Promise<FleetNodesFound['facets']> {
  const counted = await events.rows({
    query: `
      SELECT facet, value, count() AS nodes FROM (
        SELECT facet, arrayJoin(found[facet]) AS value FROM (
          SELECT found, missed, arrayJoin(range(1, ${fleetNodeFacets.length + 1})) AS facet FROM ${rows})
        WHERE arraySum(missed) = 0 OR (arraySum(missed) = 1 AND missed[facet] = 1))
      GROUP BY facet, value ORDER BY facet, nodes DESC, value
      LIMIT {most_values:UInt32} BY facet`,
    params: { ...params, most_values: mostValues },
    row: valueRow,
  })
  const told = (facet: FleetNodeFacet, at: number): FacetValue[] => {
    const chosen = where[facet] ?? []
    const known = counted
      .filter((row) => row.facet === at + 1)
      .map(({ value, nodes }) => ({ value, count: nodes, isChosen: chosen.includes(value) }))
    const none = chosen.filter((value) => !known.some((one) => one.value === value))
    return [...known, ...none.map((value) => ({ value, count: 0, isChosen: true }))]
  }
  return Object.fromEntries(
    fleetNodeFacets.map((facet, at) => [facet, told(facet, at)]),
  ) as unknown as FleetNodesFound['facets']
}

export async function fleetNodes(events: Events, question: FleetNodesQuestion): Promise<FleetNodesFound> {
  const found = await foundNodes(events, question)
  const [rows, sums, facets] = await Promise.all([
    pageOf(events, question, found),
    sumsOf(events, found),
    facetsOf(events, question, found),
  ])
  return { rows, ...sums, facets }
}
