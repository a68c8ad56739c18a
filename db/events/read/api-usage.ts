// Calls to APIs that go: counted requests by caller, those that API servers marked themselves, and what their
// metrics say. Keys: roll-ups by (grain, cluster, bucket); `audit_raw` by (cluster, minute); `api_samples` by
// (cluster, metric). Bound: roll-up rows of the keys that name such an API, the marked rows of the last hour, the
// samples of the last minutes; and so many rows a cluster.
import { z } from 'zod'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { AnnotatedCalls, ApiCalls, DeprecatedSeries } from '../../../domain/model/cluster-slices.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { ApiName } from '../../../domain/support/api-lifecycle.ts'
import { resolveWindow } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { readingLastsSeconds } from './api-samples.ts'
import type { OfCluster } from './check-objects.ts'
import { clusterCondition, scopeParams } from './event-bounds.ts'
import { ourOwn } from './our-own.ts'
import { talkerSource } from './sealed-talkers.ts'
import type { KeyColumns } from './talker-sql.ts'

interface UsageQuestion {
  readonly clusters: readonly ClusterId[]
  readonly now: Date
  /** Most rows a cluster, the most requests first. */
  readonly limit: number
}

const count = z.coerce.number()
const seconds = count.transform((value) => new Date(value * 1_000))
const apiColumns = {
  cluster_id: z.string(),
  api_group: z.string(),
  api_version: z.string(),
  resource: z.string(),
}
const callRow = z.object({
  ...apiColumns,
  user: z.string(),
  user_agent: z.string(),
  requests: count,
  last_at: seconds,
})

const apiOf = (raw: { cluster_id: string; api_group: string; api_version: string; resource: string }) => ({
  clusterId: raw.cluster_id,
  group: raw.api_group,
  version: raw.api_version,
  resource: raw.resource,
})
const callOf = (raw: z.infer<typeof callRow>): OfCluster<ApiCalls> => ({
  ...apiOf(raw),
  user: raw.user,
  userAgent: raw.user_agent,
  requests: raw.requests,
  lastAt: raw.last_at,
})

/**
 * Requests to any of `apis` since an instant, by caller. Exact once their minutes are sealed: the first requests of
 * a caller that was never heard of join a minute later.
 */
export async function apiCalls(
  events: Events,
  { apis, since, ...question }: UsageQuestion & { readonly apis: readonly ApiName[]; readonly since: Date },
): Promise<OfCluster<ApiCalls>[]> {
  const { clusters, now, limit } = question
  const window = resolveWindow({ from: since.toISOString(), to: now.toISOString() })
  const source = await talkerSource(events, { scope: ourOwn(clusters), window, where: {} })
  const keys = `
    SELECT key_id, api_group, api_version, resource, user, user_agent FROM talker_keys
    WHERE (api_group, api_version, resource) IN (
      SELECT api.1, api.2, api.3 FROM (SELECT arrayJoin(arrayZip({api_groups:Array(String)},
        {api_versions:Array(String)}, {api_resources:Array(String)})) AS api))`
  const asked: KeyColumns = {
    columns: (keyId) =>
      `CAST(cluster_id, 'String') AS of_cluster, CAST(${keyId}, 'UInt64') AS used_key, requests AS counted, `,
    condition: (keyId) => ` AND ${keyId} IN (SELECT key_id FROM (${keys}))`,
  }
  const rows = await events.rows({
    query: `
      SELECT of_cluster AS cluster_id, api_group, api_version, resource, user, user_agent, sum(counted) AS requests,
        toUnixTimestamp(max(seen_last)) AS last_at
      FROM (${source.detailRows(asked)}) AS used
      ANY LEFT JOIN (${keys}) AS named ON used.used_key = named.key_id
      GROUP BY cluster_id, api_group, api_version, resource, user, user_agent
      ORDER BY cluster_id, requests DESC, user, user_agent, resource LIMIT {most:UInt32} BY cluster_id`,
    params: {
      ...source.params,
      most: limit,
      api_groups: apis.map(({ group }) => group),
      api_versions: apis.map(({ version }) => version),
      api_resources: apis.map(({ resource }) => resource),
    },
    row: callRow,
  })
  return rows.map(callOf)
}

/** How far back marks of API servers are looked for: roll-ups do not keep them. */
const markedSeconds = 3_600

export async function annotatedCalls(
  events: Events,
  { clusters, now, limit }: UsageQuestion,
): Promise<OfCluster<AnnotatedCalls>[]> {
  const scope = ourOwn(clusters)
  return events.rows({
    query: `
      SELECT cluster_id, api_group, api_version, resource, user, user_agent, removed_release,
        uniqExact(audit_id, received_at) AS requests, toUnixTimestamp(toDateTime(max(received_at), 'UTC')) AS last_at
      FROM audit_raw
      PREWHERE is_deprecated = 1 AND minute >= toDateTime({since:UInt32}, 'UTC')${clusterCondition(scope)}
      WHERE removed_release != ''
      GROUP BY cluster_id, api_group, api_version, resource, user, user_agent, removed_release
      ORDER BY cluster_id, requests DESC, user, user_agent, resource LIMIT {most:UInt32} BY cluster_id`,
    params: { ...scopeParams(scope), since: Math.floor(now.getTime() / 1_000) - markedSeconds, most: limit },
    row: callRow
      .extend({ removed_release: z.string() })
      .transform((raw) => ({ ...callOf(raw), removedIn: raw.removed_release })),
  })
}

const labelOf = (name: string): string => `extract(labels, '(?:^|,)${name}=([^,]*)')`

const apiLabels = `${labelOf('group')} AS api_group, ${labelOf('version')} AS api_version, ${labelOf('resource')} AS resource`

/**
 * Requests to APIs that go, as counters of requests tell them since an instant. Each server's counter is followed for
 * itself; one that fell began anew at 0. What a counter stood at when it was first read is of nobody knows when.
 */
const countedCalls = (scope: Scope): string => `
  SELECT cluster_id, ${apiLabels}, toUnixTimestamp(min(first_at)) AS counted_since, sum(risen) AS counted,
    toUnixTimestamp(max(last_at)) AS counted_last
  FROM (
    SELECT cluster_id, labels, min(at) AS first_at, sumIf(rise, nth > 1) AS risen, maxIf(at, nth > 1 AND rise > 0) AS last_at
    FROM (
      SELECT cluster_id, labels, at, row_number() OVER own AS nth, lagInFrame(value, 1) OVER own AS previous,
        if(value >= previous, value - previous, value) AS rise
      FROM (
        SELECT cluster_id, labels, api_samples.at AS at, value FROM api_samples FINAL
        WHERE metric = 'apiserver_removed_api_request_total'
          AND api_samples.at >= toDateTime({counted_from:UInt32}, 'UTC')${clusterCondition(scope)})
      WINDOW own AS (PARTITION BY cluster_id, labels ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))
    GROUP BY cluster_id, labels)
  GROUP BY cluster_id, api_group, api_version, resource`

/**
 * What stands above 0 by the newest readings of any of a cluster's servers, and what their counters of requests tell
 * of it since an instant.
 */
export async function deprecatedSeries(
  events: Events,
  { clusters, now, since, limit }: UsageQuestion & { readonly since: Date },
): Promise<OfCluster<DeprecatedSeries>[]> {
  const scope = ourOwn(clusters)
  return events.rows({
    query: `
      SELECT cluster_id, api_group, api_version, resource, removed_release, read_at, counted_since, counted, counted_last
      FROM (
      SELECT cluster_id, ${apiLabels}, ${labelOf('removed_release')} AS removed_release,
        toUnixTimestamp(max(newest)) AS read_at
      FROM (
        SELECT cluster_id, labels, max(api_samples.at) AS newest, argMax(value, api_samples.at) AS stands FROM api_samples
        WHERE metric = 'apiserver_requested_deprecated_apis' AND api_samples.at > toDateTime({since:UInt32}, 'UTC')${clusterCondition(scope)}
        GROUP BY cluster_id, labels)
      WHERE stands > 0
      GROUP BY cluster_id, api_group, api_version, resource, removed_release) AS standing
      ANY LEFT JOIN (${countedCalls(scope)}) AS counting USING (cluster_id, api_group, api_version, resource)
      ORDER BY cluster_id, api_group, api_version, resource, removed_release LIMIT {most:UInt32} BY cluster_id`,
    params: {
      ...scopeParams(scope),
      since: Math.floor(now.getTime() / 1_000) - readingLastsSeconds,
      counted_from: Math.floor(since.getTime() / 1_000),
      most: limit,
    },
    row: z
      .object({
        ...{ ...apiColumns, removed_release: z.string(), read_at: seconds },
        ...{ counted_since: count, counted: count, counted_last: count },
      })
      .transform((raw) => ({
        ...{ ...apiOf(raw), removedIn: raw.removed_release, at: raw.read_at },
        // A join that found nothing leaves 0.
        counted:
          raw.counted_since === 0
            ? null
            : {
                since: new Date(raw.counted_since * 1_000),
                requests: raw.counted,
                lastAt: raw.counted_last === 0 ? null : new Date(raw.counted_last * 1_000),
              },
      })),
  })
}
