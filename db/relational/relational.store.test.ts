// The relational store's functions and migrations, on the embedded PGlite and on a real PostgreSQL.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startEmbedded } from '../embedded/start.ts'
import { postgresPrograms, startPostgres } from '../store-tests/postgres.ts'
import { skippedLoudly } from '../store-tests/skipped.ts'
import { quiet } from '../store-tests/stores.ts'
import { openRelational, type Relational } from './client.ts'
import { migrateRelational } from './migrate.ts'
import { getCluster } from './read/cluster.ts'
import { listClusters } from './read/clusters.ts'
import { findClusters } from './read/find-clusters.ts'
import { findIngestToken, listIngestTokens } from './read/ingest-tokens.ts'
import { listSavedViews } from './read/saved-views.ts'
import { getState } from './read/state.ts'
import { registerCluster } from './write/clusters.ts'
import {
  createIngestToken,
  markIngestTokenUsed,
  revokeIngestToken,
  rotateIngestToken,
} from './write/ingest-tokens.ts'
import { removeView, renameView, saveView } from './write/saved-views.ts'
import { putState } from './write/state.ts'

interface Engine {
  readonly config: pg.PoolConfig
  close(): Promise<void>
}

async function embedded(): Promise<Engine> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'periplus-relational-'))
  const started = await startEmbedded({ dataDir, log: quiet })
  return {
    config: started.relational,
    async close() {
      await started.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

const programs = postgresPrograms(process.env.PERIPLUS_TEST_POSTGRES_BIN)
if (programs === undefined) {
  skippedLoudly(
    'the relational store on a real PostgreSQL',
    'no PostgreSQL programs here (npm test installs them)',
  )
}

async function postgres(): Promise<Engine> {
  const server = await startPostgres(String(programs))
  return { config: await server.createDatabase(), close: () => server.remove() }
}

const engines = [
  { name: 'PGlite', open: embedded },
  ...(programs === undefined ? [] : [{ name: 'PostgreSQL', open: postgres }]),
]

const hostile = `'; DROP TABLE clusters; -- "$1" \\ \u{1f9ed}\n`
const at = (seconds: number) => new Date(Date.parse('2026-11-23T12:00:00.123Z') + seconds * 1_000)

const journal = JSON.parse(
  readFileSync(new URL('migrations/meta/_journal.json', import.meta.url), 'utf8'),
) as { entries: unknown[] }

describe.each(engines)('the relational store on $name', ({ open }) => {
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

  it('is migrated from empty, and again without effect', async () => {
    await migrateRelational(store)
    await registerCluster(store, { id: 'kept', region: null, accountId: null, now: at(0) })
    await migrateRelational(store)
    expect(await listClusters(store, { limit: 10 })).toHaveLength(1)
    const { rows } = await store.pool.query('SELECT count(*)::int AS n FROM drizzle.__drizzle_migrations')
    expect(rows).toEqual([{ n: journal.entries.length }])
  })

  it('registers a cluster once, whoever comes first', async () => {
    const cluster = (seconds: number, region: string | null) =>
      registerCluster(store, { id: 'prod.eu-1', region, accountId: '123456789012', now: at(seconds) })
    await cluster(1, 'eu-1')
    await Promise.all([cluster(2, null), cluster(3, 'elsewhere')])
    expect(await getCluster(store, { id: 'prod.eu-1' })).toMatchObject({
      name: 'prod.eu-1',
      accountId: '123456789012',
      region: 'eu-1',
      version: null,
      facts: {},
      firstSeenAt: at(1),
      toldAt: null,
      goneAt: null,
    })
    expect(await getCluster(store, { id: 'PROD.eu-1' })).toBeUndefined()
  })

  it('lists clusters by id, no more than asked for', async () => {
    for (const id of ['c', 'a', 'b'])
      await registerCluster(store, { id, region: null, accountId: null, now: at(0) })
    expect((await listClusters(store, { limit: 2 })).map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('knows tokens by their hash until they are revoked', async () => {
    const id = randomUUID()
    const token = {
      id,
      name: hostile,
      sha256: 'aa'.repeat(32),
      hint: 'ppi_abcd',
      createdAt: at(5),
      expiresAt: null,
    }
    await createIngestToken(store, { ...token, clusters: ['x', hostile] })
    const works = { id, name: hostile, clusters: ['x', hostile], revokedAt: null, expiresAt: null }
    expect(await findIngestToken(store, { sha256: token.sha256 })).toEqual(works)
    expect(await findIngestToken(store, { sha256: 'bb'.repeat(32) })).toBeUndefined()
    await markIngestTokenUsed(store, { id, now: at(9) })
    expect(await revokeIngestToken(store, { id, now: at(10) })).toEqual(at(10))
    expect(await revokeIngestToken(store, { id, now: at(20) })).toEqual(at(10))
    expect(await revokeIngestToken(store, { id: randomUUID(), now: at(20) })).toBeUndefined()
    expect(await findIngestToken(store, { sha256: token.sha256 })).toEqual({ ...works, revokedAt: at(10) })
    const listed = (await listIngestTokens(store, { limit: 10 })).find((row) => row.id === id)
    expect(listed).toEqual({
      id,
      name: hostile,
      hint: 'ppi_abcd',
      clusters: ['x', hostile],
      createdAt: at(5),
      lastUsedAt: at(9),
      revokedAt: at(10),
      expiresAt: null,
      replacedBy: null,
    })
    expect(JSON.stringify(listed)).not.toContain(token.sha256)
  })

  it('takes no two tokens of one hash, and lists the newest first', async () => {
    const make = (name: string, seconds: number) =>
      createIngestToken(store, {
        id: randomUUID(),
        name,
        sha256: name.padEnd(64, '0'),
        hint: name,
        clusters: 'all',
        createdAt: at(seconds),
        expiresAt: null,
      })
    await make('one', 100)
    await make('two', 200)
    await expect(make('one', 300)).rejects.toMatchObject({ cause: { code: '23505' } })
    const rows = await listIngestTokens(store, { limit: 2 })
    expect(rows.map(({ name, clusters }) => [name, clusters])).toEqual([
      ['two', 'all'],
      ['one', 'all'],
    ])
  })

  it('rotates a token once, with an overlap that never outlasts its own end', async () => {
    const make = async (letter: string, expiresAt: Date | null) => {
      const id = randomUUID()
      const sha256 = letter.repeat(64)
      const token = { id, name: letter, sha256, hint: letter, clusters: ['x'], createdAt: at(0), expiresAt }
      await createIngestToken(store, token)
      return id
    }
    const rotate = (id: string, letter: string, seconds = 50) =>
      rotateIngestToken(store, {
        id,
        next: { id: randomUUID(), sha256: letter.repeat(64), hint: letter },
        previousEndsAt: at(100),
        now: at(seconds),
      })
    const id = await make('c', null)
    expect(await rotate(id, 'd')).toMatchObject({ name: 'c', clusters: ['x'], previousEndsAt: at(100) })
    expect(await rotate(id, 'e'), 'it was rotated before').toBeUndefined()
    expect(await findIngestToken(store, { sha256: 'c'.repeat(64) })).toMatchObject({ id, expiresAt: at(100) })
    expect(await findIngestToken(store, { sha256: 'd'.repeat(64) })).toMatchObject({
      name: 'c',
      expiresAt: null,
    })
    expect(await findIngestToken(store, { sha256: 'e'.repeat(64) })).toBeUndefined()

    const ending = await make('f', at(60))
    expect(await rotate(ending, '0')).toMatchObject({ previousEndsAt: at(60), expiresAt: at(60) })
    const ended = await make('1', at(50))
    expect(await rotate(ended, '2')).toBeUndefined()
    const both = await make('3', null)
    const answers = await Promise.all([rotate(both, '4'), rotate(both, '5')])
    expect(answers.filter((answer) => answer !== undefined)).toHaveLength(1)
    expect(await rotate(randomUUID(), '6')).toBeUndefined()
  })

  it('finds clusters by every word of a text, those that start with it first', async () => {
    for (const id of ['ads-serving-euw1', 'euw1-ads', 'ads-stg-euw1', 'ads-use1'])
      await registerCluster(store, { id, region: null, accountId: null, now: at(0) })
    const find = async (words: string[], among: 'all' | readonly string[] = 'all', limit = 10) =>
      (await findClusters(store, { words, among, limit })).map(({ id }) => id)
    expect(await find(['ads', 'euw'])).toEqual(['ads-serving-euw1', 'ads-stg-euw1', 'euw1-ads'])
    expect(await find(['euw', 'ads'], 'all', 1)).toEqual(['euw1-ads'])
    expect(await find(['ads'], ['ads-use1', 'prod.eu-1'])).toEqual(['ads-use1'])
    expect(await find(['ads'], [])).toEqual([])
    for (const word of ['%', '_', hostile]) expect(await find([word])).toEqual([])
  })

  it('saves views under names of their own, renames and removes them', async () => {
    const view = (name: string, id = randomUUID()) => ({ id, name, screen: 'traffic', query: 'by=verb' })
    const save = (one: ReturnType<typeof view>, most = 10) => saveView(store, { ...one, now: at(1), most })
    const [first, second] = [view(`b ${hostile}`), view('A')]
    expect([await save(first), await save(second), await save(view('a'))]).toEqual([
      'saved',
      'saved',
      'name taken',
    ])
    expect(await save(view('c'), 2)).toBe('full')
    expect(await listSavedViews(store, { limit: 10 })).toEqual([
      { ...second, createdAt: at(1), updatedAt: at(1) },
      { ...first, createdAt: at(1), updatedAt: at(1) },
    ])
    expect(await renameView(store, { id: first.id, name: 'a', now: at(2) })).toBe('name taken')
    expect(await renameView(store, { id: second.id, name: 'a', now: at(2) })).toBe('renamed')
    expect(await renameView(store, { id: randomUUID(), name: 'x', now: at(2) })).toBe('none')
    expect(await listSavedViews(store, { limit: 1 })).toMatchObject([{ name: 'a', updatedAt: at(2) }])
    expect([await removeView(store, first), await removeView(store, first)]).toEqual([true, false])
  })

  it('remembers facts of any shape', async () => {
    expect(await getState(store, 'floor')).toBeUndefined()
    for (const value of [{ at: 5, words: hostile }, ['x'], 0, false, 'text', 9_007_199_254_740_991]) {
      await putState(store, { key: 'floor', value, now: at(1) })
      expect(await getState(store, 'floor')).toEqual(value)
    }
  })

  it('never runs what another connection prepared, however large its parameters', async () => {
    const large = 'x'.repeat(700_000)
    const wrong = await Promise.all(
      Array.from({ length: 240 }, async (_unused, index) => {
        const isLarge = index % 3 === 0
        const { rows } = isLarge
          ? await store.pool.query('SELECT length($1::text) AS n, $2::text AS own', [large, `large ${index}`])
          : await store.pool.query('SELECT $1::int AS n, $2::text AS own', [index, `small ${index}`])
        const own = isLarge ? [700_000, `large ${index}`] : [index, `small ${index}`]
        return rows.length === 1 && rows[0].n === own[0] && rows[0].own === own[1] ? [] : [rows]
      }),
    )
    expect(wrong.flat()).toEqual([])
  })

  it('undoes the transaction of a connection that is gone, and lets the others go on', async () => {
    const leaving = await store.pool.connect()
    leaving.on('error', () => undefined)
    await leaving.query('BEGIN')
    await leaving.query(`INSERT INTO installation_state VALUES ('half', '1', now())`)
    const waiting = getState(store, 'half')
    leaving.release(new Error('cut'))
    expect(await waiting).toBeUndefined()
    await vi.waitFor(async () => expect(await getState(store, 'half')).toBeUndefined())
  })

  it('goes on after an error in the middle of a transaction', async () => {
    const client = await store.pool.connect()
    await client.query('BEGIN')
    await expect(client.query('SELECT $1::int', ['no number'])).rejects.toMatchObject({ code: '22P02' })
    await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' })
    await client.query('ROLLBACK')
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    client.release()
  })
})

describe.runIf(programs !== undefined)('two servers that start at once on one PostgreSQL', () => {
  it('migrate it once', async () => {
    const server = await startPostgres(String(programs))
    const config = await server.createDatabase()
    const stores = Array.from({ length: 4 }, () => openRelational(config))
    await Promise.all(stores.map((store) => migrateRelational(store)))
    const [first] = stores
    const { rows } = await (first as Relational).pool.query(
      'SELECT count(*)::int AS n FROM drizzle.__drizzle_migrations',
    )
    expect(rows).toEqual([{ n: journal.entries.length }])
    await Promise.all(stores.map((store) => store.close()))
    await server.remove()
  })

  it('survive a PostgreSQL that goes away and comes back', async () => {
    const server = await startPostgres(String(programs))
    const store = openRelational(await server.createDatabase())
    await migrateRelational(store)
    await putState(store, { key: 'before', value: 1, now: at(0) })
    await server.stop()
    expect(await store.ping()).toBe(false)
    await expect(getState(store, 'before')).rejects.toThrow()
    await server.start()
    await vi.waitFor(async () => expect(await getState(store, 'before')).toBe(1), { timeout: 20_000 })
    await store.close()
    await server.remove()
  })
})
