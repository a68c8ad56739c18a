// Who loads the API servers: ranked talkers and their latency.
// Key: roll-ups by (grain, cluster, bucket); grain follows the window, so a read touches at most a few
// hundred buckets a cluster. Rows are bounded by `limit`, keys by what roll-ups hold.
import { z } from 'zod'
import { unavailable } from '../../../domain/errors.ts'
import { type LatencyClass, latencyQuantileMs } from '../../../domain/model/latency-histogram.ts'
import type { ByLogsInsights } from '../../../domain/model/log-hour.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type {
  TalkerDimension,
  TalkerFilter,
  TalkerKey,
  TalkerMeasures,
  TalkerRanking,
} from '../../../domain/model/talker.ts'
import type { Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { talkerMeasureColumns, talkerMeasureSums } from '../talker-rows.ts'
import { type TalkerSource, talkerSource } from './sealed-talkers.ts'
import { keyColumns, keyNames, keyOf, keyRow, onlyCounted, rankColumn } from './talker-dimensions.ts'
import { mostKeyIds, type PageRow, talkerPage } from './talker-page.ts'
import { withoutClasses } from './talker-sql.ts'

const count = z.coerce.number()
export const measureRow = z.object({
  requests: count,
  throttled: count,
  disruption_blocked: count,
  errors: count,
  aborted: count,
  long_running: count,
  latency_us: count,
  seat_more_us: count,
})

export function measuresOf(row: z.infer<typeof measureRow>): TalkerMeasures {
  return {
    requests: row.requests,
    throttled: row.throttled,
    disruptionBlocked: row.disruption_blocked,
    errors: row.errors,
    aborted: row.aborted,
    longRunning: row.long_running,
    latencySecondsSum: row.latency_us / 1e6,
    seatSecondsEstimated: (row.latency_us + row.seat_more_us) / 1e6,
  }
}

export interface TalkerQuestion {
  readonly scope: Scope
  readonly window: Window
  readonly groupBy: readonly TalkerDimension[]
  readonly rankBy: TalkerRanking
  readonly where: TalkerFilter
  readonly signal?: AbortSignal | undefined
}

export interface RankedTalker extends TalkerMeasures {
  readonly key: TalkerKey
  readonly latencyMsP50: number | null
  readonly latencyMsP99: number | null
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
}

export interface RankedTalkers {
  readonly rows: readonly RankedTalker[]
  readonly byLogs: ByLogsInsights | null
  readonly total: TalkerMeasures & { readonly keys: number }
}

const noMeasures: TalkerMeasures = {
  requests: 0,
  throttled: 0,
  disruptionBlocked: 0,
  errors: 0,
  aborted: 0,
  longRunning: 0,
  latencySecondsSum: 0,
  seatSecondsEstimated: 0,
}

interface TalkerDetails {
  readonly classes: LatencyClass[]
  /** False where some of its requests are in no class. */
  hasAllClasses: boolean
  firstSeen: number
  lastSeen: number
}

const detailRow = z.object({
  latency_from: count,
  counts: z.array(count),
  first_seen: count,
  last_seen: count,
})

/** Histogram, first and last request of each talker of a page, from the rows of exactly its keys. */
async function detailsOf(
  events: Events,
  args: TalkerQuestion & { source: TalkerSource; talkers: readonly PageRow[] },
): Promise<(key: TalkerKey) => TalkerDetails> {
  const page = talkerPage(args.groupBy, args.talkers, args.source)
  const rows = await events.rows({
    query: `
      SELECT key_cluster, key_group, latency_from, sumForEach(latency_run) AS counts,
        toUnixTimestamp(min(seen_first)) AS first_seen, toUnixTimestamp(max(seen_last)) AS last_seen
      FROM (${page.of(args.source.detailRows, true)})
      GROUP BY key_cluster, key_group, latency_from`,
    params: { ...args.source.params, ...page.params },
    row: detailRow.and(page.row),
    ...(args.signal ? { signal: args.signal } : {}),
  })
  const found = new Map<string, TalkerDetails>()
  for (const row of rows) {
    const name = page.nameOfRow(row)
    if (name === undefined) continue
    const details = found.get(name) ?? {
      classes: [],
      hasAllClasses: true,
      firstSeen: row.first_seen,
      lastSeen: row.last_seen,
    }
    if (row.latency_from === withoutClasses) details.hasAllClasses = false
    details.firstSeen = Math.min(details.firstSeen, row.first_seen)
    details.lastSeen = Math.max(details.lastSeen, row.last_seen)
    row.counts.forEach((requests, at) => {
      details.classes.push({ latencyClass: row.latency_from + at, count: requests })
    })
    found.set(name, details)
  }
  return (key) => {
    const details = found.get(page.nameOf(key))
    if (details === undefined) throw unavailable('what was counted was dropped meanwhile; ask again', 1)
    return details
  }
}

interface MeasuredTalker extends TalkerMeasures, PageRow {}

interface MeasuredTalkers {
  readonly rows: readonly MeasuredTalker[]
  readonly total: TalkerMeasures & { readonly keys: number }
}

type PageQuestion = TalkerQuestion & {
  source: TalkerSource
  limit: number
  offset: number
  /** Most key ids of a page that leave the store; fewer for tests. */
  mostIds?: number
}

const totalOf = (sums: readonly number[]): TalkerMeasures =>
  measuresOf(
    measureRow.parse(Object.fromEntries(talkerMeasureColumns.map((column, at) => [column, sums[at]]))),
  )

async function measuredTalkers(
  events: Events,
  args: PageQuestion & { hasSeats: boolean },
): Promise<MeasuredTalkers> {
  const { source, hasSeats } = args
  const counted = onlyCounted(args.groupBy, (source.byLogs?.unnamed ?? 0) > 0)
  const measures = talkerMeasureColumns.map((column) => `toInt64(${column})`).join(', ')
  const order = `${rankColumn[args.rankBy]} DESC, requests DESC, ${keyNames(args.groupBy)}`
  const rows = await events.rows({
    query: `
      SELECT * REPLACE (if(page_ids > {most_ids:UInt32}, [], arrayMap(id -> toString(id), key_ids)) AS key_ids) FROM (
        SELECT *, sum(length(key_ids)) OVER () AS page_ids FROM (
          SELECT *, ${counted ? 'countIf(NOT only_counted)' : 'count()'} OVER () AS all_keys,
            sumForEach([${measures}]) OVER () AS all_measures FROM (
            SELECT ${keyColumns(args.groupBy)}, ${talkerMeasureSums},
              groupUniqArray(key_id) AS key_ids${counted ? `, ${counted.sql} AS only_counted` : ''}
            FROM (${source.rows({ byCluster: args.groupBy.includes('cluster'), hasSeats })}) AS talker_rows
            GROUP BY ${keyNames(args.groupBy)}${counted ? ', only_counted' : ''}
          )
          ${counted ? 'QUALIFY NOT only_counted' : ''}
          ORDER BY ${order} LIMIT {limit:UInt32} OFFSET {offset:UInt32}))
      ORDER BY ${order}`,
    params: {
      ...{ ...source.params, ...counted?.params, limit: args.limit, offset: args.offset },
      most_ids: args.mostIds ?? mostKeyIds,
    },
    row: measureRow
      .extend({ key_ids: z.array(z.string()), all_keys: count, all_measures: z.array(count) })
      .and(keyRow(args.groupBy)),
    ...(args.signal ? { signal: args.signal } : {}),
  })
  const first = rows[0]
  if (!first) return { rows: [], total: { ...noMeasures, keys: 0 } }
  return {
    rows: rows.map((row) => ({ key: keyOf(args.groupBy, row), keyIds: row.key_ids, ...measuresOf(row) })),
    total: { ...totalOf(first.all_measures), keys: first.all_keys },
  }
}

export interface CountedTalkers {
  readonly rows: readonly (Pick<TalkerMeasures, 'requests'> & PageRow)[]
  readonly total: { readonly requests: number; readonly keys: number }
}

/**
 * One page of the ranking (ties by key, so that pages neither repeat nor lose a row), with the total
 * over all keys. An offset past the end answers no rows and a zero total. Seats are estimated only to rank by them.
 */
export async function countedTalkers(events: Events, args: PageQuestion): Promise<CountedTalkers> {
  const hasSeats = args.rankBy === 'seatSeconds'
  const { rows, total } = await measuredTalkers(events, { ...args, hasSeats })
  return {
    rows: rows.map(({ key, keyIds, requests }) => ({ key, keyIds, requests })),
    total: { requests: total.requests, keys: total.keys },
  }
}

/** The same page with everything that is measured and the latency of each talker. */
export async function rankedTalkers(
  events: Events,
  args: Omit<PageQuestion, 'source'>,
): Promise<RankedTalkers> {
  const source = await talkerSource(events, args)
  const { rows, total } = await measuredTalkers(events, { ...args, source, hasSeats: true })
  const { byLogs } = source
  if (rows.length === 0) return { rows: [], byLogs, total }
  const detailsFor = await detailsOf(events, { ...args, source, talkers: rows })
  return {
    rows: rows.map(({ keyIds: _ids, ...row }) => {
      const { classes, hasAllClasses, firstSeen, lastSeen } = detailsFor(row.key)
      const quantile = (part: number) => (hasAllClasses ? latencyQuantileMs(classes, part) : null)
      return {
        ...row,
        latencyMsP50: quantile(0.5),
        latencyMsP99: quantile(0.99),
        firstSeenAt: new Date(firstSeen * 1_000),
        lastSeenAt: new Date(lastSeen * 1_000),
      }
    }),
    byLogs,
    total,
  }
}
