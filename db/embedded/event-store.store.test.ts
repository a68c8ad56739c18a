// The traps of the engine behind the event store, each shown not to reach a caller.
import http from 'node:http'
import { gzipSync } from 'node:zlib'
import type { ClickHouseSettings } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { isPeriplusError } from '../../domain/errors.ts'
import { StoreError } from '../events/client.ts'
import { type Installation, openInstallation } from '../store-tests/embedded-only.ts'

let installation: Installation
beforeAll(async () => {
  installation = await openInstallation()
})
afterAll(() => installation?.close())

const anything = z.record(z.string(), z.unknown())
const ask = (query: string, more: { params?: Record<string, unknown>; settings?: ClickHouseSettings } = {}) =>
  installation.events.rows({ query, row: anything, ...more })

interface Plain {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly text: string
}

/** As any ClickHouse client would, without ours in between. */
function plain(path: string, body: string | Buffer = '', headers: http.OutgoingHttpHeaders = {}) {
  return new Promise<Plain>((resolve, reject) => {
    const { socketPath } = installation.embedded.events
    const request = http.request({ socketPath, path, method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    })
    request.on('error', reject)
    request.end(body)
  })
}

describe('rows of a failed query', () => {
  // Fails after blocks of rows were written; without care they come before the next answer.
  const failing = (owner: number) =>
    `SELECT ${owner} AS owner, throwIf(number = 180000) AS t FROM numbers(200000) SETTINGS max_block_size = 1000`

  it('never reach another caller, with 200 queries at once and every third failing', async () => {
    for (let round = 0; round < 3; round += 1) {
      const outcomes = await Promise.all(
        Array.from({ length: 200 }, async (_unused, owner) => {
          if (owner % 3 === 0) {
            const error = await ask(failing(owner)).catch((reason: unknown) => reason)
            return error instanceof StoreError && error.clickhouseCode === 395
          }
          const rows = await ask('SELECT {owner:UInt32} AS owner, number FROM numbers(50)', {
            params: { owner },
          })
          return rows.length === 50 && rows.every((row) => row.owner === owner)
        }),
      )
      expect(outcomes.filter((outcome) => !outcome)).toEqual([])
    }
  })

  it('do not come back after a time limit either', async () => {
    const slow = 'SELECT number, sleepEachRow(0.01) FROM numbers(10000) SETTINGS max_block_size = 10'
    for (let round = 0; round < 6; round += 1) {
      const failed = ask(slow, { settings: { max_execution_time: 1 } }).catch((reason: unknown) => reason)
      await failed
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask('SELECT 7 AS seven')))
      expect(answers.flat()).toEqual(Array.from({ length: 8 }, () => ({ seven: 7 })))
      expect(isPeriplusError(await failed)).toBe(true)
    }
  })
})

describe('settings and limits', () => {
  it('hold for the one statement they came with', async () => {
    const limited = { max_result_rows: '10', result_overflow_mode: 'throw', max_block_size: '5' } as const
    const outcomes = await Promise.allSettled(
      Array.from({ length: 60 }, (_unused, index) =>
        ask('SELECT number FROM numbers(1000)', index % 2 === 0 ? { settings: limited } : {}),
      ),
    )
    outcomes.forEach((outcome, index) => {
      if (index % 2 === 1) expect(outcome).toMatchObject({ status: 'fulfilled', value: { length: 1000 } })
      else expect(outcome).toMatchObject({ status: 'rejected', reason: { clickhouseCode: 396 } })
    })
    const [left] = await ask(
      `SELECT getSetting('max_result_rows') AS rows, getSetting('log_comment') AS mark`,
    )
    expect(left).toMatchObject({ rows: 0 })
  })

  it('stand beside those of the statement itself, in unions too', async () => {
    const query =
      'SELECT number FROM numbers(50) UNION ALL SELECT number FROM numbers(50) SETTINGS max_threads = 1'
    const settings = { max_result_rows: '10', result_overflow_mode: 'throw' } as const
    await expect(ask(query, { settings })).rejects.toMatchObject({ clickhouseCode: 396 })
    expect(await ask(query)).toHaveLength(100)
  })

  it('are refused where they would be ignored', async () => {
    const created = installation.events.command({
      query: 'CREATE TABLE IF NOT EXISTS nowhere (a UInt8) ENGINE = MergeTree ORDER BY a',
      settings: { max_threads: 1 },
    })
    await expect(created).rejects.toThrow('Settings have no place in this statement: max_threads')
    expect(await plain('/?session_id=x', 'SELECT 1')).toMatchObject({ status: 400 })
  })

  it('keep an answer from filling the memory of the process', async () => {
    const wide = 'SELECT repeat(toString(number), 100) AS x FROM numbers(10000000)'
    await expect(ask(wide)).rejects.toMatchObject({ clickhouseCode: 396 })
  })
})

describe('a query nobody waits for', () => {
  const endless = (mark: string) =>
    `SELECT '${mark}' AS mark, count() FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))`
  const running = async (mark: string) => {
    const [row] = await ask(
      `SELECT toUInt32(count()) AS n FROM system.processes WHERE position(query, {mark:String}) > 0 AND position(query, 'system.processes') = 0`,
      { params: { mark } },
    )
    return row?.n
  }

  it('stops when its caller goes away', async () => {
    const leaving = new AbortController()
    const asked = installation.events.rows({ query: endless('gone'), row: anything, signal: leaving.signal })
    const outcome = expect(asked).rejects.toMatchObject({ name: 'AbortError' })
    await vi.waitFor(async () => expect(await running('gone')).toBe(1), { timeout: 20_000 })
    leaving.abort()
    await outcome
    await vi.waitFor(async () => expect(await running('gone')).toBe(0), { timeout: 20_000 })
  })

  it('never starts when its caller left while it waited', async () => {
    const leaving = new AbortController()
    const busy = new AbortController()
    const busyOnes = Array.from({ length: 4 }, () =>
      installation.events
        .rows({ query: endless('busy'), row: anything, signal: busy.signal })
        .catch(() => undefined),
    )
    const waiting = installation.events
      .rows({ query: endless('waited'), row: anything, signal: leaving.signal })
      .catch((error: unknown) => error)
    await new Promise((resolve) => setTimeout(resolve, 300))
    leaving.abort()
    await waiting
    busy.abort()
    await Promise.all(busyOnes)
    await vi.waitFor(async () => expect(await running('busy')).toBe(0), { timeout: 20_000 })
    expect(await running('waited')).toBe(0)
  })

  it('is refused when too many wait already, and the others are answered', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 330 }, (_unused, index) =>
        plain('/', `SELECT ${index}, sleepEachRow(0.02) FROM numbers(2)`),
      ),
    )
    const answers = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : undefined))
    const refused = answers.filter((answer) => answer?.status === 503)
    expect(refused.length).toBeGreaterThan(0)
    for (const answer of refused) {
      expect(answer?.headers['x-clickhouse-exception-code']).toBe('202')
      expect(answer?.text).toMatch(/^Code: 202\. DB::Exception: Too many queries/)
    }
    const answered = answers.flatMap((answer, index) =>
      answer?.status === 200 ? [[index, answer.text]] : [],
    )
    expect(answered).toHaveLength(330 - refused.length)
    for (const [index, text] of answered) expect(text).toBe(`${index}\t0\n${index}\t0\n`)
  })
})

describe('the protocol', () => {
  it('answers as a server does: text, formats, summary', async () => {
    expect(await plain('/ping')).toMatchObject({ status: 200, text: 'Ok.\n' })
    expect(await plain('/', 'SELECT 1, 2')).toMatchObject({ status: 200, text: '1\t2\n' })
    expect(await plain('/?default_format=JSONEachRow', 'SELECT 1 AS a;')).toMatchObject({ text: '{"a":1}\n' })
    const answer = await plain('/?query=SELECT%20number%20FROM%20numbers(3)%20FORMAT%20CSV')
    expect(answer.text).toBe('0\n1\n2\n')
    expect(answer.headers['x-clickhouse-format']).toBe('CSV')
    expect(JSON.parse(String(answer.headers['x-clickhouse-summary']))).toMatchObject({
      elapsed_ns: expect.stringMatching(/^\d+$/),
    })
  })

  it.each([
    ['SELEC 1', 400, 62],
    ['SELECT * FROM no_such_table', 404, 60],
    ['SELECT no_such_column', 404, 47],
    ['SELECT {a:String}', 400, 456],
    ["SELECT toUInt8('x')", 400, 6],
  ])('says what is wrong with %s', async (query, status, code) => {
    const answer = await plain('/', query)
    expect(answer.headers['x-clickhouse-exception-code']).toBe(String(code))
    expect(answer.text).toMatch(new RegExp(`^Code: ${code}\\. DB::Exception: `))
    expect(answer.status).toBe(status)
  })

  it('takes bytes for a table, gzip too, and no other format', async () => {
    await installation.events.command({
      query: 'CREATE TABLE bytes (a UInt64, s String) ENGINE = MergeTree ORDER BY a',
    })
    const insert = `/?query=${encodeURIComponent('INSERT INTO bytes FORMAT JSONEachRow')}`
    const line = (a: number) => JSON.stringify({ a, s: 'x\n\0"é' })
    expect(await plain(insert, `${line(1)}\n${line(2)}`)).toMatchObject({ status: 200, text: '' })
    const zipped = await plain(insert, gzipSync(line(3)), { 'content-encoding': 'gzip' })
    expect(zipped.status).toBe(200)
    expect(await ask('SELECT a, s FROM bytes ORDER BY a')).toEqual([
      { a: 1, s: 'x\n\0"é' },
      { a: 2, s: 'x\n\0"é' },
      { a: 3, s: 'x\n\0"é' },
    ])
    const bad = await plain(insert, `${line(4)}\n{"a":"no number"}`)
    expect(bad.headers['x-clickhouse-exception-code']).toMatch(/^(26|27|72|117)$/)
    expect(await ask('SELECT toUInt32(count()) AS n FROM bytes')).toEqual([{ n: 3 }])
    const other = await plain(`/?query=${encodeURIComponent('INSERT INTO bytes FORMAT Native')}`, 'x')
    expect(other.headers['x-clickhouse-exception-code']).toBe('73')
    expect(await plain(insert, 'x', { 'content-encoding': 'br' })).toMatchObject({ status: 400 })
  })

  it('takes many bytes as it takes few: every row of them, or none', async () => {
    await installation.events.command({
      query: 'CREATE TABLE many_bytes (a UInt64, s String) ENGINE = MergeTree ORDER BY a',
    })
    const insert = `/?query=${encodeURIComponent('INSERT INTO many_bytes FORMAT JSONEachRow')}&input_format_skip_unknown_fields=1`
    const lines = (from: number) =>
      Array.from({ length: 5_000 }, (_unused, at) =>
        JSON.stringify({ a: from + at, s: `x\n\0"é'\\-- ${at}`, more: 1 }),
      )
    const stored = () =>
      ask(`SELECT toUInt32(count()) AS n, toUInt32(countIf(s = concat('x\\n\\0"é\\'\\\\-- ', toString(a % 10000)))) AS whole
        FROM many_bytes`)
    // Longer, shorter, longer again, and several at once.
    await Promise.all(
      [0, 10_000, 20_000, 30_000].map(async (from) => {
        expect(await plain(insert, lines(from).join('\n'))).toMatchObject({ status: 200, text: '' })
      }),
    )
    expect(await stored()).toEqual([{ n: 20_000, whole: 20_000 }])
    const broken = [...lines(40_000).slice(0, 3_000), '{"a":"no number"}', ...lines(50_000)].join('\n')
    expect((await plain(insert, broken)).headers['x-clickhouse-exception-code']).toMatch(/^(26|27|72|117)$/)
    expect(await plain(insert, lines(60_000).slice(0, 2_000).join('\n'))).toMatchObject({ status: 200 })
    expect(await stored()).toEqual([{ n: 22_000, whole: 22_000 }])
  })

  it('speaks UTC', async () => {
    expect(await ask(`SELECT timezone() AS zone, toString(toDateTime(0)) AS epoch`)).toEqual([
      { zone: expect.stringMatching(/UTC/), epoch: '1970-01-01 00:00:00' },
    ])
  })
})
