// Who loads the API servers: ranked talkers and their latency.
// Key: roll-ups by (grain, cluster, bucket); grain follows the window, so a read touches at most a few
// hundred buckets a cluster. Rows are bounded by `limit`, keys by what roll-ups hold.
import { z } from 'zod'
import { type LatencyClass, latencyQuantileMs } from '../../../domain/model/latency-histogram.ts'
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
import { talkerMeasureSums } from '../talker-rows.ts'
import { type TalkerSource, talkerSource } from './sealed-talkers.ts'
import { keyColumns, keyNames, keyOf, keyRow, rankColumn } from './talker-dimensions.ts'
import { type PageRow, talkerPage } from './talker-page.ts'

const measureRow = z.object({
  requests: z.coerce.number(),
  throttled: z.coerce.number(),
  disruption_blocked: z.coerce.number(),
  errors: z.coerce.number(),
  aborted: z.coerce.number(),
  long_running: z.coerce.number(),
  latency_us: z.coerce.number(),
  seat_us: z.coerce.number(),
})

function measuresOf(row: z.infer<typeof measureRow>): TalkerMeasures {
  return {
    requests: row.requests,
    throttled: row.throttled,
    disruptionBlocked: row.disruption_blocked,
    errors: row.errors,
    aborted: row.aborted,
    longRunning: row.long_running,
    latencySecondsSum: row.latency_us / 1e6,
    seatSecondsEstimated: row.seat_us / 1e6,
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
  readonly total: TalkerMeasures & { readonly keys: number }
}

const totalColumns = [
  'requests',
  'throttled',
  'disruption_blocked',
  'errors',
  'aborted',
  'long_running',
  'latency_us',
  'seat_us',
] as const

const count = z.coerce.number()
const totalRow = z.object({
  all_requests: count,
  all_throttled: count,
  all_disruption_blocked: count,
  all_errors: count,
  all_aborted: count,
  all_long_running: count,
  all_latency_us: count,
  all_seat_us: count,
})

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

/** Quantiles of each talker of a page in milliseconds, from the histograms of exactly its keys. */
async function latencyOf(
  events: Events,
  args: TalkerQuestion & { source: TalkerSource; talkers: readonly PageRow[] },
): Promise<(key: TalkerKey, quantile: number) => number | null> {
  const page = talkerPage(args.groupBy, args.talkers)
  const rows = await events.rows({
    query: `
      SELECT ${page.columns}, latency_class, sum(latency_count) AS requests
      FROM (${args.source.latencyRows(page.condition)})
      GROUP BY key_cluster, key_group, latency_class`,
    params: { ...args.source.params, ...page.params },
    row: z.object({ latency_class: count, requests: count }).and(page.row),
    ...(args.signal ? { signal: args.signal } : {}),
  })
  const histograms = new Map<string, LatencyClass[]>()
  for (const row of rows) {
    const name = page.nameOfRow(row)
    if (name === undefined) continue
    const classes = histograms.get(name) ?? []
    classes.push({ latencyClass: row.latency_class, count: row.requests })
    histograms.set(name, classes)
  }
  return (key, quantile) => latencyQuantileMs(histograms.get(page.nameOf(key)) ?? [], quantile)
}

export interface CountedTalker extends TalkerMeasures, PageRow {
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
}

export interface CountedTalkers {
  readonly rows: readonly CountedTalker[]
  readonly total: TalkerMeasures & { readonly keys: number }
}

/**
 * One page of the ranking (ties by key, so that pages neither repeat nor lose a row), with the total
 * over all keys. An offset past the end answers no rows and a zero total.
 */
export async function countedTalkers(
  events: Events,
  args: TalkerQuestion & { source: TalkerSource; limit: number; offset: number },
): Promise<CountedTalkers> {
  const { source } = args
  const totals = totalColumns.map((column) => `sum(${column}) OVER () AS all_${column}`).join(', ')
  const rows = await events.rows({
    query: `
      SELECT *, count() OVER () AS all_keys, ${totals} FROM (
        SELECT ${keyColumns(args.groupBy)}, ${talkerMeasureSums},
          toUnixTimestamp(min(talker_rows.first_at)) AS first_seen, toUnixTimestamp(max(talker_rows.last_at)) AS last_seen,
          arrayMap(id -> toString(id), groupUniqArray(key_id)) AS key_ids
        FROM (${source.rows(args.groupBy.includes('cluster'))}) AS talker_rows
        GROUP BY ${keyNames(args.groupBy)}
      )
      ORDER BY ${rankColumn[args.rankBy]} DESC, requests DESC, ${keyNames(args.groupBy)}
      LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
    params: { ...source.params, limit: args.limit, offset: args.offset },
    row: measureRow
      .extend({
        first_seen: count,
        last_seen: count,
        key_ids: z.array(z.string()),
        all_keys: count,
      })
      .and(keyRow(args.groupBy))
      .and(totalRow),
    ...(args.signal ? { signal: args.signal } : {}),
  })
  const first = rows[0]
  if (!first) return { rows: [], total: { ...noMeasures, keys: 0 } }
  const all = Object.fromEntries(totalColumns.map((column) => [column, first[`all_${column}`]]))
  return {
    rows: rows.map((row) => ({
      key: keyOf(args.groupBy, row),
      keyIds: row.key_ids,
      ...measuresOf(row),
      firstSeenAt: new Date(row.first_seen * 1_000),
      lastSeenAt: new Date(row.last_seen * 1_000),
    })),
    total: { ...measuresOf(measureRow.parse(all)), keys: first.all_keys },
  }
}

/** A page of the ranking with the latency of each talker. */
export async function rankedTalkers(
  events: Events,
  args: TalkerQuestion & { limit: number; offset: number },
): Promise<RankedTalkers> {
  const source = await talkerSource(events, args)
  const { rows, total } = await countedTalkers(events, { ...args, source })
  if (rows.length === 0) return { rows: [], total }
  const quantile = await latencyOf(events, { ...args, source, talkers: rows })
  return {
    rows: rows.map(({ keyIds: _ids, ...row }) => ({
      ...row,
      latencyMsP50: quantile(row.key, 0.5),
      latencyMsP99: quantile(row.key, 0.99),
    })),
    total,
  }
}
