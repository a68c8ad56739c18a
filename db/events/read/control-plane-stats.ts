// How far API servers were used over a window, one row a cluster: the peak, what was held for a while, where it
// stood last; and the course of their databases. One pass over the readings of one metric: for thousands of clusters
// at once, where series bucket by bucket would be too many. A reading speaks as long as in api-samples.ts, and
// several servers of a cluster are added up as there. Key: (cluster, metric, labels, at) within the window's days.
import { z } from 'zod'
import { type ApiSampleMetric, apiSampleMetrics } from '../../../domain/model/api-sample.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { Events } from '../client.ts'
import { readingLastsSeconds } from './api-samples.ts'
import { clusterCondition, scopeParams, windowParams } from './event-bounds.ts'
import { notRefused } from './refused-metrics.ts'

interface Span {
  readonly from: Date
  readonly to: Date
}

export interface StatsQuestion {
  readonly scope: Scope
  readonly metric: ApiSampleMetric
  /** "result=scheduled": only what bears it; null: all labels added up. */
  readonly label: string | null
  readonly window: Span
  /** What was stood at or above for this long together is `held`. */
  readonly heldSeconds: number
  readonly limit: number
  readonly signal?: AbortSignal | undefined
}

/** Gauges in their unit, counters in their unit a second. */
export interface ControlPlaneStats {
  readonly clusterId: ClusterId
  readonly peak: number
  /** When it first stood there. */
  readonly peakAt: Date
  readonly last: number
  /** Until when readings speak of it, within the window. */
  readonly lastAt: Date
  /** Null where readings speak of a shorter time. */
  readonly held: number | null
  /** Seconds of the window that readings speak of. */
  readonly seconds: number
}

const own = 'OVER (PARTITION BY cluster_id, source, server ORDER BY at ROWS BETWEEN'
const along = 'OVER (PARTITION BY cluster_id ORDER BY at ROWS BETWEEN'

/** Readings near enough to the window to speak of it. */
const near = (scope: Scope): string =>
  `at >= toDateTime({from:UInt32} - {lasts:UInt32}, 'UTC') AND at < toDateTime({to:UInt32} + {lasts:UInt32}, 'UTC')${clusterCondition(scope)}`

/** Those of them that say something of this metric even where it is not there. */
const told = ({ scope, metric }: StatsQuestion): string => `${near(scope)}${notRefused(metric, near(scope))}`

const readColumns = `cluster_id, source, extract(labels, '(?:^|,)instance=([^,]*)') AS server, toUInt32(toUnixTimestamp(api_samples.at)) AS at`

/** Read of every API server each time it is read. */
const witness: ApiSampleMetric = 'apiserver_current_inflight_requests'

/** An API server's counters appear with their first event: while it is read without them, they stand at zero. */
const isZeroUntilTold = ({ metric, label }: StatsQuestion): boolean =>
  apiSampleMetrics[metric] === 'counter' && metric.startsWith('apiserver_') && label === null

/** What a server said each time it was read, all its labels together. */
const sums = (question: StatsQuestion): string => `
  SELECT cluster_id, source, server, at, sum(value) AS total FROM (
    SELECT ${readColumns}, value FROM api_samples FINAL
    WHERE metric = {metric:String} AND ${near(question.scope)}${question.label === null ? '' : ` AND has(splitByChar(',', labels), {label:String})`}
    ${isZeroUntilTold(question) ? `UNION ALL SELECT DISTINCT ${readColumns}, 0. AS value FROM api_samples WHERE metric = '${witness}' AND ${told(question)}` : ''})
  GROUP BY cluster_id, source, server, at`

/** A gauge stands until its server is read again, at most as long as a reading lasts. */
const standing = (question: StatsQuestion): string => `
  SELECT cluster_id, source, at AS since, if(later > at, least(later, at + {lasts:UInt32}), at + {lasts:UInt32}) AS until, total AS level
  FROM (SELECT *, leadInFrame(at, 1) ${own} CURRENT ROW AND UNBOUNDED FOLLOWING) AS later FROM (${sums(question)}))`

/** A rise is spread evenly between the two readings that tell of it; what fell began anew at 0. */
const rising = (question: StatsQuestion): string => `
  SELECT cluster_id, source, earlier AS since, at AS until, if(total >= before, total - before, total) / (at - earlier) AS level
  FROM (
    SELECT *, lagInFrame(at, 1, toUInt32(0)) ${own} UNBOUNDED PRECEDING AND CURRENT ROW) AS earlier,
      lagInFrame(total, 1) ${own} UNBOUNDED PRECEDING AND CURRENT ROW) AS before
    FROM (${sums(question)}))
  WHERE earlier > 0 AND at - earlier <= {lasts:UInt32}`

/** Of several sources that read the same servers one counts, slot by slot, by the rule of api-samples.ts. */
const counting = (question: StatsQuestion, stretches: string): string => `
  SELECT cluster_id, greatest(since, slot) AS since, least(until, slot + {lasts:UInt32}) AS until, level
  FROM (
    SELECT *, arrayJoin(range(toUInt32(intDiv(since, {lasts:UInt32}) * {lasts:UInt32}), toUInt32(until), {lasts:UInt32})) AS slot
    FROM (${stretches}) WHERE until > since) AS told
  INNER JOIN (
    SELECT cluster_id, place.2 AS slot, min((place.1, source)).2 AS source
    FROM (
      SELECT DISTINCT cluster_id, source, toUInt32(intDiv(toUnixTimestamp(api_samples.at), {lasts:UInt32}) * {lasts:UInt32}) AS own_slot
      FROM api_samples WHERE metric IN {turn_metrics:Array(String)} AND ${told(question)})
    ARRAY JOIN [(0, own_slot), (1, own_slot + {lasts:UInt32})] AS place
    GROUP BY cluster_id, slot) AS counted USING (cluster_id, slot, source)`

/** What stands at the same time is added up: a staircase, cut to the window; as in api-samples.ts never below nothing. */
const stairs = (stretches: string): string => `
  SELECT cluster_id, greatest(at, {from:UInt32}) AS since, least(next, {to:UInt32}) AS until, if(height > 0, round(height, 9), 0) AS level
  FROM (
    SELECT cluster_id, at, leadInFrame(at, 1) ${along} CURRENT ROW AND UNBOUNDED FOLLOWING) AS next,
      sum(change) ${along} UNBOUNDED PRECEDING AND CURRENT ROW) AS height,
      sum(begun) ${along} UNBOUNDED PRECEDING AND CURRENT ROW) AS open
    FROM (
      SELECT cluster_id, step.1 AS at, sum(step.2) AS change, sum(step.3) AS begun FROM (
        SELECT cluster_id, arrayJoin([(since, level, 1), (until, -level, -1)]) AS step FROM (${stretches}))
      GROUP BY cluster_id, at))
  WHERE open > 0 AND next > at AND next > {from:UInt32} AND at < {to:UInt32}`

const number = z.coerce.number()
const instant = number.transform((seconds) => new Date(seconds * 1_000))
const statsRow = z
  .object({
    cluster_id: z.string(),
    peak: number,
    peak_at: instant,
    last: number,
    last_at: instant,
    held: number.nullable(),
    spoken: number,
  })
  .transform(
    ({ cluster_id, peak, peak_at, last, last_at, held, spoken }): ControlPlaneStats => ({
      ...{ clusterId: cluster_id, peak, peakAt: peak_at, last, lastAt: last_at, held, seconds: spoken },
    }),
  )

/** By cluster id; clusters of which no reading speaks are absent, never zero. */
export async function controlPlaneStats(
  events: Events,
  question: StatsQuestion,
): Promise<ControlPlaneStats[]> {
  const { scope, metric, label, window, heldSeconds, limit, signal } = question
  const stretches = apiSampleMetrics[metric] === 'counter' ? rising(question) : standing(question)
  return events.rows({
    query: `
      SELECT cluster_id, max(level) AS peak, argMin(since, (-level, since)) AS peak_at, argMax(level, since) AS last,
        max(until) AS last_at, sum(until - since) AS spoken,
        arrayReverseSort(groupArray((level, until - since))) AS stood,
        if(spoken < {held_seconds:UInt32}, NULL, stood[arrayFirstIndex(long -> long >= {held_seconds:UInt32}, arrayCumSum(arrayMap(one -> one.2, stood)))].1) AS held
      FROM (${stairs(counting(question, stretches))})
      GROUP BY cluster_id ORDER BY cluster_id LIMIT {limit:UInt32}`,
    params: {
      ...scopeParams(scope),
      ...windowParams(window),
      metric,
      turn_metrics: isZeroUntilTold(question) ? [metric, witness] : [metric],
      limit,
      lasts: readingLastsSeconds,
      held_seconds: heldSeconds,
      ...(label !== null && { label }),
    },
    row: statsRow,
    ...(signal && { signal }),
  })
}

export interface DatabaseCourse {
  readonly clusterId: ClusterId
  /** In the order of time. */
  readonly sizes: readonly { readonly at: Date; readonly value: number }[]
}

/** The last part of a course is read more finely: what begins now shows there first. */
const fineSeconds = 2_400
const fineStep = 120
const coarseStep = 1_800

const courseRow = z
  .object({ cluster_id: z.string(), instants: z.array(number), sizes: z.array(number) })
  .transform(
    ({ cluster_id, instants, sizes }): DatabaseCourse => ({
      clusterId: cluster_id,
      sizes: instants.map((seconds, n) => ({ at: new Date(seconds * 1_000), value: sizes[n] ?? 0 })),
    }),
  )

/**
 * What the largest server of each cluster said of its database: every two minutes of the last forty, every half
 * hour before, so at most `hours` * 2 + 22 sizes a cluster. Clusters that told none are absent.
 */
export async function databaseCourses(
  events: Events,
  args: { scope: Scope; to: Date; hours: number; limit: number; signal?: AbortSignal | undefined },
): Promise<DatabaseCourse[]> {
  const { scope, to, hours, limit, signal } = args
  const from = new Date(to.getTime() - hours * 3_600_000)
  return events.rows({
    query: `
      SELECT cluster_id, arraySort(groupArray((read_at, size))) AS course,
        arrayMap(one -> one.1, course) AS instants, arrayMap(one -> one.2, course) AS sizes
      FROM (
        SELECT cluster_id, max(value) AS size, toUnixTimestamp(argMax(api_samples.at, (value, api_samples.at))) AS read_at
        FROM api_samples
        WHERE metric = {metric:String} AND at >= toDateTime({from:UInt32}, 'UTC') AND at < toDateTime({to:UInt32}, 'UTC')${clusterCondition(scope)}
        GROUP BY cluster_id, intDiv(toUnixTimestamp(api_samples.at), if(at >= toDateTime({to:UInt32} - ${fineSeconds}, 'UTC'), ${fineStep}, ${coarseStep})),
          at >= toDateTime({to:UInt32} - ${fineSeconds}, 'UTC'))
      GROUP BY cluster_id ORDER BY cluster_id LIMIT {limit:UInt32}`,
    params: {
      ...scopeParams(scope),
      ...windowParams({ from, to }),
      metric: 'apiserver_storage_size_bytes' satisfies ApiSampleMetric,
      limit,
    },
    row: courseRow,
    ...(signal && { signal }),
  })
}
