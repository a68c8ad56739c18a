// Single API requests, newest first. Roll-ups tell which minutes hold matches, so raw rows are read
// only there. Key: (cluster, minute, identity); bound: `limit` rows out of the minutes that hold them.
import { z } from 'zod'
import type { Scope } from '../../../domain/model/scope.ts'
import type { ApiRequest, TalkerFilter } from '../../../domain/model/talker.ts'
import { grainSeconds, type Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { rolledUpResource } from '../talker-rows.ts'
import { clusterCondition, namespaceCondition, scopeParams, windowParams } from './event-bounds.ts'
import { talkerSource } from './sealed-talkers.ts'
import { filterCondition, filterParams } from './talker-dimensions.ts'

/** Where a page ended: the last row's instant (microseconds), cluster and identity. */
export interface RequestCursor {
  readonly atUs: string
  readonly clusterId: string
  readonly auditId: string
}

const requestRow = z
  .object({
    cluster_id: z.string(),
    audit_id: z.string(),
    at_us: z.string(),
    received_us: z.string(),
    stage: z.string(),
    verb: z.string(),
    path: z.string(),
    uri_query: z.string(),
    api_group: z.string(),
    api_version: z.string(),
    resource: z.string(),
    subresource: z.string(),
    namespace: z.string(),
    name: z.string(),
    code: z.coerce.number(),
    user: z.string(),
    impersonated_user: z.string(),
    user_agent: z.string(),
    source_ip: z.string(),
    duration_us: z.coerce.number(),
    is_long: z.coerce.number(),
    is_timed: z.coerce.number(),
    is_aborted: z.coerce.number(),
    is_throttled: z.coerce.number(),
    is_disruption_blocked: z.coerce.number(),
    is_deprecated: z.coerce.number(),
    removed_release: z.string(),
    decision: z.string(),
    seats: z.coerce.number(),
  })
  .transform((raw) => ({
    cursor: { atUs: raw.at_us, clusterId: raw.cluster_id, auditId: raw.audit_id },
    request: requestOf(raw),
  }))

type RawRequest = Record<
  | 'cluster_id'
  | 'audit_id'
  | 'at_us'
  | 'received_us'
  | 'stage'
  | 'verb'
  | 'path'
  | 'uri_query'
  | 'api_group'
  | 'api_version'
  | 'resource'
  | 'subresource'
  | 'namespace'
  | 'name'
  | 'user'
  | 'impersonated_user'
  | 'user_agent'
  | 'source_ip'
  | 'removed_release'
  | 'decision',
  string
> &
  Record<
    | 'code'
    | 'duration_us'
    | 'is_long'
    | 'is_timed'
    | 'is_aborted'
    | 'is_throttled'
    | 'is_disruption_blocked'
    | 'is_deprecated'
    | 'seats',
    number
  >

/** The request line, put together from the object reference where there is one. */
export function uriOf(
  raw: Pick<
    RawRequest,
    'path' | 'uri_query' | 'api_group' | 'api_version' | 'resource' | 'subresource' | 'namespace' | 'name'
  >,
): string {
  const group = raw.api_group === '' ? `/api/${raw.api_version}` : `/apis/${raw.api_group}/${raw.api_version}`
  const namespace =
    raw.namespace === '' || raw.resource === 'namespaces'
      ? ''
      : `/namespaces/${encodeURIComponent(raw.namespace)}`
  const tail = [raw.resource, raw.name, raw.subresource].filter((part) => part !== '').map(encodeURIComponent)
  const path = raw.resource === '' ? raw.path : `${group}${namespace}/${tail.join('/')}`
  return raw.uri_query === '' ? path : `${path}?${raw.uri_query}`
}

function requestOf(raw: RawRequest): ApiRequest {
  const milliseconds = (microseconds: string): Date => new Date(Number(BigInt(microseconds) / 1_000n))
  return {
    clusterId: raw.cluster_id,
    auditId: raw.audit_id,
    at: milliseconds(raw.at_us),
    receivedAt: milliseconds(raw.received_us),
    stage: raw.stage,
    verb: raw.verb,
    uri: uriOf(raw),
    apiGroup: raw.api_group,
    apiVersion: raw.api_version,
    resource: raw.resource,
    subresource: raw.subresource,
    namespace: raw.namespace,
    name: raw.name,
    code: raw.code,
    user: raw.user,
    impersonatedUser: raw.impersonated_user,
    userAgent: raw.user_agent,
    sourceIp: raw.source_ip,
    latencyMs: raw.is_timed ? raw.duration_us / 1_000 : null,
    lengthMs: raw.is_long ? raw.duration_us / 1_000 : null,
    aborted: raw.is_aborted === 1,
    throttled: raw.is_throttled === 1,
    disruptionBlocked: raw.is_disruption_blocked === 1,
    seatsEstimated: raw.seats,
    removedRelease: raw.removed_release,
    deprecated: raw.is_deprecated === 1,
    decision: raw.decision,
  }
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
      SELECT cluster_id, audit_id, toString(toUnixTimestamp64Micro(at)) AS at_us, toString(toUnixTimestamp64Micro(received_at)) AS received_us,
        stage, verb, path, uri_query, api_group, api_version, raw_resource AS resource, subresource, namespace, name, code, user,
        impersonated_user, user_agent, source_ip, duration_us, is_long, is_timed, is_aborted, is_throttled,
        is_disruption_blocked, is_deprecated, removed_release, decision, seats
      FROM (
        SELECT * EXCEPT (resource), audit_raw.resource AS raw_resource, at, stage, duration_us,
          ${rolledUpResource} AS resource
        FROM audit_raw FINAL
        WHERE minute IN (SELECT toDateTime(arrayJoin({minutes:Array(UInt32)}), 'UTC'))
          AND minute >= toDateTime({from:UInt32}, 'UTC') AND minute < toDateTime({to:UInt32}, 'UTC')
          ${clusterCondition(args.scope, args.where)}${namespaceCondition(args.scope)}
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
