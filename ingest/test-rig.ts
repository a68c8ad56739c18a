// For store tests: the real receivers over HTTP, before real embedded stores in a folder of their own,
// at a clock that stands still. Only tests import it.
import { rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'
import { type Embedded, startEmbedded } from '../db/embedded/start.ts'
import { type Events, openEvents } from '../db/events/client.ts'
import { migrateEvents } from '../db/events/migrate.ts'
import { openRelational, type Relational } from '../db/relational/client.ts'
import { migrateRelational } from '../db/relational/migrate.ts'
import { registerCluster } from '../db/relational/write/clusters.ts'
import { newDataFolder } from '../db/store-tests/data-folder.ts'
import type { Clock } from '../domain/units/clock.ts'
import type { IngestLimits } from './pipeline/limits.ts'
import type { Rhythm } from './rhythm.ts'
import { type Ingest, type IngestDeps, startIngest } from './start.ts'

export const rigToken = 'Bearer rig-token'

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: {
    readonly accepted?: number
    readonly duplicates?: number
    readonly rejected?: number
    readonly errors?: readonly { readonly line: number; readonly reason: string }[]
    readonly error?: string
  }
}

export interface PostOptions {
  readonly cluster?: string
  readonly type?: string
  readonly gzip?: boolean
  readonly token?: string
}

export interface Rig {
  readonly url: string
  readonly dataDir: string
  readonly events: Events
  readonly relational: Relational
  readonly embedded: Embedded
  readonly ingest: Ingest
  /** What the log was told, as text. */
  readonly logged: string[]
  post(body: string | Buffer, options?: PostOptions): Promise<Reply>
  /** Rows of a SELECT, as they are. */
  rows(query: string): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

export interface RigOptions {
  readonly clock: Clock
  readonly limits?: Partial<IngestLimits>
  readonly rhythm?: Partial<Rhythm>
  /** "fixed": the product takes the clock at its word, wherever the test sets it. */
  readonly clockKind?: 'system' | 'fixed'
  runningMs?(): number
  readonly maxDiskBytes?: number
  /** Made when it is not given, and removed in the end. */
  readonly dataDir?: string
  readonly retentionRawDays?: number
  readonly authorize?: IngestDeps['authorize']
}

/** Stores with their tables, without ingest. */
export async function openStores(dataDir: string, logged: string[]) {
  const tell = (fields: object, message: string): void => {
    logged.push(`${message} ${JSON.stringify(fields)}`)
  }
  const log = { info: tell, warn: tell, error: tell }
  const embedded = await startEmbedded({ dataDir, log })
  const relational = openRelational(embedded.relational)
  const events = openEvents(embedded.events)
  await migrateRelational(relational)
  await migrateEvents(events)
  return { embedded, relational, events, log }
}

export async function openRig(options: RigOptions): Promise<Rig> {
  const dataDir = options.dataDir ?? (await newDataFolder('periplus-ingest-'))
  const logged: string[] = []
  const { embedded, relational, events, log } = await openStores(dataDir, logged)
  const ingest = await startIngest({
    relational,
    events,
    clock: options.clock,
    log,
    settings: {
      dataDir,
      retentionRawDays: options.retentionRawDays ?? 14,
      retentionRollupDays: 400,
      maxDiskBytes: options.maxDiskBytes,
      clock: { kind: options.clockKind ?? 'fixed' },
    },
    limits: options.limits ?? {},
    rhythm: options.rhythm ?? {},
    ...(options.runningMs ? { runningMs: options.runningMs } : {}),
    register: (id) =>
      registerCluster(relational, { id, region: null, accountId: null, now: options.clock.now() }),
    authorize: options.authorize ?? onlyRigToken,
  })
  const server = createServer((req, res) => {
    ingest.handle(req, res).catch((error: unknown) => {
      logged.push(`unhandled ${String(error)}`)
      res.destroy()
    })
  })
  const url = await listening(server)
  return {
    url,
    dataDir,
    events,
    relational,
    embedded,
    ingest,
    logged,
    post: (body, more) => post(url, body, more),
    rows: (query) => events.rows({ query, row: z.record(z.string(), z.unknown()) }),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await ingest.stop()
      await events.close()
      await relational.close()
      await embedded.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

const onlyRigToken: IngestDeps['authorize'] = async (header) =>
  header === rigToken ? { ok: true } : { ok: false, status: 401, reason: 'no or wrong token' }

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export async function post(url: string, body: string | Buffer, options: PostOptions = {}): Promise<Reply> {
  const { cluster = 'demo', type = 'application/x-ndjson', gzip = false, token = rigToken } = options
  const bytes = Buffer.from(body)
  const response = await fetch(`${url}/api/ingest/v1/clusters/${cluster}/audit`, {
    method: 'POST',
    headers: {
      authorization: token,
      ...(type === '' ? {} : { 'content-type': type }),
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    },
    body: new Uint8Array(gzip ? gzipSync(bytes) : bytes),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) }
}
