// chDB as lanes of sessions on one data directory. A query that fails half-way leaves rows that would
// be prepended to the next result of its session: so one query at a time per session, and after any
// failure the session is flushed, or replaced, before somebody else gets it. Never in a worker thread.
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import os from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Session } from 'chdb'
import { createLane, type Lane, LaneFull } from './lane.ts'
import { noSpool, openSpool, type Spool } from './spool.ts'

/** What a statement does decides whose turn it waits for: a long insert never holds up a short read. */
export type LaneName = 'read' | 'insert' | 'command' | 'control'

const shape: Record<LaneName, { sessions: number; longestQueue: number }> = {
  read: { sessions: 4, longestQueue: 256 },
  insert: { sessions: 2, longestQueue: 64 },
  command: { sessions: 2, longestQueue: 64 },
  control: { sessions: 1, longestQueue: 512 },
}

export const database = 'periplus'

const tooManyQueries = 202
const aborted = 236
const cancelled = 394
const unknown = 1002

/** A failure in ClickHouse's own words: "Code: 27. DB::Exception: …". */
export class EngineError extends Error {
  readonly clickhouseCode: number

  constructor(clickhouseCode: number, text: string) {
    super(text.startsWith('Code: ') ? text : `Code: ${clickhouseCode}. DB::Exception: ${text}`)
    this.clickhouseCode = clickhouseCode
  }
}

function engineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error
  if (error instanceof LaneFull) {
    return new EngineError(
      tooManyQueries,
      `Too many queries: ${error.message}. (TOO_MANY_SIMULTANEOUS_QUERIES)`,
    )
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return new EngineError(cancelled, 'The client went away. (QUERY_WAS_CANCELLED)')
  }
  const message = error instanceof Error ? error.message : String(error)
  const code = /Code: (\d+)\./.exec(message)?.[1]
  if (code === undefined) return new EngineError(unknown, `${message}. (UNKNOWN_EXCEPTION)`)
  return new EngineError(Number(code), message.slice(message.indexOf('Code: ')))
}

export interface Answer {
  readonly bytes: Uint8Array
  readonly rowsRead: number
  readonly rowsWritten: number
  readonly seconds: number
}

export interface Engine {
  /** Runs one statement; the answer is the text of `format`. `signal` takes it out of the queue only. */
  run(lane: LaneName, statement: string, format: string, signal?: AbortSignal): Promise<Answer>
  /** JSON lines into a table, which is a bare name: the engine takes no column list here. */
  insert(
    table: string,
    chunks: readonly Buffer[],
    settings: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<Answer>
  /** Runs between two statements: none that writes is under way, and those that come wait for the end. */
  still<T>(work: () => Promise<T>): Promise<T>
  /** Waits for what runs, then stops it; false when something would not stop: only a kill ends it. */
  close(patienceMs: number): Promise<boolean>
}

/** Half of what this machine, or this container, may use; beyond it aggregations go to disk. */
function memoryLimit(): number {
  const limit = process.constrainedMemory()
  const total = os.totalmem()
  return Math.floor((limit > 0 && limit < total ? limit : total) / 2)
}

const connectionArgs = [
  `--max_server_memory_usage=${memoryLimit()}`,
  '--mark_cache_size=268435456',
  '--primary_index_cache_size=268435456',
]

/**
 * What a session keeps. Parameters are part of a statement here and must not count against its length;
 * an insert is durable when it returns; SQL is what a server would take.
 */
const sessionSettings = 'max_query_size = 536870912, async_insert = 0, implicit_select = 0'

/** ` SETTINGS …` for the end of a statement, which holds for it alone; nothing when there are none. */
export function settingsClause(settings: Record<string, string>): string {
  const pairs = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll(/[\\']/g, (char) => `\\${char}`)}'`,
  )
  return pairs.length === 0 ? '' : ` SETTINGS ${pairs.join(', ')}`
}

async function openSession(folder: string): Promise<Session> {
  const session = new Session(folder, { connectionArgs })
  await session.queryAsync(`CREATE DATABASE IF NOT EXISTS ${database} ENGINE = Atomic`, { format: 'Null' })
  await session.queryAsync(`USE ${database}`, { format: 'Null' })
  await session.queryAsync(`SET ${sessionSettings}`, { format: 'Null' })
  return session
}

async function query(session: Session, statement: string, format: string): Promise<Answer> {
  const result = await session.queryAsync(statement, { format })
  return { bytes: result.bytes(), rowsRead: result.rowsRead, rowsWritten: 0, seconds: result.elapsed }
}

const insertFormat = 'JSONEachRow'

async function insertBytes(
  { session, spool }: Seat,
  table: string,
  chunks: readonly Buffer[],
  settings: Record<string, string>,
): Promise<Answer> {
  const file = await spool.fill(chunks)
  if (file !== undefined) {
    const from = `INSERT INTO ${table} FROM INFILE '${file}' COMPRESSION 'none'`
    try {
      return await query(session, `${from}${settingsClause(settings)} FORMAT ${insertFormat}`, insertFormat)
    } finally {
      await spool.done()
    }
  }
  const values = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
  const result = await session.insert({ table, values, format: insertFormat, settings })
  return {
    bytes: new Uint8Array(),
    rowsRead: result.rowsSent ?? 0,
    rowsWritten: result.rowsWritten,
    seconds: result.elapsed,
  }
}

interface Seat {
  session: Session
  readonly spool: Spool
}

/** Flushes what a failed query left, if need be by a new session. Rejects when the engine is dead. */
async function mend(seat: Seat, folder: string): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      await seat.session.queryAsync('SELECT 1', { format: 'Null' })
      return
    } catch {
      // The first flush may itself meet what is left over.
    }
  }
  seat.session.close()
  seat.session = await openSession(folder)
}

type Lanes = Record<LaneName, Lane<Seat>>

async function openLanes(folder: string): Promise<{ lanes: Lanes; seats: Seat[] }> {
  const seats: Seat[] = []
  const opened = {} as Lanes
  for (const [name, { sessions, longestQueue }] of Object.entries(shape)) {
    const own: Seat[] = []
    for (let count = 0; count < sessions; count += 1) {
      const spool = name === 'insert' ? openSpool(`periplus-${randomUUID()}`) : noSpool
      own.push({ session: await openSession(folder), spool })
    }
    seats.push(...own)
    opened[name as LaneName] = createLane(own, longestQueue)
  }
  return { lanes: opened, seats }
}

async function idleWithin(lanes: Lanes, ms: number): Promise<boolean> {
  const all = Promise.all(Object.values(lanes).map((lane) => lane.idle())).then(() => true)
  const late = new AbortController()
  const answer = await Promise.race([all, sleep(ms, false, { signal: late.signal }).catch(() => false)])
  late.abort()
  return answer
}

/** `broken` is told when the engine cannot be used any more; the process should end then. */
export async function openEngine(folder: string, broken: (error: unknown) => void): Promise<Engine> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const { lanes, seats } = await openLanes(folder)

  async function exclusively<T>(
    lane: LaneName,
    work: (seat: Seat) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    try {
      return await lanes[lane].use(async (seat) => {
        try {
          return await work(seat)
        } catch (error) {
          if (engineError(error).clickhouseCode === aborted) broken(error)
          await mend(seat, folder).catch(broken)
          throw error
        }
      }, signal)
    } catch (error) {
      throw engineError(error)
    }
  }

  const run: Engine['run'] = (lane, statement, format, signal) =>
    exclusively(lane, ({ session }) => query(session, statement, format), signal)

  return {
    run,
    insert: (table, chunks, settings, signal) =>
      exclusively('insert', (seat) => insertBytes(seat, table, chunks, settings), signal),
    // Commands first: they may be long, and inserts go on until the last of them is through.
    still: (work) => lanes.command.still(() => lanes.insert.still(work)),
    async close(patienceMs) {
      const isIdle =
        (await idleWithin(lanes, patienceMs)) ||
        (await run('control', 'KILL QUERY WHERE query_id != queryID() ASYNC', 'Null').then(
          () => idleWithin(lanes, 1_000),
          () => false,
        ))
      // A session that closes under a running query takes the whole engine down with it.
      if (isIdle) for (const { session } of seats) session.close()
      return isIdle
    },
  }
}
