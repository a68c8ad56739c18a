// ClickHouse's HTTP interface over the engine, as far as ClickHouse's client uses it: /ping, bound
// parameters, settings that hold for one statement only, raw inserts, errors with their code. What
// nobody waits for any more is taken out of the queue, or killed.
import { randomUUID } from 'node:crypto'
import http from 'node:http'
import { type Asked, askedOf } from './asked.ts'
import { bindParams, UnboundParameter } from './bind-params.ts'
import { type Answer, type Engine, EngineError, type LaneName, settingsClause } from './engine.ts'
import { type SnapshotFace, snapshotPath } from './snapshot.ts'

const rawInsert = /^INSERT\s+INTO\s+(\w+)\s+FORMAT\s+(\w+)$/i
const formatClause = /\sFORMAT\s+(\w+)$/i
const reading = /^[\s(]*(SELECT|WITH|SHOW|DESCRIBE|DESC|EXISTS|EXPLAIN)\b/i
const insertingSelection = /^INSERT\s+INTO\s+\w+\s*(\([^()]*\)\s*)?(SELECT|WITH)\b/i

/** Answers are held in memory: none may be larger, and none may outlive its caller's patience. */
const readLimits = { max_result_bytes: '268435456', result_overflow_mode: 'throw', max_execution_time: '110' }
const killAgainAfterMs = 250

/** As ClickHouse answers them; the rest is 500. */
const statusOf: Record<number, number> = {
  ...Object.fromEntries(
    [6, 26, 27, 36, 38, 41, 43, 53, 62, 72, 73, 89, 115, 117, 456].map((code) => [code, 400]),
  ),
  ...Object.fromEntries([46, 47, 60, 81].map((code) => [code, 404])),
  202: 503,
  241: 503,
  307: 413,
}

interface Plan {
  readonly lane: LaneName
  readonly statement: string
  readonly format: string
  /** Marks the running query, so that it can be found and killed; undefined: it is let finish. */
  readonly mark: string | undefined
}

function planOf(asked: Asked): Plan {
  const named = formatClause.exec(asked.statement)?.[1]
  const format = named ?? asked.format
  const bare = bindParams(asked.statement.replace(formatClause, ''), asked.params)
  if (named !== undefined || reading.test(bare)) {
    const mark = randomUUID()
    const clause = settingsClause({ ...readLimits, ...asked.settings, log_comment: mark })
    // After FORMAT a clause holds for the whole statement, whatever clauses stand within.
    return { lane: 'read', statement: `${bare} FORMAT ${format}${clause}`, format, mark }
  }
  if (insertingSelection.test(bare)) {
    const mark = randomUUID()
    const clause = settingsClause({ ...asked.settings, log_comment: mark })
    return { lane: 'command', statement: `${bare}${clause}`, format, mark }
  }
  const ignored = Object.keys(asked.settings)
  if (ignored.length > 0) {
    throw new EngineError(
      115,
      `Settings have no place in this statement: ${ignored.join(', ')}. (UNKNOWN_SETTING)`,
    )
  }
  return { lane: 'command', statement: bare, format, mark: undefined }
}

/** Runs the plan; kills it, until it is gone, once `gone` fires. */
async function runUntilGone(engine: Engine, plan: Plan, gone: AbortSignal): Promise<Answer> {
  let again: NodeJS.Timeout | undefined
  const kill = (): void => {
    const statement = `KILL QUERY WHERE Settings['log_comment'] = '${plan.mark}' ASYNC`
    engine.run('control', statement, 'Null').catch(() => undefined)
    // The query may not have been there yet.
    again = setTimeout(kill, killAgainAfterMs)
  }
  if (plan.mark !== undefined) gone.addEventListener('abort', kill, { once: true })
  try {
    return await engine.run(plan.lane, plan.statement, plan.format, gone)
  } finally {
    gone.removeEventListener('abort', kill)
    clearTimeout(again)
  }
}

async function answered(engine: Engine, asked: Asked, gone: AbortSignal): Promise<[Answer, string]> {
  const [, table, format] = (asked.data && rawInsert.exec(asked.statement)) ?? []
  if (asked.data === undefined || table === undefined) {
    const plan = planOf(asked)
    return [await runUntilGone(engine, plan, gone), plan.format]
  }
  if (format !== 'JSONEachRow') {
    throw new EngineError(73, `Bytes are taken as JSONEachRow only, not as ${format}. (UNKNOWN_FORMAT)`)
  }
  return [await engine.insert(table, asked.data, asked.settings, gone), format]
}

function summaryOf(answer: Answer): string {
  return JSON.stringify({
    read_rows: String(answer.rowsRead),
    written_rows: String(answer.rowsWritten),
    elapsed_ns: String(Math.round(answer.seconds * 1e9)),
  })
}

function refuse(response: http.ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) return
  const known = error instanceof EngineError || error instanceof UnboundParameter
  const code = known ? error.clickhouseCode : 1002
  const text = error instanceof Error ? error.message : String(error)
  const message = text.startsWith('Code: ')
    ? text
    : `Code: ${code}. DB::Exception: ${text}. (UNKNOWN_EXCEPTION)`
  response
    .writeHead(statusOf[code] ?? 500, {
      'content-type': 'text/plain; charset=UTF-8',
      'x-clickhouse-exception-code': String(code),
    })
    .end(message)
}

async function serve(engine: Engine, request: http.IncomingMessage, response: http.ServerResponse) {
  const left = new AbortController()
  response.once('close', () => left.abort())
  const [answer, format] = await answered(engine, await askedOf(request), left.signal)
  if (response.destroyed) return
  response
    .writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-length': answer.bytes.byteLength,
      'x-clickhouse-format': format,
      'x-clickhouse-summary': summaryOf(answer),
    })
    .end(answer.bytes)
}

/** `snapshots` takes the requests that are no ClickHouse's. */
export function clickhouseFace(engine: Engine, snapshots: SnapshotFace): http.Server {
  const server = http.createServer({ maxHeaderSize: 1024 * 1024 }, (request, response) => {
    if (request.url === snapshotPath) {
      snapshots(response)
      return
    }
    if (request.url === '/ping' || request.url?.startsWith('/ping?')) {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('Ok.\n')
      return
    }
    serve(engine, request, response).catch((error: unknown) => refuse(response, error))
  })
  server.keepAliveTimeout = 60_000
  server.requestTimeout = 0
  return server
}
