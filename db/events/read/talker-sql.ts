// Rows of talkers as SQL: of current seals at each grain, of open minutes, of hours that Logs Insights added up. Pure text;
// which buckets are open and which hours count is found by sealed-talkers.ts, and bound by the names used here.
import type { Scope } from '../../../domain/model/scope.ts'
import type { TalkerFilter } from '../../../domain/model/talker.ts'
import type { Grain, Window } from '../../../domain/units/window.ts'
import {
  rawAsTalkers,
  rawKeys,
  talkerKeyColumns,
  talkerMeasureColumns,
  talkerMeasureSums,
} from '../talker-rows.ts'
import { clusterCondition, inWindow, namespaceCondition } from './event-bounds.ts'
import type { LogHours } from './log-hours.ts'
import { filterCondition } from './talker-dimensions.ts'

export interface SourceQuestion {
  readonly scope: Scope
  readonly window: Window
  readonly where: TalkerFilter
}

/** What is told of a row besides, as SQL over cluster_id and the column that holds its key id. */
export interface KeyColumns {
  columns(keyId: string): string
  /** `AND …`; empty for all rows. */
  condition(keyId: string): string
}

export const startOfBucket: Record<Grain, string> = {
  minute: 'toStartOfMinute',
  hour: 'toStartOfHour',
  day: 'toStartOfDay',
}

/** Pairs named by two parallel parameter arrays, as a subquery of (cluster_id, bucket). */
export function pairs(name: string): string {
  return `(SELECT pair.1, toDateTime(pair.2, 'UTC') FROM (
    SELECT arrayJoin(arrayZip({${name}_clusters:Array(String)}, {${name}_buckets:Array(UInt32)})) AS pair))`
}

function startAt(grain: Grain, column: string): string {
  return `${startOfBucket[grain]}(${column})`
}

export interface Branch extends SourceQuestion {
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
const openMinutes = '{open_minute_buckets:Array(UInt32)}'
const isOpenRaw = `(cluster_id, minute) IN ${pairs('open_minute')}`
/** Seats are looked up only where they are asked for: that costs more than all else. */
const openRaw = rawAsTalkers(isOpenRaw, null)
const openRawWithSeats = rawAsTalkers(isOpenRaw, {
  clusters: '{open_minute_clusters:Array(String)}',
  from: `arrayMin(${openMinutes})`,
  to: `arrayMax(${openMinutes})`,
})

export interface MeasuresAsked {
  readonly byCluster: boolean
  /** False: seats of lists are what their line alone tells. */
  readonly hasSeats: boolean
}

/** The filter on what a key is about, and the same as a condition on the key ids of roll-up rows. */
function keyFilter({ scope, where }: SourceQuestion): { named: string; byId: string } {
  const named = `${namespaceCondition(scope)}${filterCondition(where)}`
  const byId = named === '' ? '' : ` AND key IN (SELECT key_id FROM talker_keys WHERE 1${named})`
  return { named, byId }
}

/** Sealed rows are added up by key before their key is looked up; rows of open minutes carry theirs. */
export function measureRows(
  { source, branches, logs }: Parts,
  { byCluster, hasSeats }: MeasuresAsked,
): string {
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
  return `${sealed} UNION ALL SELECT ${columns} FROM (${hasSeats ? openRawWithSeats : openRaw}) WHERE 1${named}`
}

/** key_id with what the key is about, of every key that these rows may have; some stand there twice. */
export function namedKeys({ branches }: Parts): string {
  const columns = ['key_id', ...talkerKeyColumns].join(', ')
  const sealed = `SELECT ${columns} FROM talker_keys`
  // Keys of open minutes are written down when they are sealed.
  return branches.some(reachesRaw)
    ? `${sealed} UNION ALL SELECT DISTINCT ${columns} FROM (${rawKeys(isOpenRaw)})`
    : sealed
}

export const noColumns: KeyColumns = { columns: () => '', condition: () => '' }

export function countRows({ source, branches, logs }: Parts, asked: KeyColumns): string {
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

export function detailRows({ source, branches, logs }: Parts, asked: KeyColumns): string {
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

/** What a source is put together from. */
export interface Parts {
  readonly source: SourceQuestion
  readonly branches: readonly Branch[]
  readonly logs: LogHours | undefined
}
