// Relational tables brought forward from an earlier schema with data in place: nothing is lost, and what is
// new works at once. On the embedded PGlite and on a real PostgreSQL.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { everything } from '../store-tests/audit-events.ts'
import { type Engine, relationalEngines } from '../store-tests/relational-engines.ts'
import { openRelational, type Relational } from './client.ts'
import { migrateRelational } from './migrate.ts'
import { listCheckResults } from './read/check-results.ts'
import { getCluster } from './read/cluster.ts'
import { findIngestToken } from './read/ingest-tokens.ts'
import { listSavedViews } from './read/saved-views.ts'
import { getState } from './read/state.ts'
import { tellClusterFacts } from './write/cluster-facts.ts'
import { putCheckResults } from './write/findings.ts'
import { identifyCluster } from './write/identify-cluster.ts'

const ours = fileURLToPath(new URL('migrations', import.meta.url))
const engines = relationalEngines('migrations with data in place', process.env.PERIPLUS_TEST_POSTGRES_BIN)

/** Our migrations up to one of them, as an earlier release shipped them. */
function upTo(last: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'periplus-migrations-'))
  cpSync(ours, folder, { recursive: true })
  const journal = path.join(folder, 'meta/_journal.json')
  const whole = JSON.parse(readFileSync(journal, 'utf8')) as { entries: { tag: string }[] }
  const at = whole.entries.findIndex(({ tag }) => tag === last)
  writeFileSync(journal, JSON.stringify({ ...whole, entries: whole.entries.slice(0, at + 1) }))
  return folder
}

describe.each(engines)('on $name', ({ open }) => {
  let engine: Engine
  let store: Relational
  beforeAll(async () => {
    engine = await open()
    store = openRelational(engine.config)
  })
  afterAll(async () => {
    await store?.close()
    await engine?.close()
  })

  it('what an installation held before it read clusters is there afterwards', async () => {
    const folder = upTo('0002_saved_views')
    await migrate(store.db, { migrationsFolder: folder })
    rmSync(folder, { recursive: true })
    const { rows } = await store.pool.query(
      `SELECT column_name FROM information_schema.columns WHERE table_name = 'clusters' ORDER BY 1`,
    )
    expect(
      rows.map(({ column_name }) => column_name),
      'the tables are those of before',
    ).toContain('aliases')
    const at = new Date('2026-11-01T00:00:00Z')
    for (let n = 0; n < 100; n += 1)
      await store.pool.query(
        `INSERT INTO clusters (id, aliases, name, region, account_id, first_seen_at) VALUES ($1, '[]', $1, 'eu-west-1', '123456789012', $2)`,
        [`c${n}`, at],
      )
    await store.pool.query(
      `INSERT INTO ingest_tokens (id, name, sha256, hint, created_at)
       VALUES ('6c84fb90-12c4-11e1-840d-7b25c5ee775a', 'push', $1, 'ppi_', $2)`,
      ['a'.repeat(64), at],
    )
    await store.pool.query(
      `INSERT INTO saved_views (id, name, screen, query, created_at, updated_at)
       VALUES ('6c84fb90-12c4-11e1-840d-7b25c5ee775b', 'mine', 'traffic', 'by=verb', $1, $1)`,
      [at],
    )
    await store.pool.query(`INSERT INTO installation_state VALUES ('retention_floor', '"2026-10-01"', now())`)

    await migrateRelational(store)
    await migrateRelational(store)
    expect(await getCluster(store, { id: 'c42' })).toMatchObject({
      name: 'c42',
      region: 'eu-west-1',
      accountId: '123456789012',
      firstSeenAt: at,
      facts: {},
      partSums: {},
      toldAt: null,
      goneAt: null,
    })
    expect(await findIngestToken(store, { sha256: 'a'.repeat(64) })).toMatchObject({ name: 'push' })
    expect(await listSavedViews(store, { limit: 9 })).toMatchObject([{ name: 'mine' }])
    expect(await getState(store, 'retention_floor')).toBe('2026-10-01')

    const own = { region: null, accountId: null, now: at, sourceId: 'kube-api:a' }
    const sight = { suggestedId: 'c42', aliases: [{ kind: 'arn', value: 'a' }], ...own } as const
    expect(await identifyCluster(store, sight)).toMatchObject({ ok: true, clusterId: 'c42' })
    await tellClusterFacts(store, { clusterId: 'c42', facts: { version: '1.33' }, rank: 0, ...own })
    expect(await getCluster(store, { id: 'c42' })).toMatchObject({ version: '1.33', region: 'eu-west-1' })
    const result = { checkId: 'kubelet-skew', clusterId: 'c42', findings: [], unreadBecause: null, asOf: at }
    await putCheckResults(store, { clusterId: 'c42', results: [{ ...result, status: 'passing' }], now: at })
    expect(await listCheckResults(store, { scope: everything, limit: 9 })).toMatchObject([
      { clusterId: 'c42', status: 'passing', errors: 0, since: at },
    ])
  })
})
