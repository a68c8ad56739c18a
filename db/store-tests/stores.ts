// Real stores for tests: an embedded installation in a folder of its own, both stores migrated. With
// CLICKHOUSE_URL set the event tests use that server instead, in a database of their own.
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { type Embedded, startEmbedded } from '../embedded/start.ts'
import { type Events, openEvents } from '../events/client.ts'
import { migrateEvents } from '../events/migrate.ts'
import { openRelational, type Relational } from '../relational/client.ts'
import { migrateRelational } from '../relational/migrate.ts'
import { newDataFolder } from './data-folder.ts'

export const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

export interface TestStores {
  readonly dataDir: string
  readonly embedded: Embedded
  readonly events: Events
  readonly relational: Relational
  close(): Promise<void>
}

async function serverDatabase(url: string): Promise<{ events: Events; drop(): Promise<void> }> {
  const database = `periplus_test_${randomUUID().replaceAll('-', '')}`
  const parsed = new URL(url)
  const access = {
    url: parsed.origin,
    username: decodeURIComponent(parsed.username) || 'default',
    password: decodeURIComponent(parsed.password),
  }
  const admin = openEvents(access)
  await admin.command({ query: `CREATE DATABASE ${database}` })
  const drop = async () => {
    await admin.command({ query: `DROP DATABASE ${database}` })
    await admin.close()
  }
  return { events: openEvents({ ...access, database }), drop }
}

export async function openTestStores(): Promise<TestStores> {
  const dataDir = await newDataFolder('periplus-test-')
  const embedded = await startEmbedded({ dataDir, log: quiet })
  const relational = openRelational(embedded.relational)
  const url = process.env.CLICKHOUSE_URL
  const server = url ? await serverDatabase(url) : undefined
  const events = server?.events ?? openEvents(embedded.events)
  await migrateRelational(relational)
  await migrateEvents(events)
  return {
    dataDir,
    embedded,
    events,
    relational,
    async close() {
      await server?.drop()
      await Promise.all([events.close(), relational.close()])
      await embedded.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
