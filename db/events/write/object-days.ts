// Days of object states that stand on their own: what is alive at a day's start is written again on that
// day, so that older days can be dropped, or need not be read, without forgetting a state. Idempotent; a
// day counts as a keyframe of a cluster only when all its objects are durable. Also cleans away what
// deleted objects leave behind.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Events } from '../client.ts'
import { partitionsOf } from '../cluster-ddl.ts'
import { boundParams, liesBehind, liesUpTo, objectKey, statedColumns } from '../object-rows.ts'

/** States folded by one statement. */
const statesAtOnce = 100_000

const seconds = (day: Date): number => Math.floor(day.getTime() / 1_000)
const startOf = (name: string): string => `toDateTime({${name}:UInt32}, 'UTC')`

const keyRow = z.object({
  cluster_id: z.string(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  uid: z.string(),
})
type Key = z.infer<typeof keyRow>
const start: Key = { cluster_id: '', kind: '', namespace: '', name: '', uid: '' }
const key = objectKey.join(', ')

/** Which states are carried: a condition on the table's first columns and days, and its values. */
interface Past {
  readonly condition: string
  readonly params: Record<string, unknown>
}

/** Where so many states further lie; null when the rest is less. */
async function reach(events: Events, { condition, params }: Past, after: Key): Promise<Key | null> {
  const [row] = await events.rows({
    query: `
      SELECT ${key} FROM object_states WHERE ${condition} AND ${liesBehind(objectKey, 'after')}
      ORDER BY ${key} LIMIT 1 OFFSET {states:UInt32}`,
    params: { ...params, ...boundParams('after', after), states: statesAtOnce },
    row: keyRow,
  })
  return row ?? null
}

/** Writes the newest of those states on `day`, object by object, unless it says that the object is gone. */
async function carry(events: Events, { condition, params }: Past): Promise<void> {
  const kept = statedColumns.join(', ')
  let after: Key | null = start
  while (after !== null) {
    const until: Key | null = await reach(events, { condition, params }, after)
    const end = until === null ? '' : ` AND ${liesUpTo(objectKey, 'until')}`
    const within = `${condition} AND ${liesBehind(objectKey, 'after')}${end}`
    await events.command({
      query: `
        INSERT INTO object_states (day, version, is_deleted, ${kept})
        SELECT ${startOf('day')}, version, 0, ${kept} FROM object_states
        PREWHERE ${within} AND (${key}, version) IN (
          SELECT ${key}, max(version) FROM object_states WHERE ${within} GROUP BY ${key})
        WHERE is_deleted = 0
        LIMIT 1 BY ${key}`,
      params: {
        ...params,
        ...boundParams('after', after),
        ...(until === null ? {} : boundParams('until', until)),
      },
    })
    after = until
  }
}

/**
 * Makes `day` (its start, UTC) a keyframe of every cluster that has states before it and is not carried
 * there yet: those days can go then. No state from before it may still be on its way to the store. Answers
 * how many clusters it were.
 */
export async function carryObjects(events: Events, args: { day: Date }): Promise<number> {
  const condition = `day < ${startOf('day')}
    AND cluster_id NOT IN (SELECT cluster_id FROM object_keyframes WHERE object_keyframes.day = ${startOf('day')})`
  const params = { day: seconds(args.day) }
  const [found] = await events.rows({
    query: `SELECT uniqExact(cluster_id) AS clusters FROM object_states WHERE ${condition}`,
    params,
    row: z.object({ clusters: z.coerce.number() }),
  })
  const clusters = found?.clusters ?? 0
  if (clusters === 0) return 0
  await carry(events, { condition, params })
  await events.command({
    query: `INSERT INTO object_keyframes (cluster_id, day)
      SELECT DISTINCT cluster_id, ${startOf('day')} FROM object_states WHERE ${condition}`,
    params,
  })
  return clusters
}

/** The same for some clusters, each read from its last keyframe on. */
export async function carryClusters(
  events: Events,
  args: { day: Date; clusters: readonly ClusterId[] },
): Promise<void> {
  const day = seconds(args.day)
  for (const cluster of args.clusters) {
    const [last] = await events.rows({
      query: `SELECT toUnixTimestamp(max(object_keyframes.day)) AS since FROM object_keyframes
        WHERE cluster_id = {cluster:String} AND object_keyframes.day < ${startOf('day')}`,
      params: { cluster, day },
      row: z.object({ since: z.coerce.number() }),
    })
    await carry(events, {
      condition: `cluster_id = {cluster:String} AND day >= ${startOf('since')} AND day < ${startOf('day')}`,
      params: { cluster, day, since: last?.since ?? 0 },
    })
    await events.insertRows('object_keyframes', [{ cluster_id: cluster, day }])
  }
}

/**
 * Clusters whose past has become long to read: since their last keyframe they have at least `states`
 * states before the day, and `times` as many as objects.
 */
export async function clustersToCarry(
  events: Events,
  args: { day: Date; states: number; times: number },
): Promise<ClusterId[]> {
  const rows = await events.rows({
    query: `
      SELECT cluster_id FROM (
        SELECT cluster_id, countIf(day >= since) AS past
        FROM (SELECT cluster_id, day FROM object_states WHERE day < toDateTime({day:UInt32}, 'UTC')) AS states
        LEFT JOIN (SELECT cluster_id, max(object_keyframes.day) AS since FROM object_keyframes
          WHERE object_keyframes.day <= toDateTime({day:UInt32}, 'UTC') GROUP BY cluster_id) AS frames USING (cluster_id)
        GROUP BY cluster_id HAVING past >= {states:UInt64}) AS long
      LEFT JOIN (SELECT cluster_id, countIf(is_deleted = 0) AS held FROM objects GROUP BY cluster_id) AS alive USING (cluster_id)
      WHERE past >= {times:UInt64} * held ORDER BY cluster_id LIMIT 10000`,
    params: { day: seconds(args.day), states: args.states, times: args.times },
    row: z.object({ cluster_id: z.string() }),
  })
  return rows.map(({ cluster_id }) => cluster_id)
}

const tombstoneRow = z.object({ rows: z.coerce.number(), deleted: z.coerce.number() })

/**
 * Cleans deleted objects away once they are a fifth of what every question about the present must step
 * over; their states stay in the past. No state may be on its way to the store. True when it cleaned.
 */
export async function cleanObjects(events: Events, args: { atLeast: number }): Promise<boolean> {
  const { tableOf, onCluster } = partitionsOf(events.ddl.cluster)
  const [found] = await events.rows({
    query: `SELECT count() AS rows, countIf(is_deleted = 1) AS deleted FROM objects`,
    row: tombstoneRow,
  })
  if (found === undefined || found.deleted < args.atLeast || found.deleted * 5 < found.rows) return false
  await events.command({ query: `OPTIMIZE TABLE ${tableOf('objects')}${onCluster} FINAL CLEANUP` })
  return true
}
