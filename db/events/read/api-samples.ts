// Readings of control planes' own metrics over a window, made into series: what gauges stood at, and how fast
// counters rose. Several servers stand behind one address and are read in turn, so each is followed for
// itself and they are added up; of several sources that read the same one counts. Key: (cluster, metric, labels, at) within the window's days; bound: the
// readings of one metric in the window, and `limit` points.
import { z } from 'zod'
import {
  type ApiSampleLabel,
  type ApiSampleMetric,
  apiSampleMetrics,
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

export interface SampleQuestion {
  readonly scope: Scope
  readonly metric: ApiSampleMetric
  /** Label whose values are told apart, beside all of them together; null: only together. */
  readonly by: ApiSampleLabel | null
  /** Clusters apart, or added up. */
  readonly byCluster: boolean
  readonly window: Window
  readonly limit: number
  readonly signal?: AbortSignal | undefined
}

/**
 * How long a reading speaks, in seconds. A source reads once a minute, of several servers one each time: this
 * leaves room for a few turns of the others. What lies between readings further apart is a gap.
 */
export const readingLastsSeconds = 300

const instanceForm = '(?:^|,)instance=([^,]*)'

/** Readings near enough to the window to speak of it, once each. */
const near = (scope: Scope): string =>
  `at >= toDateTime({from:UInt32} - {lasts:UInt32}, 'UTC') AND at < toDateTime({to:UInt32} + {lasts:UInt32}, 'UTC')${clusterCondition(scope)}`

const labelForm = (name: ApiSampleLabel | null): string => (name === null ? '^()' : `(?:^|,)${name}=([^,]*)`)
const labelOf = (name: string): string => `extract(labels, {${name}:String})`
const over = (keys: string, frame: 'PRECEDING' | 'FOLLOWING'): string =>
  frame === 'PRECEDING'
    ? `(PARTITION BY ${keys} ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`
    : `(PARTITION BY ${keys} ORDER BY at ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)`

const serverColumns = (): string =>
  `${labelOf('instance_form')} AS server, toUInt32(toUnixTimestamp(at)) AS at`

/** Each reading once, in the order of the table: what follows goes through it in that order. */
const readings = ({ scope }: SampleQuestion): string => `
  SELECT cluster_id, source, labels, (${labelOf('le_form')}, ${labelOf('label_form')}) AS label, ${serverColumns()}, value
  FROM (SELECT cluster_id, source, labels, api_samples.at AS at, value FROM api_samples FINAL WHERE metric = {metric:String} AND ${near(scope)})`

/** A reading of a gauge stands until the next of the same server and labels, at most as long as it lasts. */
const standing = (question: SampleQuestion): string => `
  SELECT cluster_id, source, label, at AS since, least(if(later > at, later, at + {lasts:UInt32}), at + {lasts:UInt32}) AS until, value AS level
  FROM (
    SELECT *, leadInFrame(at, 1) OVER ${over('cluster_id, labels', 'FOLLOWING')} AS later FROM (${readings(question)}))`

/**
 * A rise is spread evenly between the two readings that tell of it. A counter that fell began anew at 0. One
 * that was not there when its server was read before stood at 0 then: some appear with their first event.
 */
const rising = (question: SampleQuestion): string => `
  SELECT cluster_id, source, label, since, at AS until, (if(value >= before, value - before, value)) / (at - since) AS level
  FROM (
    SELECT cluster_id, source, label, server, at, value, if(nth > 1, previous, 0) AS before, if(nth > 1, previous_at, read_before) AS since
    FROM (
      SELECT *, row_number() OVER own AS nth, lagInFrame(value, 1) OVER own AS previous, lagInFrame(at, 1) OVER own AS previous_at
      FROM (${readings(question)})
      WINDOW own AS ${over('cluster_id, labels', 'PRECEDING')}) AS risen
    LEFT ANY JOIN (${turns(question)}) AS turns USING (cluster_id, source, server, at))
  WHERE since > 0 AND at - since <= {lasts:UInt32}
  UNION ALL
  SELECT cluster_id, source, ('', '') AS label, read_before AS since, at AS until, 0. AS level
  FROM (${turns(question)}) WHERE read_before > 0 AND at - read_before <= {lasts:UInt32}`

/** When each server was read, and when before that; 0 when it was not. */
const turns = ({ scope }: SampleQuestion): string => `
  SELECT cluster_id, source, server, at, lagInFrame(at, 1, toUInt32(0)) OVER ${over('cluster_id, source, server', 'PRECEDING')} AS read_before
  FROM (
    SELECT DISTINCT cluster_id, source, ${serverColumns()} FROM api_samples WHERE metric IN {turn_metrics:Array(String)} AND ${near(scope)})`

/**
 * Which source counts, by slots as long as a reading lasts: one that read the cluster in it, else one whose
 * readings last into it; of several the cluster's own endpoints, then the first by name.
 */
const owners = ({ scope }: SampleQuestion): string => `
  SELECT cluster_id, place.2 AS slot, min((place.1, source)).2 AS source
  FROM (
    SELECT DISTINCT cluster_id, source, toUInt32(intDiv(toUnixTimestamp(api_samples.at), {lasts:UInt32}) * {lasts:UInt32}) AS own_slot
    FROM api_samples WHERE metric IN {turn_metrics:Array(String)} AND ${near(scope)})
  ARRAY JOIN [(0, own_slot), (1, own_slot + {lasts:UInt32})] AS place
  GROUP BY cluster_id, slot`

/** What lies in slots of the source that counts there. */
const counting = (question: SampleQuestion): string => `
  SELECT cluster_id, label, greatest(since, slot) AS since, least(until, slot + {lasts:UInt32}) AS until, level
  FROM (
    SELECT *, arrayJoin(range(toUInt32(intDiv(since, {lasts:UInt32}) * {lasts:UInt32}), toUInt32(until), {lasts:UInt32})) AS slot
    FROM (${apiSampleMetrics[question.metric] === 'counter' ? rising(question) : standing(question)})
    WHERE until > since) AS told
  INNER JOIN (${owners(question)}) AS owners USING (cluster_id, slot, source)`

/** Each stretch for its label and for all labels together. */
function stretches(question: SampleQuestion): string {
  const { by, byCluster } = question
  const apart = by === null ? '' : ", (label.1, if(label.2 = '', '', '='), label.2)"
  return `
    SELECT cluster_id, label, since, until, level, ${byCluster ? 'cluster_id' : "''"} AS cluster,
      arrayJoin(arrayDistinct([(label.1, '', '')${apart}])) AS part
    FROM (${counting(question)})`
}

const key = 'cluster, part'

/** What stands at the same time is added up: a staircase with a step wherever a stretch begins or ends. */
const addedUp = (question: SampleQuestion): string => `
  SELECT ${key}, since, until, greatest(0, round(level, 9)) AS level FROM (
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
  const rows = await events.rows({
    query: `
      SELECT cluster, toUInt8(part.2 = '') AS together, part.3 AS label, part.1 AS le, bucket, mean, highest, highest_at, last, seconds
      FROM (${pointsOf(question)})
      ORDER BY cluster, together DESC, label, bucket, le LIMIT {limit:UInt32}`,
    params: {
      ...scopeParams(scope),
      ...windowParams(window),
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
      SELECT cluster_id, toUnixTimestamp(max(api_samples.at)) AS newest,
        uniqExactIf(${labelOf('instance_form')}, api_samples.at < toDateTime({to:UInt32}, 'UTC')) AS servers
      FROM api_samples
      WHERE metric IN {turn_metrics:Array(String)} AND at >= toDateTime({from:UInt32}, 'UTC')${clusterCondition(scope)}
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
