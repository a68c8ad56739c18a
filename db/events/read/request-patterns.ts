// What a talker asks for again and again: its calls with the query they carry, out of the single requests of a short
// sample. Key: (cluster, minute, identity); bound: the requests of the sample, `limit` calls. Finding the sample reads
// roll-ups of the window, by one grain after the other.
import { z } from 'zod'
import type { RequestPattern } from '../../../domain/fix-cards/request-pattern.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { TalkerFilter } from '../../../domain/model/talker.ts'
import { grainSeconds, type Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { rawWithSeats } from '../list-seats.ts'
import { heldUs, rolledUpResource } from '../talker-rows.ts'
import { clusterCondition, namespaceCondition, scopeParams, windowParams } from './event-bounds.ts'
import { talkerSource } from './sealed-talkers.ts'
import { filterCondition, filterParams } from './talker-dimensions.ts'

interface PatternQuestion {
  readonly scope: Scope
  readonly where: TalkerFilter
  readonly window: Window
  readonly signal?: AbortSignal | undefined
}

/** The minute of the window with most requests; null when it has none. */
export async function busiestMinute(events: Events, question: PatternQuestion): Promise<Date | null> {
  const { window, signal } = question
  const source = await talkerSource(events, question)
  const [row] = await events.rows({
    query: `
      SELECT toUnixTimestamp(bucket_start) AS bucket FROM (${source.countRows()})
      GROUP BY bucket_start ORDER BY sum(counted) DESC, bucket DESC LIMIT 1`,
    params: source.params,
    row: z.object({ bucket: z.coerce.number() }),
    ...(signal && { signal }),
  })
  if (row === undefined) return null
  const from = new Date(row.bucket * 1_000)
  if (window.grain === 'minute') return from
  const to = new Date(from.getTime() + grainSeconds[window.grain] * 1_000)
  const finer = { from, to, grain: window.grain === 'day' ? 'hour' : 'minute' } as const
  return busiestMinute(events, { ...question, window: finer })
}

const number = z.coerce.number()
const patternFields = z.object({
  verb: z.string(),
  api_group: z.string(),
  api_version: z.string(),
  resource: z.string(),
  requests: number,
  all_requests: number,
  clients: number,
  names: number,
  consistent: number,
  from_cache: number,
  unlimited: number,
  largest_limit: number,
  answered: number,
  held_us: number,
  seats_each: number.nullable(),
  uncounted: number,
  throttled: number,
  removed: z.string(),
  deprecated: number,
  watches: number,
  first_minute: number,
  last_minute: number,
})

const patternRow = patternFields.transform((raw) => ({
  from: new Date(raw.first_minute * 1_000),
  to: new Date((raw.last_minute + 60) * 1_000),
  pattern: patternOf(raw),
}))

function patternOf(raw: z.infer<typeof patternFields>): RequestPattern {
  return {
    verb: raw.verb,
    apiGroup: raw.api_group,
    apiVersion: raw.api_version,
    resource: raw.resource,
    requests: raw.requests,
    share: raw.requests / raw.all_requests,
    clients: raw.clients,
    names: raw.names,
    consistent: raw.consistent / raw.requests,
    fromCache: raw.from_cache / raw.requests,
    unlimited: raw.unlimited / raw.requests,
    limit: raw.largest_limit === 0 ? null : raw.largest_limit,
    heldSecondsEach: raw.answered === 0 ? null : raw.held_us / raw.answered / 1e6,
    seatsEach: raw.seats_each,
    isSeatsLeast: raw.uncounted > 0,
    throttled: raw.throttled,
    removedRelease: raw.removed,
    isDeprecated: raw.deprecated > 0,
    watches: raw.watches,
  }
}

const limitOf = `toUInt32OrZero(extract(uri_query, '(?:^|&)limit=(\\\\d+)'))`

/** With the minutes in which there were any. Most requests first; watches count beside what they watch, and are no pattern of their own. */
export async function requestPatterns(
  events: Events,
  { scope, where, window, signal, limit }: PatternQuestion & { readonly limit: number },
): Promise<{ patterns: RequestPattern[]; from: Date; to: Date } | null> {
  const sampled = `minute >= toDateTime({from:UInt32}, 'UTC') AND minute < toDateTime({to:UInt32}, 'UTC')${clusterCondition(scope, where)}${namespaceCondition(scope)}`
  const rows = await events.rows({
    query: `
      SELECT * FROM (
      SELECT verb, api_group, api_version, called AS resource, calls AS requests, sum(calls) OVER () AS all_requests, clients, names,
        consistent, from_cache, unlimited, largest_limit, answered, held_us, seats_each, uncounted, throttled, removed, deprecated,
        sum(watching) OVER (PARTITION BY api_group, api_version, called) AS watches,
        toUnixTimestamp(min(first_at) OVER ()) AS first_minute, toUnixTimestamp(max(last_at) OVER ()) AS last_minute
      FROM (
        SELECT CAST(verb, 'String') AS verb, api_group, api_version, if(subresource = '', resource, concat(resource, '/', subresource)) AS called,
          countIf(NOT is_long) AS calls, countIf(is_long) AS watching,
          uniqExact(source_ip, user) AS clients, uniqExactIf((namespace, name), name != '') AS names,
          countIf(NOT has_version AND NOT is_continued) AS consistent, countIf(version_zero) AS from_cache,
          countIf(limit_asked = 0) AS unlimited, max(limit_asked) AS largest_limit,
          countIf(is_timed AND code != 429) AS answered, sumIf(${heldUs}, is_timed AND code != 429) AS held_us,
          avgOrNullIf(seats_estimated, NOT is_throttled AND NOT is_long) AS seats_each, countIf(verb = 'list' AND NOT is_counted) AS uncounted,
          countIf(is_throttled) AS throttled, max(removed_release) AS removed, countIf(is_deprecated) AS deprecated,
          min(minute) AS first_at, max(minute) AS last_at
        FROM (
          SELECT *, match(uri_query, '(?:^|&)resourceVersion=[^&]') AS has_version,
            match(uri_query, '(?:^|&)resourceVersion=0(?:&|$)') AS version_zero,
            match(uri_query, '(?:^|&)continue=[^&]') AS is_continued, ${limitOf} AS limit_asked
          FROM (
            SELECT * EXCEPT (resource), duration_us, is_counted, seats_estimated, ${rolledUpResource} AS resource
            FROM ${rawWithSeats(sampled, { clusters: `(SELECT cluster_id FROM audit_raw WHERE ${sampled})`, from: '{from:UInt32}', to: '{to:UInt32}' })})
          WHERE 1${filterCondition(where)})
        GROUP BY verb, api_group, api_version, called)
      ) WHERE requests > 0
      ORDER BY requests DESC, verb, resource LIMIT {limit:UInt32}`,
    params: {
      ...{ ...windowParams(window), ...scopeParams(scope), ...filterParams(where), limit },
    },
    row: patternRow,
    ...(signal && { signal }),
  })
  const [first] = rows
  return first === undefined
    ? null
    : { patterns: rows.map(({ pattern }) => pattern), from: first.from, to: first.to }
}
