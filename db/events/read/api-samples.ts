// Readings of control planes' own metrics over a window, made into series: what gauges stood at, and how fast
// counters rose. Several servers stand behind one address and are read in turn, so each is followed for
// itself and they are added up; of several sources that read the same one counts. Key: (cluster, metric, labels,
// at) within the window's days; bound: the readings of one metric in the window, and `limit` points.
import { z } from 'zod'
import {
  type ApiSampleLabel,
  componentOf,
  copiedMetrics,
  largestMetrics,
  witnessMetrics,
} from '../../../domain/model/api-sample.ts'
import type { ClusterId } from '../../../domain/model/cluster-id.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import { grainSeconds, type Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { clusterCondition, scopeParams, windowParams } from './event-bounds.ts'
import { over, type StretchQuestion, stretches } from './sample-stretches.ts'

export interface SamplePoint {
  /** Null: of all clusters asked for together. */
  readonly clusterId: ClusterId | null
  /** Value of the label asked for; null: of all together. */
  readonly label: string | null
  /** Of a histogram: the bound, as the server wrote it; else "". */
  readonly le: string
  /** Start of the bucket; one that no reading speaks of is absent. */
  readonly at: Date
  /** Gauges in their unit, counters in their unit a second; mean over the seconds that readings speak of. */
  readonly average: number
  /** The highest it stood at within the bucket, and since when. */
  readonly highest: number
  readonly highestAt: Date
  /** Where it stood last within the bucket, as far as readings speak of it. */
  readonly last: number
  /** Seconds of the bucket that readings speak of. */
  readonly seconds: number
}

export interface SampleQuestion extends StretchQuestion {
  readonly window: Window
  /** Now: no reading speaks of what comes after, where those read last would stand alone. */
  readonly until?: Date
  readonly limit: number
  readonly signal?: AbortSignal | undefined
}

/**
 * How long a reading speaks, in seconds. A source reads once a minute, of several servers one each time: this
 * leaves room for a few turns of the others. What lies between readings further apart is a gap.
 */
export const readingLastsSeconds = 300

const labelForm = (name: ApiSampleLabel | null): string => (name === null ? '^()' : `(?:^|,)${name}=([^,]*)`)
const labelOf = (name: string): string => `extract(labels, {${name}:String})`

const instanceForm = '(?:^|,)instance=([^,]*)'

const key = 'cluster, part'

/**
 * What stands at the same time is added up: a staircase with a step wherever a stretch begins or ends. A sum that comes
 * back a little below nothing is nothing: rounded alone it would be the zero that has a sign.
 */
const addedUp = (question: SampleQuestion): string => `
  SELECT ${key}, since, until, if(level > 0, round(level, 9), 0) AS level FROM (
    SELECT ${key}, at AS since, leadInFrame(at, 1) OVER ${over(key, 'FOLLOWING')} AS until,
      sum(change) OVER ${over(key, 'PRECEDING')} AS level, sum(begun) OVER ${over(key, 'PRECEDING')} AS open
    FROM (
      SELECT ${key}, step.1 AS at, sum(step.2) AS change, sum(step.3) AS begun FROM (
        SELECT ${key}, arrayJoin([(since, level, 1), (until, -level, -1)]) AS step FROM (${stretches(question)}))
      GROUP BY ${key}, at))
  WHERE open > 0 AND until > since`

/** Cut where buckets end. */
const inBuckets = (rows: string, keys = key): string => `
  SELECT ${keys}, level, arrayJoin(range(toUInt32(intDiv(greatest(since, {from:UInt32}), {step:UInt32}) * {step:UInt32}),
      toUInt32(least(until, {to:UInt32})), {step:UInt32})) AS bucket,
    toInt64(greatest(since, bucket)) AS own_since, toInt64(least(until, bucket + {step:UInt32})) - own_since AS own_seconds
  FROM (${rows}) WHERE until > {from:UInt32} AND since < {to:UInt32}`

/** What a bucket says of the levels in it, by the columns of `keys`. */
const said = (mean: string, rows: string, keys = key): string => `
  SELECT ${keys}, bucket, ${mean} AS mean, max(level) AS highest, argMax(own_since, (level, -own_since)) AS highest_at,
    argMax(level, own_since) AS last, intervalLengthSum(own_since, own_since + own_seconds) AS seconds
  FROM (${inBuckets(rows, keys)}) GROUP BY ${keys}, bucket`

const number = z.coerce.number()
const pointRow = z.object({
  cluster: z.string(),
  together: number,
  label: z.string(),
  le: z.string(),
  bucket: number,
  mean: number,
  highest: number,
  highest_at: number,
  last: number,
  seconds: number,
})

function pointsOf(question: SampleQuestion): string {
  const { metric } = question
  if (largestMetrics.has(metric)) return said('max(level)', stretches(question))
  if (!copiedMetrics.has(metric))
    return said('sum(level * own_seconds) / sum(own_seconds)', addedUp(question))
  const each = said('max(level)', stretches(question), `cluster_id, label, ${key}`)
  return `
    SELECT ${key}, bucket, sum(each.mean) AS mean, sum(each.highest) AS highest, max(each.highest_at) AS highest_at,
      sum(each.last) AS last, max(each.seconds) AS seconds
    FROM (${each}) AS each GROUP BY ${key}, bucket`
}

/**
 * Points by cluster, label and time. Within a bucket `average` weighs by time; where several servers
 * tell of the same thing, both `average` and `highest` are the largest reading. What was not read is absent,
 * never zero; a counter that is not there while its server is read stands at zero.
 */
export async function apiSampleSeries(events: Events, question: SampleQuestion): Promise<SamplePoint[]> {
  const { scope, metric, by, byCluster, window, limit, signal } = question
  const to = new Date(Math.min(window.to.getTime(), question.until?.getTime() ?? Number.POSITIVE_INFINITY))
  const rows = await events.rows({
    query: `
      SELECT cluster, toUInt8(part.2 = '') AS together, part.3 AS label, part.1 AS le, bucket, mean, highest, highest_at, last, seconds
      FROM (${pointsOf(question)})
      ORDER BY cluster, together DESC, label, bucket, le LIMIT {limit:UInt32}`,
    params: {
      ...scopeParams(scope),
      ...windowParams({ from: window.from, to }),
      metric,
      limit,
      lasts: readingLastsSeconds,
      step: grainSeconds[window.grain],
      instance_form: instanceForm,
      label_form: labelForm(by),
      le_form: labelForm(metric.endsWith('_bucket') ? 'le' : null),
      turn_metrics: [...new Set([metric, ...witnessMetrics[componentOf(metric)]])],
    },
    row: pointRow,
    ...(signal && { signal }),
  })
  return rows.map((row) => ({
    clusterId: byCluster ? row.cluster : null,
    label: row.together === 1 ? null : row.label,
    le: row.le,
    at: new Date(row.bucket * 1_000),
    average: row.mean,
    highest: row.highest,
    highestAt: new Date(row.highest_at * 1_000),
    last: row.last,
    seconds: row.seconds,
  }))
}

/**
 * When the API servers of each cluster in scope were last read since the window began, and how many answered in
 * it, each start of one counted. Clusters that were not read are absent.
 */
export async function newestSamples(
  events: Events,
  args: { scope: Scope; window: Window; limit: number },
): Promise<{ clusterId: ClusterId; newest: Date; servers: number }[]> {
  const { scope, window, limit } = args
  return events.rows({
    query: `
      SELECT cluster_id, max(own_newest) AS newest, argMin(own_servers, (own_servers = 0, source)) AS servers
      FROM (
        SELECT cluster_id, source, toUnixTimestamp(max(api_samples.at)) AS own_newest,
          uniqExactIf(${labelOf('instance_form')}, api_samples.at < toDateTime({to:UInt32}, 'UTC')) AS own_servers
        FROM api_samples
        WHERE metric IN {turn_metrics:Array(String)} AND at >= toDateTime({from:UInt32}, 'UTC')${clusterCondition(scope)}
        GROUP BY cluster_id, source)
      GROUP BY cluster_id ORDER BY cluster_id LIMIT {limit:UInt32}`,
    params: {
      ...scopeParams(scope),
      ...windowParams(window),
      limit,
      instance_form: instanceForm,
      turn_metrics: [...witnessMetrics['kube-apiserver']],
    },
    row: z
      .object({ cluster_id: z.string(), newest: number, servers: number })
      .transform(({ cluster_id, newest, servers }) => ({
        clusterId: cluster_id,
        newest: new Date(newest * 1_000),
        servers,
      })),
  })
}
