// Where the counts of a window stand right now: buckets of the asked grain whose seal is current are
// read from the roll-up, the open ones from the next finer grain, open minutes from raw rows. Hours that raw
// audit does not cover and Logs Insights added up are read from there (docs/adr/0004). Each request is in exactly
// one of these (docs/adr/0001). It only finds and names the rows; it adds nothing.
import { z } from 'zod'
import { unavailable } from '../../../domain/errors.ts'
import type { ByLogsInsights } from '../../../domain/model/log-hour.ts'
import type { Scope } from '../../../domain/model/scope.ts'
import type { TalkerFilter } from '../../../domain/model/talker.ts'
import type { Grain, Window } from '../../../domain/units/window.ts'
import type { Events } from '../client.ts'
import { rawAsTalkers, talkerKeyColumns, talkerMeasureColumns, talkerMeasureSums } from '../talker-rows.ts'
import { clusterCondition, inWindow, namespaceCondition, scopeParams, windowParams } from './event-bounds.ts'
import { type LogHours, logHours } from './log-hours.ts'
import { filterCondition, filterParams } from './talker-dimensions.ts'

interface OpenBuckets {
  readonly clusters: readonly string[]
  readonly buckets: readonly number[]
}

/** SELECTs over roll-up rows of a window; the values they bind are in `params`. */
export interface TalkerSource {
  /** Measures by key, with what the key is about; clusters apart where asked. */
  rows(byCluster: boolean): string
  /** bucket_start, counted and the columns asked for: requests alone, not yet added up, no key looked up. */
  countRows(asked?: KeyColumns): string
  /**
   * seen_first, seen_last, latency_from, latency_run and the columns asked for, not yet added up, of the
   * rows that pass a condition: what the others have of these is never read.
   */
  detailRows(asked: KeyColumns): string
  /** Null where no hour of it was added up by Logs Insights. */
  readonly byLogs: ByLogsInsights | null
  readonly params: Record<string, unknown>
}

/** What is told of a row besides, as SQL over cluster_id and the column that holds its key id. */
export interface KeyColumns {
  columns(keyId: string): string
  /** `AND …`; empty for all rows. */
  condition(keyId: string): string
}

/** Most open buckets a read joins; beyond it the store is still sealing, and the reader is told so. */
const openLimit = 100_000
const grainOrder: readonly Grain[] = ['day', 'hour', 'minute']
const startOfBucket: Record<Grain, string> = {
  minute: 'toStartOfMinute',
  hour: 'toStartOfHour',
  day: 'toStartOfDay',
}

const openRow = z.object({ cluster_id: z.string(), start: z.coerce.number() })

/** Pairs named by two parallel parameter arrays, as a subquery of (cluster_id, bucket). */
function pairs(name: string): string {
  return `(SELECT pair.1, toDateTime(pair.2, 'UTC') FROM (
    SELECT arrayJoin(arrayZip({${name}_clusters:Array(String)}, {${name}_buckets:Array(UInt32)})) AS pair))`
}

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

function startAt(grain: Grain, column: string): string {
  return `${startOfBucket[grain]}(${column})`
}

interface Branch extends SourceQuestion {
  readonly grain: Grain
  readonly parent: Grain | null
  readonly hasOpen: boolean
  /** Some hours of it are counted from elsewhere. */
  readonly isLeftOut: boolean
}

/** Which roll-up rows and seals a branch is about; both tables have these columns. */
function boundsOf({ grain, scope, where, parent, hasOpen, isLeftOut }: Branch): string {
  const elsewhere = isLeftOut ? ` AND (cluster_id, bucket) NOT IN ${pairs('by_logs')}` : ''
  const within = parent ? ` AND (cluster_id, ${startAt(parent, 'bucket')}) IN ${pairs(`open_${parent}`)}` : ''
  const notOpen = hasOpen ? ` AND (cluster_id, bucket) NOT IN ${pairs(`open_${grain}`)}` : ''
  return `grain = '${grain}' AND ${inWindow}${clusterCondition(scope, where)}${within}${notOpen}${elsewhere}`
}

/** FROM and WHERE of the roll-up rows of current seals at one grain, called talker_rows. */
function sealedRows(branch: Branch, keyCondition: string): string {
  const bounds = boundsOf(branch)
  return `
    FROM talkers AS talker_rows
    WHERE ${bounds}${keyCondition} AND seal_id IN (
      SELECT argMax(seal_id, (touches, seal_id)) FROM seals WHERE ${bounds} GROUP BY cluster_id, bucket)`
}

/** The start of the bucket that the window's grain puts a finer one in. */
const startOf = (branch: Branch): string =>
  branch.grain === branch.window.grain ? 'bucket' : startAt(branch.window.grain, 'bucket')

/** FROM and WHERE of the rows of hours that Logs Insights added up and that count, called talker_rows. */
function logRows({ scope, where }: SourceQuestion, { byRaw }: LogHours, keyCondition: string): string {
  const bounds = `${inWindow}${clusterCondition(scope, where)}${
    byRaw.clusters.length === 0 ? '' : ` AND (cluster_id, bucket) NOT IN ${pairs('by_raw')}`
  }`
  return `
    FROM log_talkers AS talker_rows
    WHERE ${bounds}${keyCondition} AND reading_id IN (
      SELECT max(reading_id) FROM log_readings
      WHERE is_whole = 1 AND reading_id <= toUInt64({logs_as_of:String}) AND ${bounds} GROUP BY cluster_id, bucket)`
}

const reachesRaw = (branch: Branch): boolean => branch.grain === 'minute' && branch.hasOpen
const openRaw = rawAsTalkers(`(cluster_id, minute) IN ${pairs('open_minute')}`)

/** The filter on what a key is about, and the same as a condition on the key ids of roll-up rows. */
function keyFilter({ scope, where }: SourceQuestion): { named: string; byId: string } {
  const named = `${namespaceCondition(scope)}${filterCondition(where)}`
  const byId = named === '' ? '' : ` AND key IN (SELECT key_id FROM talker_keys WHERE 1${named})`
  return { named, byId }
}

/** Sealed rows are added up by key before their key is looked up; rows of open minutes carry theirs. */
function measureRows({ source, branches, logs }: Parts, byCluster: boolean): string {
  const { named, byId } = keyFilter(source)
  const cluster = byCluster ? 'cluster_id, ' : ''
  const summed = [
    ...branches.map((branch) => sealedRows(branch, byId)),
    ...(logs ? [logRows(source, logs, byId)] : []),
  ].map(
    (from) =>
      `SELECT ${cluster}CAST(key, 'UInt64') AS key_id, ${talkerMeasureSums} ${from} GROUP BY ${cluster}key_id`,
  )
  const columns = [`${cluster}key_id`, ...talkerKeyColumns, ...talkerMeasureColumns].join(', ')
  // Every key is there, perhaps twice until a merge. A few clusters use a few of all keys ever seen; finding
  // those first is cheaper than joining them all.
  const isNarrow = clusterCondition(source.scope, source.where) !== ''
  const used = [
    ...branches.map((branch) => `key_id IN (SELECT key FROM talkers WHERE ${boundsOf(branch)})`),
    ...(logs ? [`key_id IN (SELECT key ${logRows(source, logs, '')})`] : []),
  ]
  const keys = `SELECT key_id, ${talkerKeyColumns.join(', ')} FROM talker_keys${isNarrow ? ` WHERE ${used.join(' OR ')}` : ''}`
  const sealed = `
    SELECT ${columns} FROM (${summed.join(' UNION ALL ')}) AS summed
    ANY LEFT JOIN (${keys}) AS key_rows USING (key_id)`
  if (!branches.some(reachesRaw)) return sealed
  return `${sealed} UNION ALL SELECT ${columns} FROM (${openRaw}) WHERE 1${named}`
}

const noColumns: KeyColumns = { columns: () => '', condition: () => '' }

function countRows({ source, branches, logs }: Parts, asked: KeyColumns): string {
  const { named, byId } = keyFilter(source)
  const select = (keyId: string) => `SELECT ${asked.columns(keyId)}requests AS counted,`
  const sealed = branches.map(
    (branch) =>
      `${select('key')} ${startOf(branch)} AS bucket_start ${sealedRows(branch, `${byId}${asked.condition('key')}`)}`,
  )
  const start = `${startAt(source.window.grain, 'bucket')} AS bucket_start`
  const byLogs = logs
    ? [`${select('key')} ${start} ${logRows(source, logs, `${byId}${asked.condition('key')}`)}`]
    : []
  const raw = `${select('key_id')} ${start} FROM (${openRaw}) WHERE 1${named}${asked.condition('key_id')}`
  return [...sealed, ...byLogs, ...(branches.some(reachesRaw) ? [raw] : [])].join(' UNION ALL ')
}

/** First class of a row whose latencies nobody put into classes: no request takes that long. */
export const withoutClasses = 255

function detailRows({ source, branches, logs }: Parts, asked: KeyColumns): string {
  const sealed = branches.map(
    (branch) => `
      SELECT ${asked.columns('key')}bucket + first_after AS seen_first, seen_first + last_after AS seen_last, latency_from, latency_run
      ${sealedRows(branch, asked.condition('key'))}`,
  )
  const raw = `
      SELECT ${asked.columns('key_id')}seen_at, seen_at, latency_class, if(is_timed, [toUInt32(1)], [])
      FROM (${openRaw}) WHERE 1${asked.condition('key_id')}`
  const seen = 'bucket + first_after AS seen_first, seen_first + last_after AS seen_last'
  const byLogs = logs
    ? [
        `SELECT ${asked.columns('key')}${seen}, toUInt8(${withoutClasses}) AS latency_from, CAST([], 'Array(UInt32)') AS latency_run
        ${logRows(source, logs, asked.condition('key'))}`,
      ]
    : []
  return [...sealed, ...byLogs, ...(branches.some(reachesRaw) ? [raw] : [])].join(' UNION ALL ')
}

export interface SourceQuestion {
  readonly scope: Scope
  readonly window: Window
  readonly where: TalkerFilter
}

/** What a source is put together from. */
interface Parts {
  readonly source: SourceQuestion
  readonly branches: readonly Branch[]
  readonly logs: LogHours | undefined
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
export async function talkerSource(events: Events, args: SourceQuestion): Promise<TalkerSource> {
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
    rows: (byCluster) => measureRows(parts, byCluster),
    countRows: (asked = noColumns) => countRows(parts, asked),
    detailRows: (asked) => detailRows(parts, asked),
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
