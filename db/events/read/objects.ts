// Objects of one kind, page by page, sorted and counted by the store: as they stand now, or stood at an
// instant. Key: (cluster, kind, namespace, name, uid); bound: the objects of the kind in scope, of which
// only what is filtered and sorted by is read, and the rows of one page.
import { z } from 'zod'
import type { ObjectKind, ObjectState } from '../../../domain/model/kube-object.ts'
import type { Events } from '../client.ts'
import { objectSource, type SourceQuestion, type StateColumn } from './object-source.ts'
import { newestByKey, type StateKey, statesByKey } from './object-states.ts'

export interface ObjectFilter {
  readonly namespaces?: readonly string[]
  /** A part of the name, in any case. */
  readonly namePart?: string
  readonly uids?: readonly string[]
  readonly phases?: readonly string[]
  readonly nodeNames?: readonly string[]
  /** What controls it. */
  readonly owner?: { readonly kind: string; readonly name: string }
  /** By label: one of these values; none given, any value. */
  readonly labels?: Readonly<Record<string, readonly string[]>>
}

const sortColumns = {
  cluster: 'cluster_id',
  cpu: 'cpu_millicores',
  createdAt: 'created_at',
  memory: 'memory_bytes',
  name: 'name',
  namespace: 'namespace',
  nodeName: 'node_name',
  observedAt: 'version',
  owner: 'owner_name',
  phase: 'phase',
} as const
export type ObjectSort = keyof typeof sortColumns

export interface ObjectQuestion extends Omit<SourceQuestion, 'kinds' | 'namespaces' | 'namePart'> {
  readonly kind: ObjectKind
  readonly where: ObjectFilter
  readonly sort: { readonly by: ObjectSort; readonly descending: boolean }
  readonly offset: number
  readonly limit: number
}

const kept = new Set(['cluster_id', 'name', 'namespace', 'version'])

function condition({ uids, phases, nodeNames, owner, labels = {} }: ObjectFilter): string {
  const ofLabels = Object.values(labels).map((values, index) =>
    values.length === 0
      ? `mapContains(labels, {label_${index}:String})`
      : `labels[{label_${index}:String}] IN {label_${index}_values:Array(String)}`,
  )
  return [
    '1',
    ...(uids === undefined ? [] : ['uid IN {uids:Array(String)}']),
    ...(phases === undefined ? [] : ['phase IN {phases:Array(String)}']),
    ...(nodeNames === undefined ? [] : ['node_name IN {node_names:Array(String)}']),
    ...(owner === undefined ? [] : ['owner_kind = {owner_kind:String} AND owner_name = {owner_name:String}']),
    ...ofLabels,
  ].join(' AND ')
}

function conditionParams({
  uids,
  phases,
  nodeNames,
  owner,
  labels = {},
}: ObjectFilter): Record<string, unknown> {
  const ofLabels = Object.entries(labels).flatMap(([label, values], index) => [
    [`label_${index}`, label],
    [`label_${index}_values`, [...values]],
  ])
  return {
    ...(uids && { uids: [...uids] }),
    ...(phases && { phases: [...phases] }),
    ...(nodeNames && { node_names: [...nodeNames] }),
    ...(owner && { owner_kind: owner.kind, owner_name: owner.name }),
    ...Object.fromEntries(ofLabels),
  }
}

/** Columns that the filter and the order look at, beyond what every row has. */
function lookedAt({ where, sort }: ObjectQuestion): StateColumn[] {
  const columns = new Set<string>([
    ...(where.phases ? ['phase'] : []),
    ...(where.nodeNames ? ['node_name'] : []),
    ...(where.owner ? ['owner_kind', 'owner_name'] : []),
    ...(where.labels && Object.keys(where.labels).length > 0 ? ['labels'] : []),
    sortColumns[sort.by],
  ])
  return [...columns].filter((column) => !kept.has(column)) as StateColumn[]
}

interface Found {
  readonly rows: string
  readonly where: string
  readonly params: Record<string, unknown>
}

async function found(events: Events, question: ObjectQuestion): Promise<Found> {
  const { kind, where, scope, clusters, at } = question
  const source = await objectSource(events, {
    scope,
    kinds: [kind],
    ...(clusters && { clusters }),
    ...(at && { at }),
    ...(where.namespaces && { namespaces: where.namespaces }),
    ...(where.namePart === undefined ? {} : { namePart: where.namePart }),
  })
  const params = { ...source.params, ...conditionParams(where) }
  return { rows: source.rows(lookedAt(question)), where: condition(where), params }
}

const keyRow = z
  .object({
    cluster_id: z.string(),
    kind: z.string(),
    namespace: z.string(),
    name: z.string(),
    uid: z.string(),
    version_text: z.string(),
  })
  .transform(({ cluster_id, version_text, ...key }): StateKey => {
    return { ...key, clusterId: cluster_id, version: BigInt(version_text) }
  })

async function pageKeys(
  events: Events,
  question: ObjectQuestion,
  { rows, where, params }: Found,
): Promise<StateKey[]> {
  const { sort, offset, limit } = question
  const order = sort.descending ? 'DESC' : 'ASC'
  return events.rows({
    query: `
      SELECT cluster_id, kind, namespace, name, uid, toString(version) AS version_text FROM ${rows} WHERE ${where}
      ORDER BY ${sortColumns[sort.by]} ${order}, namespace ${order}, name ${order}, cluster_id, uid
      LIMIT {limit:UInt32} OFFSET {offset:UInt64}`,
    params: { ...params, limit, offset },
    row: keyRow,
  })
}

async function total(events: Events, { rows, where, params }: Found): Promise<number> {
  const [row] = await events.rows({
    query: `SELECT count() AS total FROM ${rows} WHERE ${where}`,
    params,
    row: z.object({ total: z.coerce.number() }),
  })
  return row?.total ?? 0
}

/** The rows of a page in its order: now as they stand at this moment, else exactly the states found. */
async function statesOf(
  events: Events,
  { at }: ObjectQuestion,
  keys: readonly StateKey[],
): Promise<ObjectState[]> {
  const rows = at === undefined ? await newestByKey(events, keys) : await statesByKey(events, keys)
  const byKey = new Map(rows.map(({ state }) => [`${state.clusterId} ${state.uid}`, state]))
  return keys.flatMap(({ clusterId, uid }) => byKey.get(`${clusterId} ${uid}`) ?? [])
}

/** One page and how many there are in all. Ties stand by namespace and name. */
export async function objectPage(
  events: Events,
  question: ObjectQuestion,
): Promise<{ rows: ObjectState[]; total: number }> {
  const asked = await found(events, question)
  const [keys, all] = await Promise.all([pageKeys(events, question, asked), total(events, asked)])
  return { rows: await statesOf(events, question, keys), total: all }
}
