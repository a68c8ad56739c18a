// A page of ranked talkers as the store can find it again: by the ids of its keys, which need no second
// look-up of their names. Tells which talker of the page a row belongs to, or that it is none of them.
import { z } from 'zod'
import type { TalkerDimension, TalkerKey } from '../../../domain/model/talker.ts'
import type { KeyColumns } from './talker-sql.ts'

export interface PageRow {
  readonly key: TalkerKey
  /** Every key id that was counted into the row. */
  readonly keyIds: readonly string[]
}

const partRow = z.object({ key_cluster: z.string(), key_group: z.coerce.number() })

export interface TalkerPage {
  /** key_cluster and key_group of all rows; group 0 is none of the page. */
  readonly marked: KeyColumns
  /** The same of the rows of the page alone, perhaps a few more of its keys in other clusters. */
  readonly only: KeyColumns
  readonly params: Record<string, unknown>
  /** Names the talker of a row; undefined when it is none of the page. */
  nameOfRow(row: z.infer<typeof partRow>): string | undefined
  nameOf(key: TalkerKey): string
  readonly row: typeof partRow
}

/** The part of a key that its ids decide: everything but the cluster. */
const groupName = (key: TalkerKey): string => JSON.stringify({ ...key, cluster: '' })

export function talkerPage(groupBy: readonly TalkerDimension[], rows: readonly PageRow[]): TalkerPage {
  const numbers = new Map<string, number>()
  const groups = new Map<string, number>()
  for (const { key, keyIds } of rows) {
    const name = groupName(key)
    const number = numbers.get(name) ?? numbers.size + 1
    numbers.set(name, number)
    for (const id of keyIds) groups.set(id, number)
  }
  const names = [undefined, ...numbers.keys()]
  const nameOf = (key: TalkerKey) => `${key.cluster ?? ''} ${groupName(key)}`
  const wanted = new Set(rows.map(({ key }) => nameOf(key)))
  const byCluster = groupBy.includes('cluster')
  // Over a dictionary column this is worked out once for each of its keys, not for each row.
  const groupOf = (keyId: string) =>
    `transform(${keyId}, arrayMap(id -> toUInt64(id), {key_ids:Array(String)}), {key_groups:Array(UInt32)}, toUInt32(0))`
  const columns = (keyId: string) =>
    byCluster
      ? `${groupOf(keyId)} AS key_group, if(key_group > 0 AND cluster_id IN {key_clusters:Array(String)}, CAST(cluster_id, 'String'), '') AS key_cluster, `
      : `${groupOf(keyId)} AS key_group, '' AS key_cluster, `
  const condition = (keyId: string) =>
    ` AND ${keyId} IN (SELECT toUInt64(arrayJoin({key_ids:Array(String)})))${
      byCluster ? ' AND cluster_id IN {key_clusters:Array(String)}' : ''
    }`
  return {
    marked: { columns, condition: () => '' },
    only: { columns, condition },
    params: {
      key_ids: [...groups.keys()],
      key_groups: [...groups.values()],
      ...(byCluster ? { key_clusters: [...new Set(rows.map(({ key }) => key.cluster ?? ''))] } : {}),
    },
    nameOfRow: (row) => {
      const name = `${row.key_cluster} ${names[row.key_group]}`
      return wanted.has(name) ? name : undefined
    },
    nameOf,
    row: partRow,
  }
}
