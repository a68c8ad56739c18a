// Readings of control planes as stretches of time at a level: what a gauge stood at until its next reading, how
// fast a counter rose between two. Of several sources that read a cluster one counts at a time. Texts of SQL only;
// their parameters are those of `api-samples.ts`.
import {
  type ApiSampleLabel,
  type ApiSampleMetric,
  apiSampleMetrics,
} from '../../../domain/model/api-sample.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import { clusterCondition } from './event-bounds.ts'
import { notRefused } from './refused-metrics.ts'

export interface StretchQuestion {
  readonly scope: Scope
  readonly metric: ApiSampleMetric
  /** Label whose values are told apart, beside all of them together; null: only together. */
  readonly by: ApiSampleLabel | null
  /** Clusters apart, or added up. */
  readonly byCluster: boolean
}

/** Readings near enough to the window to speak of it, once each. */
const near = (scope: Scope): string =>
  `at >= toDateTime({from:UInt32} - {lasts:UInt32}, 'UTC') AND at < toDateTime({to:UInt32} + {lasts:UInt32}, 'UTC')${clusterCondition(scope)}`

const labelOf = (name: string): string => `extract(labels, {${name}:String})`
export const over = (keys: string, frame: 'PRECEDING' | 'FOLLOWING'): string =>
  frame === 'PRECEDING'
    ? `(PARTITION BY ${keys} ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`
    : `(PARTITION BY ${keys} ORDER BY at ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)`

const serverColumns = (): string =>
  `${labelOf('instance_form')} AS server, toUInt32(toUnixTimestamp(at)) AS at`

/** Each reading once, in the order of the table: what follows goes through it in that order. */
const readings = ({ scope }: StretchQuestion): string => `
  SELECT cluster_id, source, labels, (${labelOf('le_form')}, ${labelOf('label_form')}) AS label, ${serverColumns()}, value
  FROM (SELECT cluster_id, source, labels, api_samples.at AS at, value FROM api_samples FINAL WHERE metric = {metric:String} AND ${near(scope)})`

/** A reading of a gauge stands until the next of the same server and labels, at most as long as it lasts. */
const standing = (question: StretchQuestion): string => `
  SELECT cluster_id, source, label, at AS since, least(if(later > at, later, at + {lasts:UInt32}), at + {lasts:UInt32}) AS until, value AS level
  FROM (
    SELECT *, leadInFrame(at, 1) OVER ${over('cluster_id, labels', 'FOLLOWING')} AS later FROM (${readings(question)}))`

/**
 * A rise is spread evenly between the two readings that tell of it. A counter that fell began anew at 0. One
 * that was not there when its server was read before stood at 0 then: some appear with their first event.
 */
const rising = (question: StretchQuestion): string => `
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

/** Readings of a component, of which this metric says something even where it is not there. */
const ofTurns = ({ scope, metric }: StretchQuestion): string =>
  `metric IN {turn_metrics:Array(String)} AND ${near(scope)}${notRefused(metric, near(scope))}`

/** When each server was read, and when before that; 0 when it was not. */
const turns = (question: StretchQuestion): string => `
  SELECT cluster_id, source, server, at, lagInFrame(at, 1, toUInt32(0)) OVER ${over('cluster_id, source, server', 'PRECEDING')} AS read_before
  FROM (
    SELECT DISTINCT cluster_id, source, ${serverColumns()} FROM api_samples WHERE ${ofTurns(question)})`

/**
 * Which source counts, by slots as long as a reading lasts: one that read the cluster in it, else one whose
 * readings last into it; of several the cluster's own endpoints, then the first by name.
 */
const owners = (question: StretchQuestion): string => `
  SELECT cluster_id, place.2 AS slot, min((place.1, source)).2 AS source
  FROM (
    SELECT DISTINCT cluster_id, source, toUInt32(intDiv(toUnixTimestamp(api_samples.at), {lasts:UInt32}) * {lasts:UInt32}) AS own_slot
    FROM api_samples WHERE ${ofTurns(question)})
  ARRAY JOIN [(0, own_slot), (1, own_slot + {lasts:UInt32})] AS place
  GROUP BY cluster_id, slot`

/** What lies in slots of the source that counts there. */
const counting = (question: StretchQuestion): string => `
  SELECT cluster_id, label, greatest(since, slot) AS since, least(until, slot + {lasts:UInt32}) AS until, level
  FROM (
    SELECT *, arrayJoin(range(toUInt32(intDiv(since, {lasts:UInt32}) * {lasts:UInt32}), toUInt32(until), {lasts:UInt32})) AS slot
    FROM (${apiSampleMetrics[question.metric] === 'counter' ? rising(question) : standing(question)})
    WHERE until > since) AS told
  INNER JOIN (${owners(question)}) AS owners USING (cluster_id, slot, source)`

/** Each stretch for its label and for all labels together. */
export function stretches(question: StretchQuestion): string {
  const { by, byCluster } = question
  const apart = by === null ? '' : ", (label.1, if(label.2 = '', '', '='), label.2)"
  return `
    SELECT cluster_id, label, since, until, level, ${byCluster ? 'cluster_id' : "''"} AS cluster,
      arrayJoin(arrayDistinct([(label.1, '', '')${apart}])) AS part
    FROM (${counting(question)})`
}
