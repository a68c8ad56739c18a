// Where the counts of a window stand right now: buckets of the asked grain whose seal is current are
// read from the roll-up, the open ones from the next finer grain, open minutes from raw rows. Hours that raw
// audit does not cover and Logs Insights added up are read from there (docs/adr/0004). Each request is in exactly
// one of these (docs/adr/0001). It only finds and names the rows; it adds nothing.
import { z } from 'zod'
import { unavailable } from '../../../domain/errors.ts'
import type { ByLogsInsights } from '../../../domain/model/log-hour.ts'
import type { Grain } from '../../../domain/units/window.ts'
import { askedTogether } from '../../asked-together.ts'
import type { Events } from '../client.ts'
import { clusterCondition, inWindow, scopeParams, windowParams } from './event-bounds.ts'
import { type LogHours, logHours } from './log-hours.ts'
import { filterParams } from './talker-dimensions.ts'
import {
  type Branch,
  countRows,
  detailRows,
  type KeyColumns,
  type MeasuresAsked,
  measureRows,
  namedKeys,
  noColumns,
  pairs,
  type SourceQuestion,
  startOfBucket,
} from './talker-sql.ts'

interface OpenBuckets {
  readonly clusters: readonly string[]
  readonly buckets: readonly number[]
}

/** SELECTs over roll-up rows of a window; the values they bind are in `params`. */
export interface TalkerSource {
  /** Measures by key, with what the key is about; clusters apart where asked. */
  rows(asked: MeasuresAsked): string
  /** bucket_start, counted and the columns asked for: requests alone, not yet added up, no key looked up. */
  countRows(asked?: KeyColumns): string
  /**
   * seen_first, seen_last, latency_from, latency_run and the columns asked for, not yet added up, of the
   * rows that pass a condition: what the others have of these is never read.
   */
  detailRows(asked: KeyColumns): string
  /** key_id and its key columns, of all keys of the rows and perhaps more. */
  keys(): string
  /** Null where no hour of it was added up by Logs Insights. */
  readonly byLogs: ByLogsInsights | null
  readonly params: Record<string, unknown>
}

/** Most open buckets a read joins; beyond it the store is still sealing, and the reader is told so. */
const openLimit = 100_000
const grainOrder: readonly Grain[] = ['day', 'hour', 'minute']

const openRow = z.object({ cluster_id: z.string(), start: z.coerce.number() })

/** Touched buckets of the window that no seal covers, inside `parents` when given. */
async function openBuckets(
  events: Events,
  args: SourceQuestion & { grain: Grain; parents: { grain: Grain; open: OpenBuckets } | null },
): Promise<OpenBuckets> {
  const within = args.parents
    ? ` AND (cluster_id, ${startOfBucket[args.parents.grain]}(bucket)) IN ${pairs('parent')}`
    : ''
  const where = `grain = {grain:String} AND ${inWindow}${clusterCondition(args.scope, args.where)}${within}`
  const rows = await events.rows({
    query: `
      SELECT cluster_id, toUnixTimestamp(bucket) AS start FROM (
        SELECT cluster_id, bucket, touches AS touched, toUInt64(0) AS sealed FROM audit_dirty WHERE ${where}
        UNION ALL
        SELECT cluster_id, bucket, toUInt64(0), touches FROM seals WHERE ${where})
      GROUP BY cluster_id, bucket HAVING sum(touched) > max(sealed)
      LIMIT ${openLimit}`,
    params: {
      grain: args.grain,
      ...windowParams(args.window),
      ...scopeParams(args.scope),
      ...filterParams(args.where),
      ...(args.parents
        ? { parent_clusters: args.parents.open.clusters, parent_buckets: args.parents.open.buckets }
        : {}),
    },
    row: openRow,
  })
  if (rows.length === openLimit)
    throw unavailable(
      `more than ${openLimit} ${args.grain}s of this window are still being counted; ask again in a minute, or for a shorter window or fewer clusters`,
      30,
    )
  return { clusters: rows.map((row) => row.cluster_id), buckets: rows.map((row) => row.start) }
}

/** Days that hold an hour of Logs Insights are added up from hours; the hour itself is not looked for in raw audit. */
function withLogHours(grain: Grain, open: OpenBuckets, logs: LogHours | undefined): OpenBuckets {
  if (logs === undefined || logs.besideRaw.clusters.length === 0 || grain === 'minute') return open
  const nameOf = (cluster: string | undefined, bucket: number | undefined) => `${cluster} ${bucket}`
  const { clusters, buckets } = logs.besideRaw
  const known = open.clusters.map((cluster, at) => ({ cluster, bucket: open.buckets[at] ?? 0 }))
  const startOfDay = (bucket: number) => bucket - (bucket % 86_400)
  const days = clusters.map((cluster, at) => ({ cluster, bucket: startOfDay(buckets[at] ?? 0) }))
  const hours = new Set(clusters.map((cluster, at) => nameOf(cluster, buckets[at])))
  const left =
    grain === 'day'
      ? [
          ...new Map(
            [...known, ...days].map((one) => [nameOf(one.cluster, one.bucket), one] as const),
          ).values(),
        ]
      : known.filter(({ cluster, bucket }) => !hours.has(nameOf(cluster, bucket)))
  return { clusters: left.map(({ cluster }) => cluster), buckets: left.map(({ bucket }) => bucket) }
}

function logParams(logs: LogHours | undefined): Record<string, unknown> {
  if (logs === undefined) return {}
  return {
    logs_as_of: logs.asOf,
    by_raw_clusters: logs.byRaw.clusters,
    by_raw_buckets: logs.byRaw.buckets,
    by_logs_clusters: logs.besideRaw.clusters,
    by_logs_buckets: logs.besideRaw.buckets,
  }
}

/**
 * Finds what is open now. The list is passed along with every query made of it, so that a seal
 * completing meanwhile neither doubles nor hides a bucket. Bound: buckets of the window times the
 * keys a bucket has.
 */
export function talkerSource(
  events: Events,
  { scope, window, where }: SourceQuestion,
): Promise<TalkerSource> {
  const asked = { scope, window, where }
  return askedTogether(events, `talkers ${JSON.stringify(asked)}`, () => findSource(events, asked))
}

async function findSource(events: Events, args: SourceQuestion): Promise<TalkerSource> {
  const { scope, window, where } = args
  const branches: Branch[] = []
  // An hour is never cut: where minutes are asked for, it is not known.
  const found = window.grain === 'minute' ? Promise.resolve(undefined) : logHours(events, args)
  const open: Record<string, unknown> = {}
  let parents: { grain: Grain; open: OpenBuckets } | null = null
  for (const grain of grainOrder.slice(grainOrder.indexOf(window.grain))) {
    const [touched, logs]: [OpenBuckets, LogHours | undefined] = await Promise.all([
      openBuckets(events, { scope, window, where, grain, parents }),
      found,
    ])
    const left = withLogHours(grain, touched, logs)
    const hasOpen = left.clusters.length > 0
    const isLeftOut = grain === 'hour' && (logs?.besideRaw.clusters.length ?? 0) > 0
    branches.push({ scope, window, where, grain, parent: parents?.grain ?? null, hasOpen, isLeftOut })
    if (!hasOpen) break
    open[`open_${grain}_clusters`] = left.clusters
    open[`open_${grain}_buckets`] = left.buckets
    parents = { grain, open: left }
  }
  const logs = await found
  const parts = { source: args, branches, logs }
  return {
    rows: (asked) => measureRows(parts, asked),
    countRows: (asked = noColumns) => countRows(parts, asked),
    detailRows: (asked) => detailRows(parts, asked),
    keys: () => namedKeys(parts),
    byLogs: logs === undefined ? null : { hours: logs.hours, unnamed: logs.unnamed, leftOut: 0 },
    params: {
      ...windowParams(window),
      ...scopeParams(scope),
      ...filterParams(where),
      ...open,
      ...logParams(logs),
    },
  }
}
