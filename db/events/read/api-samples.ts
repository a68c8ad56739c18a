// Readings of API servers' own metrics over a window: what gauges stood at, and how far counters rose, across
// restarts of the server. Key: (cluster, metric, labels, at) within the window's days; bound: the readings of
// one metric in the window, and `limit` points.
import { z } from 'zod'
import type { ApiSampleMetric } from '../../../domain/model/api-sample.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { clusterCondition, scopeParams, windowParams } from './sealed-talkers.ts'

export interface ApiSamplePoint {
  readonly clusterId: ClusterId
  readonly labels: string
  /** Start of the bucket; one without a reading is absent. */
  readonly at: Date
  readonly average: number
  readonly highest: number
  /** How far a counter rose; null when no reading before tells from where. */
  readonly increase: number | null
}

export interface SampleQuestion {
  readonly scope: Scope
  /** Absent: all in scope. */
  readonly clusters?: readonly ClusterId[]
  readonly metric: ApiSampleMetric
  /** Absent: every set of labels. */
  readonly labels?: readonly string[]
  readonly window: Window
  readonly limit: number
}

/** A reading this long before the window tells where its first rise began. */
const beforeSeconds = 900
const startOfBucket = { minute: 'toStartOfMinute', hour: 'toStartOfHour', day: 'toStartOfDay' } as const

const pointRow = z
  .object({
    cluster_id: z.string(),
    labels: z.string(),
    bucket: z.coerce.number(),
    average: z.coerce.number(),
    highest: z.coerce.number(),
    increase: z.coerce.number(),
    rises: z.coerce.number(),
  })
  .transform(
    ({ cluster_id, labels, bucket, average, highest, increase, rises }): ApiSamplePoint => ({
      clusterId: cluster_id,
      labels,
      at: new Date(bucket * 1_000),
      average,
      highest,
      increase: rises === 0 ? null : increase,
    }),
  )

/** By cluster, labels and time. A counter that fell began anew at 0. */
export async function apiSampleSeries(events: Events, question: SampleQuestion): Promise<ApiSamplePoint[]> {
  const { scope, clusters, metric, labels, window, limit } = question
  const asked = clusters === undefined ? '' : ' AND cluster_id IN {asked_clusters:Array(String)}'
  const labelled = labels === undefined ? '' : ' AND labels IN {labels:Array(String)}'
  return events.rows({
    query: `
      SELECT cluster_id, labels, toUnixTimestamp(${startOfBucket[window.grain]}(at)) AS bucket,
        avg(value) AS average, max(value) AS highest,
        sumIf(if(value >= previous, value - previous, value), has_previous) AS increase, countIf(has_previous) AS rises
      FROM (
        SELECT cluster_id, labels, at, value,
          lagInFrame(value, 1) OVER own AS previous, row_number() OVER own > 1 AS has_previous
        FROM (
          SELECT DISTINCT cluster_id, labels, at, value FROM api_samples
          WHERE metric = {metric:String} AND at >= toDateTime({before:UInt32}, 'UTC') AND at < toDateTime({to:UInt32}, 'UTC')
            ${clusterCondition(scope)}${asked}${labelled})
        WINDOW own AS (PARTITION BY cluster_id, labels ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))
      WHERE at >= toDateTime({from:UInt32}, 'UTC')
      GROUP BY cluster_id, labels, bucket ORDER BY cluster_id, labels, bucket LIMIT {limit:UInt32}`,
    params: {
      ...scopeParams(scope),
      ...windowParams(window),
      before: window.from.getTime() / 1_000 - beforeSeconds,
      metric,
      limit,
      ...(clusters && { asked_clusters: [...clusters] }),
      ...(labels && { labels: [...labels] }),
    },
    row: pointRow,
  })
}
