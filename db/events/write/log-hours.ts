// Writes an hour of a cluster as Logs Insights added it up: keys first, then rows under an id of their own, and
// the reading last, when they are durable. A crash in between leaves rows that nobody reads; the hour is read again.
import { z } from 'zod'
import type { LogHour, LogReading } from '../../../domain/model/log-hour.ts'
import { lookForHoursAgain } from '../any-log-hours.ts'
import type { Events } from '../client.ts'
import { talkerKeyColumns } from '../talker-rows.ts'

const idRow = z.object({ id: z.string() })

/** Ids rise with time, so that the newest reading of an hour is the one of the highest. */
async function newId(events: Events): Promise<string> {
  const [row] = await events.rows({ query: 'SELECT toString(generateSnowflakeID()) AS id', row: idRow })
  if (row === undefined) throw new Error('the event store gave no id')
  return row.id
}

const textColumns = talkerKeyColumns.filter((column) => column !== 'code')
const keyList = talkerKeyColumns.join(', ')

/** Columns of the rows beside their key, in the order of the table. */
const measureColumns = {
  requests: 'UInt64',
  throttled: 'UInt64',
  disruption_blocked: 'UInt64',
  errors: 'UInt64',
  aborted: 'UInt64',
  long_running: 'UInt64',
  latency_us: 'UInt64',
  seat_more_us: 'Int64',
  first_after: 'UInt32',
  last_after: 'UInt32',
} as const

function rowParams({ rows }: LogHour): Record<string, unknown> {
  const column = <T>(of: (row: LogHour['rows'][number]) => T): T[] => rows.map(of)
  return {
    user_agent: column(({ key }) => key.userAgent),
    user: column(({ key }) => key.user),
    impersonated_user: column(({ key }) => key.impersonatedUser),
    verb: column(({ key }) => key.verb),
    api_group: column(({ key }) => key.apiGroup),
    api_version: column(({ key }) => key.apiVersion),
    resource: column(({ key }) => key.resource),
    subresource: column(({ key }) => key.subresource),
    namespace: column(({ key }) => key.namespace),
    code: column(({ key }) => key.code),
    requests: column((row) => row.requests),
    throttled: column((row) => row.throttled),
    disruption_blocked: column((row) => row.disruptionBlocked),
    errors: column((row) => row.errors),
    aborted: column((row) => row.aborted),
    long_running: column((row) => row.longRunning),
    latency_us: column((row) => row.latencyUs),
    seat_more_us: column((row) => row.seatMoreUs),
    first_after: column((row) => row.firstAfter),
    last_after: column((row) => row.lastAfter),
  }
}

const typeOf = (column: string): string =>
  column === 'code' ? 'UInt16' : ((measureColumns as Record<string, string>)[column] ?? 'String')

/** The rows as the store sees them: a line of parallel arrays. */
const asRows = (columns: readonly string[]): string =>
  `SELECT ${columns.map((column, at) => `part.${at + 1} AS ${column}`).join(', ')} FROM (
    SELECT arrayJoin(arrayZip(${columns.map((column) => `{${column}:Array(${typeOf(column)})}`).join(', ')})) AS part)`

/** Rows of one statement: their keys travel as parameters. */
const rowsAtOnce = 2_000

async function insertRows(events: Events, id: string, hour: LogHour): Promise<void> {
  const params = { ...rowParams(hour), id, cluster: hour.clusterId, bucket: hour.hour.getTime() / 1_000 }
  await events.command({
    query: `
      INSERT INTO talker_keys (key_id, ${keyList})
      SELECT DISTINCT cityHash64(${keyList}) AS key_id, ${keyList} FROM (${asRows(talkerKeyColumns)})
      WHERE key_id NOT IN (SELECT key_id FROM talker_keys)`,
    params,
  })
  const measures = Object.keys(measureColumns)
  await events.command({
    query: `
      INSERT INTO log_talkers (cluster_id, bucket, reading_id, key, ${measures.join(', ')})
      SELECT {cluster:String}, toDateTime({bucket:UInt32}, 'UTC'), toUInt64({id:String}), cityHash64(${keyList}), ${measures.join(', ')}
      FROM (${asRows([...textColumns, 'code', ...measures])})`,
    params,
  })
}

/** Stores a whole hour; the hour's earlier readings are superseded at once. Resolves when it is durable. */
export async function putLogHour(events: Events, hour: LogHour): Promise<void> {
  const id = await newId(events)
  for (let from = 0; from < hour.rows.length; from += rowsAtOnce) {
    await insertRows(events, id, { ...hour, rows: hour.rows.slice(from, from + rowsAtOnce) })
  }
  const sum = (rows: LogHour['rows']): number => rows.reduce((total, { requests }) => total + requests, 0)
  await record(events, id, hour, {
    is_whole: 1,
    requests: sum(hour.rows),
    unnamed: sum(hour.rows.filter(({ isNamed }) => !isNamed)),
  })
  lookForHoursAgain(events)
}

/** What a reading that came to nothing has scanned: it is paid for all the same. */
export async function putLogScan(events: Events, reading: LogReading): Promise<void> {
  await record(events, await newId(events), reading, { is_whole: 0, requests: 0, unnamed: 0 })
}

async function record(
  events: Events,
  id: string,
  { clusterId, hour, sourceId, readAt, bytesScanned }: LogReading,
  rest: { is_whole: number; requests: number; unnamed: number },
): Promise<void> {
  await events.insertRows('log_readings', [
    {
      cluster_id: clusterId,
      bucket: hour.getTime() / 1_000,
      reading_id: id,
      source_id: sourceId,
      read_at: Math.floor(readAt.getTime() / 1_000),
      bytes_scanned: bytesScanned,
      ...rest,
    },
  ])
}
