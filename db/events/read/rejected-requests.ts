// Requests that priority and fairness refused within a window, as differences of API servers' own counters: exact
// between the readings that lie in it, nothing where there are none. Key: (cluster, metric, labels, at) within the
// window's days; bound: the readings of two metrics in the window, and `limit` rows.
import { z } from 'zod'
import { witnessMetrics } from '../../../domain/model/api-sample.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { clusterCondition, scopeParams, windowParams } from './event-bounds.ts'
import { notRefused } from './refused-metrics.ts'

export interface RejectedRequests {
  readonly clusterId: ClusterId
  /** "" in readings of releases that did not keep it. */
  readonly flowSchema: string
  readonly priorityLevel: string
  /** "queue-full", "concurrency-limit", "time-out", "cancelled". */
  readonly reason: string
  readonly requests: number
}

export interface RejectedInWindow {
  /** The most first. */
  readonly rows: readonly RejectedRequests[]
  /** Clusters whose servers were read twice or more in the window, whether they refused anything or not. */
  readonly counted: readonly {
    readonly clusterId: ClusterId
    /** Between when: exact for the window where these are its edges. */
    readonly from: Date
    readonly to: Date
    /** Each start of one counted. */
    readonly servers: number
    /** Longest time between two readings of a server. */
    readonly longestGapSeconds: number
  }[]
}

const instanceForm = '(?:^|,)instance=([^,]*)'
const counter = 'apiserver_flowcontrol_rejected_requests_total'
const server = 'extract(labels, {instance_form:String})'
const label = (name: string): string => `extract(labels, '(?:^|,)${name}=([^,]*)')`

/** Both edges belong to it: a counter's reading speaks of all before. */
const within = (scope: Scope): string =>
  `at >= toDateTime({from:UInt32}, 'UTC') AND at <= toDateTime({to:UInt32}, 'UTC')${clusterCondition(scope)}`

/** Readings of API servers, of which the counter says something even where it is not there. */
const read = (scope: Scope): string =>
  `metric IN {witnesses:Array(String)} AND ${within(scope)}${notRefused(counter, within(scope))}`

/** One source of each cluster: its own endpoints where they were read in the window, else the first by name. */
const chosen = (scope: Scope): string => `
  SELECT cluster_id, min(source) AS source FROM api_samples WHERE ${read(scope)}
  GROUP BY cluster_id`

/** When each server was read, and when before that; 0 for the first time in the window. */
const turns = (scope: Scope): string => `
  SELECT cluster_id, source, server, read_at, lagInFrame(read_at, 1, toUInt32(0)) OVER
    (PARTITION BY cluster_id, source, server ORDER BY read_at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS read_before
  FROM (
    SELECT DISTINCT cluster_id, source, ${server} AS server, toUInt32(toUnixTimestamp(api_samples.at)) AS read_at
    FROM api_samples WHERE ${read(scope)})
  WHERE (cluster_id, source) IN (${chosen(scope)})`

/**
 * A counter that fell began anew at 0; one that was not there when its server was read before stood at 0 then; what
 * one stood at when its server was first read in the window is of before.
 */
const rises = (scope: Scope): string => `
  SELECT cluster_id, labels, if(nth > 1, if(value >= previous, value - previous, value), if(read_before > 0, value, 0)) AS rise
  FROM (
    SELECT cluster_id, source, labels, server, read_at, value, row_number() OVER own AS nth, lagInFrame(value, 1) OVER own AS previous
    FROM (
      SELECT cluster_id, source, labels, ${server} AS server, toUInt32(toUnixTimestamp(api_samples.at)) AS read_at, value
      FROM api_samples FINAL WHERE metric = {metric:String} AND ${within(scope)})
    WHERE (cluster_id, source) IN (${chosen(scope)})
    WINDOW own AS (PARTITION BY cluster_id, labels ORDER BY read_at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)) AS risen
  LEFT ANY JOIN (${turns(scope)}) AS turns USING (cluster_id, source, server, read_at)`

const count = z.coerce.number()
const instant = count.transform((seconds) => new Date(seconds * 1_000))

export async function rejectedRequests(
  events: Events,
  args: {
    readonly scope: Scope
    readonly window: Pick<Window, 'from' | 'to'>
    readonly limit: number
    readonly signal?: AbortSignal | undefined
  },
): Promise<RejectedInWindow> {
  const { scope, window, limit, signal } = args
  const params = {
    ...scopeParams(scope),
    ...windowParams(window),
    metric: counter,
    limit,
    instance_form: instanceForm,
    witnesses: [...witnessMetrics['kube-apiserver']],
  }
  const [rows, counted] = await Promise.all([
    events.rows({
      query: `
        SELECT cluster_id, ${label('flow_schema')} AS flow_schema, ${label('priority_level')} AS level,
          ${label('reason')} AS why, sum(rise) AS requests
        FROM (${rises(scope)}) GROUP BY cluster_id, flow_schema, level, why HAVING requests > 0
        ORDER BY requests DESC, cluster_id, flow_schema, level, why LIMIT {limit:UInt32}`,
      params,
      row: z.object({
        ...{ cluster_id: z.string(), flow_schema: z.string(), level: z.string(), why: z.string() },
        requests: count,
      }),
      ...(signal && { signal }),
    }),
    events.rows({
      query: `
        SELECT cluster_id, min(read_before) AS began, max(read_at) AS ended, uniqExact(server) AS servers, max(read_at - read_before) AS longest
        FROM (${turns(scope)}) WHERE read_before > 0 GROUP BY cluster_id ORDER BY cluster_id LIMIT {limit:UInt32}`,
      params,
      row: z
        .object({ cluster_id: z.string(), began: instant, ended: instant, servers: count, longest: count })
        .transform(({ cluster_id, began, ended, servers, longest }) => ({
          ...{ clusterId: cluster_id, from: began, to: ended, servers, longestGapSeconds: longest },
        })),
      ...(signal && { signal }),
    }),
  ])
  return {
    rows: rows.map(({ cluster_id, flow_schema, level, why, requests }) => ({
      ...{ clusterId: cluster_id, flowSchema: flow_schema, priorityLevel: level, reason: why, requests },
    })),
    counted,
  }
}
