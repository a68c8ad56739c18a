// Days of object states that stand on their own: what is alive at a day's start is written again on that
// day, so that older days can be dropped, or need not be read, without forgetting a state. Idempotent; a
// day counts as a keyframe of a cluster only when all its objects are durable. Also cleans away what
// deleted objects leave behind.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Events } from '../client.ts'
import { partitionsOf } from '../cluster-ddl.ts'
import { statedColumns } from '../object-rows.ts'

/** States folded by one statement. */
const statesAtOnce = 100_000

const seconds = (day: Date): number => Math.floor(day.getTime() / 1_000)
const inDays = `day >= toDateTime({since:UInt32}, 'UTC') AND day < toDateTime({day:UInt32}, 'UTC')`
const ofKind = `cluster_id = {cluster:String} AND kind = {kind:String} AND ${inDays}`
const place = '(namespace, name, uid)'

const placeRow = z.object({ namespace: z.string(), name: z.string(), uid: z.string() })
type Place = z.infer<typeof placeRow>
const start: Place = { namespace: '', name: '', uid: '' }

interface Stretch {
  readonly clusterId: ClusterId
  readonly kind: string
  /** Start of the first day to read, in Unix seconds. */
  readonly since: number
  readonly day: Date
}

const stretchParams = ({ clusterId, kind, since, day }: Stretch, after: Place) => ({
  cluster: clusterId,
  kind,
  since,
  day: seconds(day),
  after: [after.namespace, after.name, after.uid],
})
const boundOf = (name: string): string =>
  `({${name}:Array(String)}[1], {${name}:Array(String)}[2], {${name}:Array(String)}[3])`

/** Where so many states further lie; null when the rest is less. */
async function reach(events: Events, stretch: Stretch, after: Place): Promise<Place | null> {
  const [row] = await events.rows({
    query: `
      SELECT namespace, name, uid FROM object_states WHERE ${ofKind} AND ${place} > ${boundOf('after')}
      ORDER BY cluster_id, kind, namespace, name, uid LIMIT 1 OFFSET {states:UInt32}`,
    params: { ...stretchParams(stretch, after), states: statesAtOnce },
    row: placeRow,
  })
  return row ?? null
}

async function carryStretch(events: Events, stretch: Stretch): Promise<void> {
  const kept = statedColumns.join(', ')
  let after: Place | null = start
  while (after !== null) {
    const until: Place | null = await reach(events, stretch, after)
    const within = `${ofKind} AND ${place} > ${boundOf('after')}${until === null ? '' : ` AND ${place} <= ${boundOf('until')}`}`
    await events.command({
      query: `
        INSERT INTO object_states (day, version, is_deleted, ${kept})
        SELECT toDateTime({day:UInt32}, 'UTC'), version, 0, ${kept} FROM object_states
        PREWHERE ${within} AND (namespace, name, uid, version) IN (
          SELECT namespace, name, uid, max(version) FROM object_states WHERE ${within} GROUP BY namespace, name, uid)
        WHERE is_deleted = 0
        LIMIT 1 BY namespace, name, uid`,
      params: {
        ...stretchParams(stretch, after),
        ...(until === null ? {} : { until: [until.namespace, until.name, until.uid] }),
      },
    })
    after = until
  }
}

const kindRow = z.object({ cluster_id: z.string(), kind: z.string(), since: z.coerce.number() })
type Kind = z.infer<typeof kindRow>

/** Kinds that have states before the day, with the newest keyframe of their cluster before it. */
async function kindsBefore(events: Events, day: Date): Promise<Kind[]> {
  return events.rows({
    query: `
      SELECT cluster_id, kind, toUnixTimestamp(since) AS since
      FROM (SELECT DISTINCT cluster_id, kind FROM object_states WHERE day < toDateTime({day:UInt32}, 'UTC')) AS kinds
      LEFT JOIN (SELECT cluster_id, max(object_keyframes.day) AS since FROM object_keyframes
        WHERE object_keyframes.day < toDateTime({day:UInt32}, 'UTC') GROUP BY cluster_id) AS frames USING (cluster_id)
      WHERE cluster_id NOT IN (SELECT cluster_id FROM object_keyframes WHERE object_keyframes.day = toDateTime({day:UInt32}, 'UTC'))
      ORDER BY cluster_id, kind LIMIT 1000000`,
    params: { day: seconds(day) },
    row: kindRow,
  })
}

/**
 * Makes `day` (its start, UTC) a keyframe of every cluster that has states before it, or of those given.
 * No state from before it may still be on its way to the store. Answers how many clusters were carried.
 */
export async function carryObjects(
  events: Events,
  args: { day: Date; clusters?: readonly ClusterId[] },
): Promise<number> {
  const kinds = await kindsBefore(events, args.day)
  const wanted = kinds.filter(({ cluster_id }) => args.clusters?.includes(cluster_id) ?? true)
  const clusterIds = [...new Set(wanted.map(({ cluster_id }) => cluster_id))]
  for (const clusterId of clusterIds) {
    for (const { kind, since } of wanted.filter(({ cluster_id }) => cluster_id === clusterId))
      await carryStretch(events, { clusterId, kind, since, day: args.day })
    await events.insertRows('object_keyframes', [{ cluster_id: clusterId, day: seconds(args.day) }])
  }
  return clusterIds.length
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
