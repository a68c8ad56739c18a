// Hours of clusters that Logs Insights added up, and which of them count: raw audit that told of every minute of an
// hour goes before it (docs/adr/0004). Key: `log_readings` by (cluster, hour), then `audit_dirty` of these hours
// alone; an installation without such hours asks nothing.
import { z } from 'zod'
import { unavailable } from '../../../domain/errors.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { TalkerFilter } from '../../../domain/model/talker.ts'
import type { Window } from '../../../domain/units/window.ts'
import { isAnyHourRead } from '../any-log-hours.ts'
import type { Events } from '../client.ts'
import { clusterCondition, inWindow, scopeParams, windowParams } from './event-bounds.ts'
import { filterParams } from './talker-dimensions.ts'

interface Pairs {
  readonly clusters: readonly string[]
  readonly buckets: readonly number[]
}

export interface LogHours {
  /** Newest reading that is looked at, so that one that completes meanwhile changes nothing. */
  readonly asOf: string
  /** (cluster, hour)s with a reading, of those the ones whose raw audit is whole, and those where it is not. */
  readonly hours: number
  readonly unnamed: number
  readonly byRaw: Pairs
  readonly besideRaw: Pairs
}

interface LogQuestion {
  readonly scope: Scope
  readonly window: Pick<Window, 'from' | 'to'>
  readonly where?: TalkerFilter
  readonly signal?: AbortSignal | undefined
}

const count = z.coerce.number()
const minutesOfHour = 60
const pairLimit = 100_000

const bounds = ({ scope, where }: LogQuestion): string =>
  `is_whole = 1 AND ${inWindow}${clusterCondition(scope, where)}`

const paramsOf = ({ scope, window, where = {} }: LogQuestion): Record<string, unknown> => ({
  ...windowParams(window),
  ...scopeParams(scope),
  ...filterParams(where),
})

/** Undefined when none of the window was read, which is where most installations are. */
export async function logHours(events: Events, question: LogQuestion): Promise<LogHours | undefined> {
  if (!(await isAnyHourRead(events))) return undefined
  const params = paramsOf(question)
  const signal = question.signal ? { signal: question.signal } : {}
  const [found] = await events.rows({
    query: `
      SELECT count() AS hours, sum(newest_unnamed) AS unnamed_requests, toString(max(newest)) AS as_of FROM (
        SELECT max(reading_id) AS newest, argMax(unnamed, reading_id) AS newest_unnamed FROM log_readings
        WHERE ${bounds(question)} GROUP BY cluster_id, bucket)`,
    params,
    row: z.object({ hours: count, unnamed_requests: count, as_of: z.string() }),
    ...signal,
  })
  if (found === undefined || found.hours === 0) return undefined
  const contested = await events.rows({
    query: `
      SELECT cluster_id, toUnixTimestamp(toStartOfHour(bucket)) AS start, uniqExact(bucket) AS minutes FROM audit_dirty
      WHERE grain = 'minute' AND ${inWindow}${clusterCondition(question.scope, question.where)}
        AND (cluster_id, toStartOfHour(bucket)) IN (
          SELECT cluster_id, bucket FROM log_readings WHERE ${bounds(question)} AND reading_id <= toUInt64({as_of:String}))
      GROUP BY cluster_id, start LIMIT ${pairLimit}`,
    params: { ...params, as_of: found.as_of },
    row: z.object({ cluster_id: z.string(), start: count, minutes: count }),
    ...signal,
  })
  if (contested.length === pairLimit)
    throw unavailable(
      'too many hours of this window were told by two sources; ask for a shorter window or fewer clusters',
      30,
    )
  const pairsOf = (rows: typeof contested): Pairs => ({
    clusters: rows.map((row) => row.cluster_id),
    buckets: rows.map((row) => row.start),
  })
  const isByRaw = ({ minutes }: { minutes: number }) => minutes >= minutesOfHour
  const byRaw = pairsOf(contested.filter(isByRaw))
  return {
    asOf: found.as_of,
    hours: found.hours - byRaw.clusters.length,
    unnamed: found.unnamed_requests,
    byRaw,
    besideRaw: pairsOf(contested.filter((row) => !isByRaw(row))),
  }
}

export interface LogHoursByCluster {
  readonly clusterId: ClusterId
  /** End of the newest hour that was read. */
  readonly newest: Date
}

/** Clusters of which any hour was read; at most `limit`. */
export async function newestLogHours(
  events: Events,
  args: { scope: Scope; limit: number },
): Promise<LogHoursByCluster[]> {
  if (!(await isAnyHourRead(events))) return []
  return events.rows({
    query: `
      SELECT cluster_id, toUnixTimestamp(max(bucket)) + 3600 AS newest FROM log_readings
      WHERE is_whole = 1${clusterCondition(args.scope)}
      GROUP BY cluster_id ORDER BY cluster_id LIMIT {limit:UInt32}`,
    params: { ...scopeParams(args.scope), limit: args.limit },
    row: z
      .object({ cluster_id: z.string(), newest: count })
      .transform((raw) => ({ clusterId: raw.cluster_id, newest: new Date(raw.newest * 1_000) })),
  })
}

/** Hours of one cluster that need no reading: read whole, or told minute by minute by raw audit. Unix seconds. */
export async function hoursKnown(
  events: Events,
  args: { clusterId: ClusterId; from: Date; to: Date },
): Promise<{
  readonly byRaw: ReadonlySet<number>
  readonly byLogs: ReadonlyMap<number, { readonly readAtMs: number; readonly requests: number }>
}> {
  const params = { cluster: args.clusterId, ...windowParams(args) }
  const [raw, logs] = await Promise.all([
    events.rows({
      query: `
        SELECT toUnixTimestamp(toStartOfHour(bucket)) AS start, uniqExact(bucket) AS minutes FROM audit_dirty
        WHERE grain = 'minute' AND cluster_id = {cluster:String} AND ${inWindow}
        GROUP BY start HAVING minutes >= ${minutesOfHour} LIMIT 10000`,
      params,
      row: z.object({ start: count }),
    }),
    events.rows({
      query: `
        SELECT toUnixTimestamp(bucket) AS start, toUnixTimestamp(max(read_at)) AS read,
          argMax(log_readings.requests, reading_id) AS of_requests FROM log_readings
        WHERE is_whole = 1 AND cluster_id = {cluster:String} AND ${inWindow}
        GROUP BY start LIMIT 10000`,
      params,
      row: z.object({ start: count, read: count, of_requests: count }),
    }),
  ])
  return {
    byRaw: new Set(raw.map(({ start }) => start)),
    byLogs: new Map(
      logs.map(({ start, read, of_requests: requests }) => [start, { readAtMs: read * 1_000, requests }]),
    ),
  }
}

/** Bytes that a source had scanned since an instant, whatever came of it. */
export async function bytesScanned(events: Events, args: { sourceId: string; since: Date }): Promise<number> {
  const [row] = await events.rows({
    query: `
      SELECT sum(bytes_scanned) AS bytes FROM log_readings
      WHERE source_id = {source:String} AND read_at >= toDateTime({since:UInt32}, 'UTC')`,
    params: { source: args.sourceId, since: Math.floor(args.since.getTime() / 1_000) },
    row: z.object({ bytes: count }),
  })
  return row?.bytes ?? 0
}
