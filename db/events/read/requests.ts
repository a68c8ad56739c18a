// Single API requests, newest first. Roll-ups tell which minutes hold matches, so raw rows are read
// only there. Key: (cluster, minute, identity); bound: `limit` rows out of the minutes that hold them.
import { z } from 'zod'
import type { Scope } from '../../../domain/model/scope.ts'
import type { ApiRequest, TalkerFilter } from '../../../domain/model/talker.ts'
import { grainSeconds, type Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { clusterCondition, namespaceCondition, scopeParams, windowParams } from './event-bounds.ts'
import { rawRequests, requestColumns, requestRow } from './request-rows.ts'
import { talkerSource } from './sealed-talkers.ts'
import { filterCondition, filterParams } from './talker-dimensions.ts'

/** Where a page ended: the last row's instant (microseconds), cluster and identity. */
export interface RequestCursor {
  readonly atUs: string
  readonly clusterId: string
  readonly auditId: string
}

interface RequestQuestion {
  readonly scope: Scope
  readonly window: Window
  readonly where: TalkerFilter
  readonly limit: number
  readonly after: RequestCursor | null
  readonly signal?: AbortSignal | undefined
}

/** Starts of buckets that hold matches, newest first, up to enough of them for one page. */
async function bucketsWithMatches(events: Events, args: RequestQuestion): Promise<number[]> {
  const source = await talkerSource(events, args)
  const step = grainSeconds[args.window.grain]
  // The bucket the last page ended in may be used up: it is searched, but promises nothing.
  const boundary = args.after
    ? Number(BigInt(args.after.atUs) / 1_000_000n / BigInt(step)) * step
    : 2 ** 32 - 1
  const rows = await events.rows({
    query: `
      SELECT bucket FROM (
        SELECT bucket, sum(promised) OVER (ORDER BY bucket DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newer
        FROM (
          SELECT toUnixTimestamp(bucket_start) AS bucket, if(bucket = {boundary:UInt32}, 0, sum(counted)) AS promised
          FROM (${source.countRows()}) WHERE bucket_start <= toDateTime({boundary:UInt32}, 'UTC')
          GROUP BY bucket_start))
      WHERE newer < {limit:UInt32} ORDER BY bucket DESC LIMIT 5000`,
    params: { ...source.params, limit: args.limit, boundary },
    row: z.object({ bucket: z.coerce.number() }),
  })
  return rows.map((row) => row.bucket)
}

/** Minutes that hold the next page: days first, then their hours, then their minutes. */
async function minutesWithMatches(events: Events, args: RequestQuestion): Promise<number[]> {
  let window = args.window
  for (;;) {
    const buckets = await bucketsWithMatches(events, { ...args, window })
    const newest = buckets[0]
    const oldest = buckets.at(-1)
    if (newest === undefined || oldest === undefined || window.grain === 'minute') return buckets
    window = {
      from: new Date(oldest * 1_000),
      to: new Date((newest + grainSeconds[window.grain]) * 1_000),
      grain: window.grain === 'day' ? 'hour' : 'minute',
    }
  }
}

/** One page, newest first; `last` is the cursor of its last row when there may be more. */
export async function apiRequests(
  events: Events,
  args: RequestQuestion,
): Promise<{ rows: ApiRequest[]; last: RequestCursor | null }> {
  const minutes = await minutesWithMatches(events, args)
  if (minutes.length === 0) return { rows: [], last: null }
  const after = args.after
    ? ` AND (toUnixTimestamp64Micro(at), cluster_id, audit_id) < ({after_us:Int64}, {after_cluster:String}, {after_audit:String})`
    : ''
  const rows = await events.rows({
    query: `
      SELECT ${requestColumns}
      FROM (
        ${rawRequests(`minute IN (SELECT toDateTime(arrayJoin({minutes:Array(UInt32)}), 'UTC'))
          AND minute >= toDateTime({from:UInt32}, 'UTC') AND minute < toDateTime({to:UInt32}, 'UTC')
          ${clusterCondition(args.scope, args.where)}${namespaceCondition(args.scope)}`)}
      )
      WHERE 1${filterCondition(args.where)}${after}
      ORDER BY at DESC, cluster_id DESC, audit_id DESC
      LIMIT {limit:UInt32}`,
    params: {
      ...windowParams(args.window),
      ...scopeParams(args.scope),
      ...filterParams(args.where),
      minutes,
      limit: args.limit,
      ...(args.after
        ? { after_us: args.after.atUs, after_cluster: args.after.clusterId, after_audit: args.after.auditId }
        : {}),
    },
    row: requestRow,
  })
  return {
    rows: rows.map((row) => row.request),
    last: rows.length === args.limit ? (rows.at(-1)?.cursor ?? null) : null,
  }
}
