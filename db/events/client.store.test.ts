// The event store's client and migrations: on the embedded store, and on CLICKHOUSE_URL when it is set.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openTestStores, type TestStores } from '../store-tests/stores.ts'
import { openEvents, StoreError } from './client.ts'
import { clusterSettings, clusterStatements, partitionsOf, withoutComments } from './cluster-ddl.ts'
import { migrateEvents } from './migrate.ts'

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
  await stores.events.command({
    query: 'CREATE TABLE IF NOT EXISTS client_rows (id UInt64, words String) ENGINE = MergeTree ORDER BY id',
  })
})
afterAll(() => stores?.close())

const anything = z.record(z.string(), z.unknown())
const one = async (query: string, params: Record<string, unknown> = {}) => {
  const rows = await stores.events.rows({ query, params, row: anything })
  expect(rows).toHaveLength(1)
  return rows[0]
}

describe('parameters', () => {
  const hostile = [
    `'; DROP TABLE client_rows; --`,
    `\\'; SELECT 1; --`,
    '\\',
    '\\\\n',
    'a\nb\r\n\tc',
    'a\0b',
    '\b\f\v',
    '{other:String}',
    '`"\'',
    '\\N',
    'NULL',
    'é\u{1f9ed}\u2028\ufeff',
    '',
    ' ',
    '--boundary--\r\n',
  ]

  it.each(hostile)('arrive as they were sent: %j', async (text) => {
    expect(
      await one(
        'SELECT {text:String} AS text, {list:Array(String)} AS list, {pairs:Array(Tuple(String, UInt8))} AS pairs, {other:String} AS other',
        { text, list: [text, 'x', text], pairs: [], other: 'other' },
      ),
    ).toEqual({ text, list: [text, 'x', text], pairs: [], other: 'other' })
  })

  it('arrive as they were sent, whatever they are', async () => {
    const value = fc.record({
      text: fc.string({ unit: 'binary' }),
      list: fc.array(fc.string({ unit: 'grapheme' })),
    })
    await fc.assert(
      fc.asyncProperty(value, async (sent) => {
        expect(await one('SELECT {text:String} AS text, {list:Array(String)} AS list', sent)).toEqual(sent)
      }),
      { numRuns: 150 },
    )
  })

  it('keep their type and every digit', async () => {
    const row = await one(
      `SELECT toTypeName({a:UInt64}) AS type, toString({a:UInt64}) AS a, toString({b:Int64}) AS b, toString({c:UInt64} + 1) AS c,
        {d:Float64} AS d, {e:Bool} AS e, {f:Nullable(String)} AS f, toString({g:DateTime64(6, 'UTC')}) AS g, {h:Array(UInt32)} AS h`,
      {
        a: '18446744073709551615',
        b: -9_223_372_036_854_775_808n,
        c: '9007199254740993',
        d: 0.1,
        e: true,
        f: null,
        g: '2026-11-23 12:00:00.123456',
        h: [1, 4_294_967_295],
      },
    )
    expect(row).toEqual({
      type: 'UInt64',
      a: '18446744073709551615',
      b: '-9223372036854775808',
      c: '9007199254740994',
      d: 0.1,
      e: true,
      f: null,
      g: '2026-11-23 12:00:00.123456',
      h: [1, 4_294_967_295],
    })
  })

  it('may be long lists, in questions and in commands', async () => {
    const ids = Array.from({ length: 60_000 }, (_unused, index) => index)
    const words = ids.map((id) => `it's ${id} \\ é\n`)
    await stores.events.command({
      query: `INSERT INTO client_rows SELECT pair.1, pair.2 FROM (SELECT arrayJoin(arrayZip({ids:Array(UInt64)}, {words:Array(String)})) AS pair)`,
      params: { ids, words },
    })
    expect(
      await one(
        'SELECT toUInt32(count()) AS n, toUInt32(countIf(words != {words:Array(String)}[id + 1])) AS wrong FROM client_rows WHERE id IN {ids:Array(UInt64)}',
        { ids, words },
      ),
    ).toEqual({ n: 60_000, wrong: 0 })
  })

  it('are demanded, and are values only', async () => {
    await expect(one('SELECT {missing:String}')).rejects.toMatchObject({ clickhouseCode: 456 })
    await expect(one('SELECT 1 LIMIT {n:UInt32}', { n: '1; DROP TABLE client_rows' })).rejects.toThrow(
      StoreError,
    )
    expect(await one('SELECT 1 AS here FROM client_rows LIMIT 1')).toEqual({ here: 1 })
  })
})

describe('inserts', () => {
  const table = 'inserted'
  beforeAll(() =>
    stores.events.command({
      query: `CREATE TABLE IF NOT EXISTS ${table} (id UInt64, words String) ENGINE = MergeTree ORDER BY id`,
    }),
  )
  const found = () => one(`SELECT toUInt32(count()) AS n, toString(max(id)) AS largest FROM ${table}`)

  it('take bytes, as one buffer or as they come', async () => {
    const line = (id: string) => `{"id":${id},"words":"\\u00e9 \\n"}\n`
    await stores.events.insertBytes({
      table,
      format: 'JSONEachRow',
      body: Buffer.from(line('1') + line('2')),
    })
    const chunks = Readable.from([Buffer.from('{"id":18446744'), Buffer.from('073709551615}\n')], {
      objectMode: false,
    })
    await stores.events.insertBytes({ table, format: 'JSONEachRow', body: chunks })
    await stores.events.insertRows(table, [{ id: '3', words: 'x' }])
    await stores.events.insertRows(table, [])
    expect(await found()).toEqual({ n: 4, largest: '18446744073709551615' })
  })

  it('keep nothing of bytes the parser refuses, and say so with its code', async () => {
    const body = Buffer.from('{"id":5}\n{"id":"no number"}\n{"id":6}\n')
    const refused = await stores.events
      .insertBytes({ table, format: 'JSONEachRow', body })
      .catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(StoreError)
    expect((refused as StoreError).clickhouseCode).toBeGreaterThan(0)
    expect((refused as StoreError).message).not.toBe('')
    expect(await found()).toMatchObject({ n: 4 })
  })

  it('are seen by the next question, side by side', async () => {
    await Promise.all(
      Array.from({ length: 24 }, async (_unused, index) => {
        const id = 1_000 + index
        await stores.events.insertRows(table, [{ id, words: '' }])
        expect(
          await one(`SELECT toUInt32(count()) AS n FROM ${table} WHERE id = {id:UInt64}`, { id }),
        ).toEqual({ n: 1 })
      }),
    )
  })
})

describe('failures', () => {
  it('of a statement carry the code of the store', async () => {
    await expect(one('SELEC')).rejects.toMatchObject({ name: 'StoreError', clickhouseCode: 62 })
    await expect(stores.events.command({ query: 'DROP TABLE no_such_table' })).rejects.toMatchObject({
      clickhouseCode: 60,
    })
    await expect(
      stores.events.insertBytes({ table: 'no_such_table', format: 'JSONEachRow', body: Buffer.from('{}') }),
    ).rejects.toMatchObject({ clickhouseCode: 60 })
  })

  it('of rows that are not what was asked for name the column', async () => {
    const asked = stores.events.rows({ query: 'SELECT 1 AS a', row: z.object({ a: z.string() }) })
    await expect(asked).rejects.toThrow(z.ZodError)
  })

  it('to reach the store are Unavailable, with a time to come back', async () => {
    const away = openEvents({ url: 'http://127.0.0.1:9' })
    const nowhere = openEvents({ url: 'http://embedded', socketPath: path.join(os.tmpdir(), 'no-such.sock') })
    for (const events of [away, nowhere]) {
      const failing = [
        events.rows({ query: 'SELECT 1', row: anything }),
        events.command({ query: 'SELECT 1' }),
        events.insertRows('x', [{ a: 1 }]),
      ]
      for (const failed of failing) {
        await expect(failed).rejects.toMatchObject({ code: 'Unavailable', retryAfterSeconds: 2 })
      }
      expect(await events.ping()).toBe(false)
      await events.close()
    }
  })

  it('of who asked and left are that person’s own', async () => {
    const left = AbortSignal.abort()
    await expect(
      stores.events.rows({ query: 'SELECT 1', row: anything, signal: left }),
    ).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('migrations', () => {
  it('have run, and run again without effect', async () => {
    expect(await migrateEvents(stores.events)).toEqual([])
    expect(await one('SELECT toUInt32(count()) AS n FROM audit_raw')).toEqual({ n: 0 })
  })

  it('go on after one that was cut short, in the order of their names', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'periplus-migrations-'))
    const table = (name: string, columns = 'a UInt8') =>
      `-- Why.\nCREATE TABLE IF NOT EXISTS ${name} (${columns}) ENGINE = MergeTree ORDER BY a`
    writeFileSync(path.join(folder, '9002_second.sql'), table('from_second'))
    writeFileSync(path.join(folder, '9001_first.sql'), `${table('from_first')}\n-- statement\nSELEC`)
    writeFileSync(path.join(folder, 'notes.txt'), 'not a migration')
    await expect(migrateEvents(stores.events, folder)).rejects.toMatchObject({ clickhouseCode: 62 })
    expect(await one('SELECT toUInt32(count()) AS n FROM from_first')).toEqual({ n: 0 })
    writeFileSync(
      path.join(folder, '9001_first.sql'),
      `${table('from_first')}\n-- statement\n${table('more_of_first')}\n-- statement\n`,
    )
    expect(await migrateEvents(stores.events, folder)).toEqual(['9001_first.sql', '9002_second.sql'])
    expect(await migrateEvents(stores.events, folder)).toEqual([])
    expect(await one('SELECT toUInt32(count()) AS n FROM more_of_first')).toEqual({ n: 0 })
    rmSync(folder, { recursive: true })
  })

  it('for a cluster are statements the engine can read', async () => {
    const folder = new URL('migrations/', import.meta.url)
    const statements = readdirSync(folder)
      .flatMap((name) => readFileSync(new URL(name, folder), 'utf8').split(/^-- statement$/m))
      .map(withoutComments)
      .filter((statement) => statement !== '')
      .flatMap((statement) => clusterStatements(statement, { cluster: 'main', database: 'periplus' }))
    const { tableOf, onCluster } = partitionsOf('main')
    statements.push(`ALTER TABLE ${tableOf('audit_raw')}${onCluster} DROP PARTITION ID '20261123'`)
    for (const query of statements) {
      expect(await stores.events.rows({ query: `EXPLAIN AST ${query}`, row: anything })).not.toEqual([])
    }
    await expect(one(`EXPLAIN AST ${statements[0]} ENGINE`)).rejects.toMatchObject({ clickhouseCode: 62 })
  })

  it('for a cluster rely on settings the engine has', async () => {
    const names = Object.keys(clusterSettings)
    const rows = await stores.events.rows({
      query: 'SELECT name FROM system.settings WHERE name IN {names:Array(String)} ORDER BY name',
      params: { names },
      row: anything,
    })
    expect(rows.map(({ name }) => name)).toEqual([...names].sort())
    expect(
      await stores.events.rows({ query: 'SELECT 1 AS x', row: anything, settings: clusterSettings }),
    ).toEqual([{ x: 1 }])
  })
})
