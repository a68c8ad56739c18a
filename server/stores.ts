// Opens both stores of an installation, embedded or by URL, and brings their tables up to date. Says
// whether they answer now. Waits for a server that is away; refuses at once what waiting cannot mend.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Embedded, startEmbedded } from '../db/embedded/start.ts'
import { type Events, type EventsConfig, openEvents } from '../db/events/client.ts'
import { migrateEvents } from '../db/events/migrate.ts'
import { openRelational, type Relational } from '../db/relational/client.ts'
import { migrateRelational } from '../db/relational/migrate.ts'
import { checkpoint } from '../db/relational/write/checkpoint.ts'
import { storeFailure } from '../domain/store-failure.ts'
import type { Settings } from './env.ts'
import type { Readiness } from './http/door.ts'
import { type Log, withoutSecrets } from './log.ts'
import { orStopped, within } from './patience.ts'

/** A store that waiting cannot mend: wrong password, no such database, a migration it cannot run. */
export class StoresError extends Error {
  override readonly name = 'StoresError'

  constructor(what: string, cause: unknown) {
    super(`${what} cannot be used: ${withoutSecrets(deepestMessage(cause))}`, { cause })
  }
}

export type Progress = (line: string) => void

export interface Stores {
  readonly relational: Relational
  readonly events: Events
  /** Undefined when both stores are servers. */
  readonly embedded: Embedded | undefined
  /** Asks both, at most once a second. */
  ready(): Promise<Readiness>
  close(): Promise<void>
}

const askAgainAfterMs = 1_000
const answerWithinMs = 2_500
const closeWithinMs = 1_000
/** How often the embedded relational store may use its log again. */
const checkpointEveryMs = 120_000

/** CLICKHOUSE_URL as the client wants it: credentials and database apart from the address. */
export function eventsConfigOf(url: string, cluster: string | undefined): EventsConfig {
  const parsed = new URL(url)
  const database = decodeURIComponent(parsed.pathname.slice(1))
  return {
    url: parsed.origin,
    ...(parsed.username === '' ? {} : { username: decodeURIComponent(parsed.username) }),
    ...(parsed.password === '' ? {} : { password: decodeURIComponent(parsed.password) }),
    ...(database === '' ? {} : { database }),
    ...(cluster === undefined ? {} : { cluster }),
  }
}

/** Runs `work` until it does not fail for a store that is away; tells why it waits. */
async function whenReachable<T>(
  what: string,
  work: () => Promise<T>,
  progress: Progress,
  stopped: AbortSignal,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await orStopped(work(), stopped)
    } catch (error) {
      stopped.throwIfAborted()
      if (storeFailure(error) === undefined) throw new StoresError(what, error)
      if (attempt % 10 === 0) progress(`waiting for ${what}: ${withoutSecrets(deepestMessage(error))}`)
      await sleep(Math.min(250 * 2 ** attempt, 2_000), undefined, { signal: stopped })
    }
  }
}

/** The innermost cause says what happened ("connect ECONNREFUSED …"); wrappers repeat the query. */
function deepestMessage(error: unknown): string {
  let message = String(error)
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current.message !== '') message = current.message
  }
  return message
}

function readiness(relational: Relational, events: Events, embedded: Embedded | undefined): Stores['ready'] {
  let asked: { at: number; answer: Promise<Readiness> } | undefined
  const ask = async (): Promise<Readiness> => {
    const [relationalUp, eventsUp] = await Promise.all([
      within(answerWithinMs, relational.ping(), false),
      within(answerWithinMs, events.ping(), false),
    ])
    if (relationalUp && eventsUp) return { ready: true, reason: '' }
    if (embedded !== undefined && embedded.state() !== 'up') {
      return { ready: false, reason: 'the embedded stores are being restarted' }
    }
    if (!relationalUp && !eventsUp) {
      return { ready: false, reason: 'the relational store and the event store do not answer' }
    }
    return { ready: false, reason: `the ${relationalUp ? 'event' : 'relational'} store does not answer` }
  }
  return () => {
    if (asked === undefined || performance.now() - asked.at > askAgainAfterMs) {
      asked = { at: performance.now(), answer: ask() }
    }
    return asked.answer
  }
}

/** Never waited for: what keeps a data folder from opening is mended by a person. */
async function openEmbedded(dataDir: string, log: Log, signal: AbortSignal): Promise<Embedded> {
  try {
    return await startEmbedded({ dataDir, log, signal })
  } catch (error) {
    signal.throwIfAborted()
    throw new StoresError('the embedded stores', error)
  }
}

/** Resolves when both stores are open and migrated; rejects when `stopped` fires first. */
export async function openStores(
  settings: Settings,
  log: Log,
  progress: Progress,
  stopped: AbortSignal,
): Promise<Stores> {
  const needsEmbedded = settings.databaseUrl === undefined || settings.clickhouseUrl === undefined
  if (needsEmbedded) progress(`opening the embedded stores in ${settings.storesDir}`)
  const embedded = needsEmbedded ? await openEmbedded(settings.storesDir, log, stopped) : undefined
  const relationalConfig =
    settings.databaseUrl === undefined ? embedded?.relational : { connectionString: settings.databaseUrl }
  const eventsConfig =
    settings.clickhouseUrl === undefined
      ? embedded?.events
      : eventsConfigOf(settings.clickhouseUrl, settings.clickhouseCluster)
  if (relationalConfig === undefined || eventsConfig === undefined) throw new Error('a store has no address')
  const relational = openRelational(relationalConfig)
  const events = openEvents(eventsConfig)
  let tidying: NodeJS.Timeout | undefined
  const close = async () => {
    clearInterval(tidying)
    // A connection whose question is never answered would be waited for.
    await within(closeWithinMs, Promise.allSettled([relational.close(), events.close()]), undefined)
    await embedded?.stop()
  }
  try {
    progress('bringing the tables up to date')
    await whenReachable('PostgreSQL', () => migrateRelational(relational), progress, stopped)
    await whenReachable('ClickHouse', () => migrateEvents(events), progress, stopped)
  } catch (error) {
    await close()
    throw error
  }
  if (settings.databaseUrl === undefined) {
    // One that fails is made up for by the next.
    tidying = setInterval(() => void checkpoint(relational).catch(() => undefined), checkpointEveryMs)
    tidying.unref()
  }
  return { relational, events, embedded, ready: readiness(relational, events, embedded), close }
}
