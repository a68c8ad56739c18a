// Brings the event store's tables up to date, before the server is ready. Files in order, each
// recorded when all its statements are through; every statement may be run again, so that a start
// that was cut short is simply repeated.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { migrationsFolder } from '../migrations-folder.ts'
import type { Events } from './client.ts'
import { type ClusterPlace, clusterStatements, withoutComments } from './cluster-ddl.ts'

const bookkeeping = `CREATE TABLE IF NOT EXISTS schema_migrations (
  name String,
  applied_at DateTime('UTC')
) ENGINE = MergeTree
ORDER BY name`

function statementsOf(text: string, place: ClusterPlace | null): string[] {
  return text
    .split(/^-- statement$/m)
    .map(withoutComments)
    .filter((statement) => statement !== '')
    .flatMap((statement) => (place === null ? [statement] : clusterStatements(statement, place)))
}

/** Where on a cluster the tables go; null on a single server. */
async function placeOf({ ddl, rows }: Events): Promise<ClusterPlace | null> {
  if (ddl.cluster === null) return null
  const [current] = await rows({
    query: 'SELECT currentDatabase() AS database',
    row: z.object({ database: z.string() }),
  })
  if (current === undefined) throw new Error('the event store does not say which database it is')
  return { cluster: ddl.cluster, database: current.database }
}

/** Applies what is new, in the order of the files' names; answers the names applied. */
export async function migrateEvents(
  events: Events,
  folder: string = migrationsFolder('events'),
): Promise<string[]> {
  const place = await placeOf(events)
  for (const query of statementsOf(bookkeeping, place)) await events.command({ query })
  const done = await events.rows({
    query: 'SELECT DISTINCT name FROM schema_migrations LIMIT 10000',
    row: z.object({ name: z.string() }),
  })
  const applied = new Set(done.map(({ name }) => name))
  const fresh = readdirSync(folder)
    .filter((name) => /^\d{4}_[a-z0-9-]+\.sql$/.test(name) && !applied.has(name))
    .sort()
  for (const name of fresh) {
    const text = readFileSync(path.join(folder, name), 'utf8')
    for (const query of statementsOf(text, place)) await events.command({ query })
    await events.command({
      query: 'INSERT INTO schema_migrations SELECT {name:String}, now()',
      params: { name },
    })
  }
  return fresh
}
