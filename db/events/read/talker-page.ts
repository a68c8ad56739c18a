// A page of ranked talkers as the store can find it again: by the ids of its keys, which need no second look-up of their
// names; where these are too many to be carried about, by its names. Tells which talker of the page a row belongs to, or
// that it is none of them.
import { z } from 'zod'
import type { TalkerDimension, TalkerKey } from '../../../domain/model/talker.ts'
import type { TalkerSource } from './sealed-talkers.ts'
import { keyColumns } from './talker-dimensions.ts'
import type { KeyColumns } from './talker-sql.ts'

/** Of one talker there may be as many as there are nodes: each travels as text, and once for every place it is used. */
export const mostKeyIds = 5_000

export interface PageRow {
  readonly key: TalkerKey
  /** Every key id that was counted into the row; none in all rows of a page where they are too many. */
  readonly keyIds: readonly string[]
}

const partRow = z.object({ key_cluster: z.string(), key_group: z.coerce.number() })

export interface TalkerPage {
  /**
   * These rows with key_cluster and key_group; group 0 is none of the page. With `isOnly` the rows of the page alone,
   * perhaps a few more of its keys in other clusters: what others have is not read.
   */
  of(rows: (asked: KeyColumns) => string, isOnly: boolean): string
  readonly params: Record<string, unknown>
  /** Names the talker of a row; undefined when it is none of the page. */
  nameOfRow(row: z.infer<typeof partRow>): string | undefined
  nameOf(key: TalkerKey): string
  readonly row: typeof partRow
}

/** The part of a key that its ids decide: everything but the cluster. */
const groupName = (key: TalkerKey): string => JSON.stringify({ ...key, cluster: '' })

type Marking = Pick<TalkerPage, 'of' | 'params'>

const ofCluster = ' AND cluster_id IN {key_clusters:Array(String)}'
const clusterName = `CAST(cluster_id, 'String')`

/** Rows find their group by ids that are carried along. */
function markedById(groups: ReadonlyMap<string, number>, byCluster: boolean): Marking {
  // Over a dictionary column this is worked out once for each of its keys, not for each row.
  const groupOf = (keyId: string) =>
    `transform(${keyId}, arrayMap(id -> toUInt64(id), {key_ids:Array(String)}), {key_groups:Array(UInt32)}, toUInt32(0))`
  const cluster = byCluster ? `if(key_group > 0${ofCluster}, ${clusterName}, '')` : `''`
  const isOne = (keyId: string) => ` AND ${keyId} IN (SELECT toUInt64(arrayJoin({key_ids:Array(String)})))`
  return {
    of: (rows, isOnly) =>
      rows({
        columns: (keyId) => `${groupOf(keyId)} AS key_group, ${cluster} AS key_cluster, `,
        condition: (keyId) => (isOnly ? `${isOne(keyId)}${byCluster ? ofCluster : ''}` : ''),
      }),
    params: { key_ids: [...groups.keys()], key_groups: [...groups.values()] },
  }
}

/** The same by the names of the groups, in their order: the store finds out the ids. */
function markedByName(
  dimensions: readonly TalkerDimension[],
  names: readonly string[][],
  source: TalkerSource,
  byCluster: boolean,
): Marking {
  const columns = dimensions.length === 0 ? '' : `, ${keyColumns(dimensions)}`
  // As text names of any number are one value, and different ones stay different.
  const name = `toString([${dimensions.map((_dimension, index) => `k${index}`).join(', ')}])`
  const group = `transform(${name}, arrayMap(each -> toString(each), {page_names:Array(Array(String))}),
    range(toUInt32(1), toUInt32(${names.length + 1})), toUInt32(0))`
  const groups = `
    SELECT key_id AS page_key, ${group} AS key_group FROM (SELECT key_id${columns} FROM (${source.keys()})) WHERE key_group > 0`
  const cluster = byCluster ? clusterName : `''`
  // A key may be named twice, and has many rows: each row is to be there once.
  return {
    of: (rows, isOnly) => `
      SELECT * FROM (${rows({
        columns: (keyId) => `CAST(${keyId}, 'UInt64') AS page_key, ${cluster} AS key_cluster, `,
        condition: () => (isOnly && byCluster ? ofCluster : ''),
      })}) AS rows_of_page ${isOnly ? 'SEMI' : 'ANY'} LEFT JOIN (${groups}) AS groups_of_page USING (page_key)`,
    params: { page_names: names },
  }
}

export function talkerPage(
  groupBy: readonly TalkerDimension[],
  rows: readonly PageRow[],
  source: TalkerSource,
): TalkerPage {
  const groups = new Map(rows.map(({ key }) => [groupName(key), key]))
  const names = [...groups.keys()]
  const nameOf = (key: TalkerKey) => `${key.cluster ?? ''} ${groupName(key)}`
  const wanted = new Set(rows.map(({ key }) => nameOf(key)))
  const byCluster = groupBy.includes('cluster')
  const dimensions = groupBy.filter((dimension) => dimension !== 'cluster')
  const namesOf = (key: TalkerKey) => dimensions.map((dimension) => key[dimension] ?? '')
  const ids = rows.flatMap(({ key, keyIds }) => {
    const group = names.indexOf(groupName(key)) + 1
    return keyIds.map((id) => [id, group] as const)
  })
  const isById = rows.every(({ keyIds }) => keyIds.length > 0)
  const marking = isById
    ? markedById(new Map(ids), byCluster)
    : markedByName(dimensions, [...groups.values()].map(namesOf), source, byCluster)
  return {
    of: marking.of,
    params: {
      ...marking.params,
      ...(byCluster && { key_clusters: [...new Set(rows.map(({ key }) => key.cluster ?? ''))] }),
    },
    nameOfRow: ({ key_cluster: cluster, key_group: group }) => {
      const name = `${cluster} ${names[group - 1]}`
      return wanted.has(name) ? name : undefined
    },
    nameOf,
    row: partRow,
  }
}
