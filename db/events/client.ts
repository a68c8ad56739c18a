// The event store: ClickHouse's HTTP protocol, whatever engine answers behind it. Values are bound,
// rows are parsed, bytes go straight to the store's parser. A store that is away is Unavailable; one
// that refuses is a StoreError with its code.
import http from 'node:http'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import {
  type ClickHouseClient,
  ClickHouseError,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
} from '@clickhouse/client'
import type { z } from 'zod'
import { unavailable } from '../../domain/errors.ts'
import { clusterSettings } from './cluster-ddl.ts'
import { parameterForm } from './parameter-form.ts'

export interface EventsConfig {
  readonly url: string
  /** Unix socket to reach `url` by. */
  readonly socketPath?: string
  readonly username?: string
  readonly password?: string
  readonly database?: string
  /** Cluster name: tables are replicated and distributed over it. */
  readonly cluster?: string
}

export interface Events {
  /** SELECT; each row is parsed by `row`. Parameters are bound by the store, never spliced. */
  rows<T>(question: {
    query: string
    params?: Record<string, unknown>
    row: z.ZodType<T>
    settings?: ClickHouseSettings
    signal?: AbortSignal
  }): Promise<T[]>
  command(statement: {
    query: string
    params?: Record<string, unknown>
    settings?: ClickHouseSettings
  }): Promise<void>
  /** Bytes to the store's own parser. Resolves when their rows are durable. */
  insertBytes(insert: {
    table: string
    format: 'JSONEachRow'
    body: Buffer | Readable
    settings?: ClickHouseSettings
  }): Promise<void>
  insertRows(table: string, rows: readonly Record<string, unknown>[]): Promise<void>
  ping(): Promise<boolean>
  close(): Promise<void>
  readonly ddl: { readonly cluster: string | null }
}

/** The store understood and refused: bad bytes, a bad statement, a limit reached. */
export class StoreError extends Error {
  readonly clickhouseCode: number

  constructor(clickhouseCode: number, message: string, cause: unknown) {
    super(message, { cause })
    this.name = 'StoreError'
    this.clickhouseCode = clickhouseCode
  }
}

/**
 * Codes that say "not now" instead of "not this": timeouts, too many queries or parts, memory limits,
 * network trouble, a keeper or replicas that are away, shutting down.
 */
const awayCodes = new Set([159, 202, 209, 210, 225, 236, 241, 242, 252, 279, 285, 319, 394, 439, 999, 1000])

/** Codes in which a full disk is met before the store's own look at it; none of them quotes an input. */
const diskCodes = new Set([75, 76, 425, 1001])
const noSpaceCode = 243

const isDiskFull = (code: number, message: string): boolean =>
  code === noSpaceCode || (diskCodes.has(code) && /No space left on device|quota exceeded/i.test(message))

function failure(error: unknown): Error {
  if (!(error instanceof ClickHouseError)) {
    return unavailable('the event store does not answer; it is asked again', 2, error)
  }
  const code = Number(error.code)
  if (isDiskFull(code, error.message)) {
    const why = 'the disk of the event store is full; nothing more can be taken until there is room'
    return unavailable(why, 10, error)
  }
  if (awayCodes.has(code)) {
    return unavailable('the event store cannot take this now; it is asked again', 2, error)
  }
  return new StoreError(code, error.message, error)
}

async function told<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await work
  } catch (error) {
    // The client reports its own abort as just another error.
    signal?.throwIfAborted()
    throw failure(error)
  }
}

const answerWithinMs = 120_000

function clientOf(config: EventsConfig): ClickHouseClient {
  const { socketPath } = config
  return createClient({
    url: config.url,
    ...(config.username === undefined ? {} : { username: config.username }),
    ...(config.password === undefined ? {} : { password: config.password }),
    ...(config.database === undefined ? {} : { database: config.database }),
    ...(socketPath === undefined
      ? {}
      : { http_agent: new http.Agent({ keepAlive: true, socketPath } as http.AgentOptions) }),
    application: 'periplus',
    ...(config.cluster === undefined ? {} : { clickhouse_settings: clusterSettings }),
    // Every failure is thrown to whoever asked; a second copy on the console helps nobody.
    log: { level: ClickHouseLogLevel.OFF },
    request_timeout: answerWithinMs,
    max_open_connections: 64,
    use_multipart_params_auto: true,
    compression: { request: false, response: false },
  })
}

/** Servers differ in their defaults; rows look alike from all of them. Exact 64 bits: toString(). */
const readSettings = { output_format_json_quote_64bit_integers: 0 } as const
/** Rows are durable when an insert returns, not queued for later. */
const insertSettings = { async_insert: 0 } as const

interface Sent {
  readonly query: string
  readonly values: Readable
  readonly settings?: ClickHouseSettings | undefined
  readonly contentType?: string
}

/** A statement in the URL with bytes in the body; resolves when the store is done with it. */
async function send(client: ClickHouseClient, { query, values, settings, contentType }: Sent): Promise<void> {
  const { stream } = await told(
    client.exec({
      query,
      values,
      ...(settings ? { clickhouse_settings: settings } : {}),
      ...(contentType ? { http_headers: { 'Content-Type': contentType } } : {}),
    }),
  )
  stream.resume()
  await told(finished(stream))
}

export function openEvents(config: EventsConfig): Events {
  const client = clientOf(config)
  const insertBytes: Events['insertBytes'] = ({ table, format, body, settings }) =>
    send(client, {
      query: `INSERT INTO ${table} FORMAT ${format}`,
      values: Buffer.isBuffer(body) ? Readable.from([body], { objectMode: false }) : body,
      settings: { ...insertSettings, ...settings },
    })
  return {
    async rows({ query, params, row, settings, signal }) {
      signal?.throwIfAborted()
      const result = await told(
        client.query({
          query,
          format: 'JSONEachRow',
          ...(params ? { query_params: params } : {}),
          clickhouse_settings: { ...readSettings, ...settings },
          ...(signal ? { abort_signal: signal } : {}),
        }),
        signal,
      )
      const rows = await told(result.json<unknown>(), signal)
      return rows.map((raw) => row.parse(raw))
    },
    async command({ query, params = {}, settings }) {
      const form = parameterForm(params)
      if (form) {
        return send(client, { query, values: form.body, settings, contentType: form.contentType })
      }
      const command = { query, query_params: params, ...(settings ? { clickhouse_settings: settings } : {}) }
      await told(client.command(command))
    },
    insertBytes,
    async insertRows(table, rows) {
      if (rows.length === 0) return
      const body = Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'))
      await insertBytes({ table, format: 'JSONEachRow', body })
    },
    async ping() {
      const answer = await client.ping()
      return answer.success
    },
    close: () => client.close(),
    ddl: { cluster: config.cluster ?? null },
  }
}
