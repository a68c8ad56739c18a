// What a person or a machine may do to the embedded stores: kill them, kill their server, start a second
// one, stop them in the middle. Nothing acknowledged is lost, nothing is left in the way.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { isPeriplusError } from '../../domain/errors.ts'
import { openEvents } from '../events/client.ts'
import { openRelational } from '../relational/client.ts'
import { newDataFolder } from '../store-tests/data-folder.ts'
import { type Installation, openInstallation } from '../store-tests/embedded-only.ts'
import { startEmbedded } from './start.ts'

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const cleanups: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp()
})

async function opened(): Promise<Installation> {
  const installation = await openInstallation()
  cleanups.push(() => installation.close())
  return installation
}

async function scratch(): Promise<string> {
  const dataDir = await newDataFolder('periplus-survival-')
  cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }))
  return dataDir
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A server's process of its own, with nothing but the stores in it: it can be killed. */
function launch(dataDir: string) {
  const source = `
    import { startEmbedded } from ${JSON.stringify(new URL('start.ts', import.meta.url).href)}
    const quiet = { info() {}, warn() {}, error() {} }
    const embedded = await startEmbedded({ dataDir: process.argv[1], log: quiet })
    console.log(JSON.stringify({ pid: embedded.pid() }))
    setInterval(() => undefined, 1000)`
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const args = ['--import', tsx, '--input-type=module', '--eval', source, dataDir]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  cleanups.push(() => child.kill('SIGKILL'))
  return child
}

async function server(dataDir: string): Promise<{ process: ChildProcess; stores: number }> {
  const child = launch(dataDir)
  const [line] = await once(child.stdout, 'data')
  const { pid } = z.object({ pid: z.number() }).parse(JSON.parse(String(line)))
  return { process: child, stores: pid }
}

const count = z.object({ n: z.coerce.number(), distinct: z.coerce.number() })

describe('stores killed under load', () => {
  it('come back by themselves, refuse meanwhile, and hold everything acknowledged', async () => {
    const { embedded, events, relational, logged } = await opened()
    await events.command({
      query: 'CREATE TABLE kept (id UInt64, pad String) ENGINE = MergeTree ORDER BY id',
    })
    await relational.pool.query('CREATE TABLE kept (id bigint PRIMARY KEY)')
    const acknowledged = { events: new Set<number>(), relational: new Set<number>() }
    const refused: unknown[] = []
    let isOver = false
    let next = 0
    const writer = async (write: (id: number) => Promise<unknown>, into: Set<number>) => {
      while (!isOver) {
        const id = next++
        try {
          await write(id)
          into.add(id)
        } catch (error) {
          refused.push(error)
          await sleep(20)
        }
      }
    }
    const toEvents = (id: number) =>
      events.insertRows(
        'kept',
        Array.from({ length: 50 }, (_unused, row) => ({ id: id * 100 + row, pad: 'x'.repeat(200) })),
      )
    const toRelational = (id: number) => relational.pool.query('INSERT INTO kept VALUES ($1)', [id])
    const writers = [
      ...Array.from({ length: 6 }, () => writer(toEvents, acknowledged.events)),
      ...Array.from({ length: 3 }, () => writer(toRelational, acknowledged.relational)),
    ]
    for (let round = 0; round < 3; round += 1) {
      const before = acknowledged.events.size
      await vi.waitFor(() => expect(acknowledged.events.size).toBeGreaterThan(before + 20), {
        timeout: 60_000,
      })
      const pid = embedded.pid()
      process.kill(Number(pid), 'SIGKILL')
      await vi.waitFor(() => expect(embedded.pid()).not.toBe(pid), { timeout: 60_000 })
      await vi.waitFor(() => expect(embedded.state()).toBe('up'), { timeout: 60_000 })
    }
    const settled = acknowledged.relational.size
    await vi.waitFor(() => expect(acknowledged.relational.size).toBeGreaterThan(settled + 5), {
      timeout: 60_000,
    })
    isOver = true
    await Promise.all(writers)

    const eventFailures = refused.filter((error) => isPeriplusError(error))
    expect(eventFailures.length).toBeGreaterThan(0)
    for (const failure of eventFailures) {
      expect(failure).toMatchObject({ code: 'Unavailable', retryAfterSeconds: expect.any(Number) })
    }
    const ids = [...acknowledged.events]
    const found = await events.rows({
      query:
        'SELECT count() AS n, uniqExact(id) AS distinct FROM kept WHERE intDiv(id, 100) IN {ids:Array(UInt64)}',
      params: { ids },
      row: count,
    })
    expect(found).toEqual([{ n: ids.length * 50, distinct: ids.length * 50 }])
    const { rows } = await relational.pool.query('SELECT id FROM kept')
    const kept = new Set(rows.map(({ id }) => Number(id)))
    expect([...acknowledged.relational].filter((id) => !kept.has(id))).toEqual([])
    expect(logged.filter(({ message }) => message.includes('starting them again'))).toHaveLength(3)
  })

  it('answer those who wait with Unavailable, not with silence', async () => {
    const { embedded, events } = await opened()
    const asked = events.rows({
      query:
        'SELECT count() AS n, 0 AS distinct FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))',
      row: count,
    })
    const outcome = expect(asked).rejects.toMatchObject({ code: 'Unavailable' })
    await sleep(500)
    process.kill(Number(embedded.pid()), 'SIGKILL')
    await outcome
    expect(await events.ping()).toBe(false)
    await vi.waitFor(async () => expect(await events.ping()).toBe(true), { timeout: 60_000 })
  })
})

describe('a second installation on the same data directory', () => {
  it('is refused, naming the process to stop; the first one does not notice', async () => {
    const { dataDir, events, relational } = await opened()
    await expect(startEmbedded({ dataDir, log: quiet })).rejects.toThrow(
      `${dataDir} is in use by process ${process.pid}: another Periplus runs on it. Stop that one, or choose another PERIPLUS_DATA_DIR.`,
    )
    expect(await events.ping()).toBe(true)
    expect(await relational.ping()).toBe(true)
  })
})

describe('a server killed with -9', () => {
  it('takes its stores with it, even in the middle of a long query, and the next start finds everything', async () => {
    const dataDir = await scratch()
    const first = await server(dataDir)
    const config = { url: 'http://embedded', socketPath: path.join(dataDir, 'run/events.sock') }
    const events = openEvents(config)
    await events.command({ query: 'CREATE TABLE kept (id UInt64) ENGINE = MergeTree ORDER BY id' })
    await events.insertRows('kept', [{ id: 1 }, { id: 2 }])
    const endless =
      'SELECT count() AS n, 0 AS distinct FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))'
    const lost = expect(events.rows({ query: endless, row: count })).rejects.toMatchObject({
      code: 'Unavailable',
    })
    await sleep(500)
    first.process.kill('SIGKILL')
    // At once, as a supervisor would: the old stores may still be going.
    const second = await startEmbedded({ dataDir, log: quiet })
    cleanups.push(() => second.stop())
    await lost
    // Gone, though whoever inherited it may take a moment to notice.
    await vi.waitFor(() => expect(isAlive(first.stores)).toBe(false), { timeout: 20_000 })
    expect(
      await events.rows({ query: 'SELECT count() AS n, uniqExact(id) AS distinct FROM kept', row: count }),
    ).toEqual([{ n: 2, distinct: 2 }])
    await events.close()
  })

  it('in the middle of opening leaves no store running, and none half made', async () => {
    const dataDir = await scratch()
    const noteFile = path.join(dataDir, 'owner.json')
    launch(dataDir)
    await vi.waitFor(() => expect(existsSync(noteFile)).toBe(true), { timeout: 60_000, interval: 2 })
    const { pid, stores } = JSON.parse(readFileSync(noteFile, 'utf8')) as { pid: number; stores: number }
    process.kill(pid, 'SIGKILL')
    await vi.waitFor(() => expect(isAlive(stores)).toBe(false), { timeout: 20_000 })
    // Nor a relational store that was half made, and would never open.
    const half = path.join(dataDir, 'relational')
    mkdirSync(half, { recursive: true })
    for (const name of ['PG_VERSION', 'periplus-unfinished']) writeFileSync(path.join(half, name), '18')
    const again = await startEmbedded({ dataDir, log: quiet })
    expect(existsSync(path.join(half, 'periplus-unfinished'))).toBe(false)
    await again.stop()
  })
})

describe('what a crash leaves', () => {
  it('is no lock and no stale socket', async () => {
    const dataDir = await scratch()
    const first = await startEmbedded({ dataDir, log: quiet })
    const stores = Number(first.pid())
    const sockets = ['events.sock', '.s.PGSQL.5432'].map((name) => path.join(dataDir, 'run', name))
    process.kill(stores, 'SIGKILL')
    await first.stop()
    await vi.waitFor(() => expect(isAlive(stores)).toBe(false))
    expect(sockets.map((socket) => existsSync(socket))).toEqual([true, true])
    // The note of the dead names a process that lives: ids are used again.
    writeFileSync(path.join(dataDir, 'owner.json'), JSON.stringify({ pid: process.pid, stores: process.pid }))
    const second = await startEmbedded({ dataDir, log: quiet })
    const events = openEvents(second.events)
    const relational = openRelational(second.relational)
    expect([await events.ping(), await relational.ping()]).toEqual([true, true])
    await Promise.all([events.close(), relational.close()])
    await second.stop()
    const connected = await new Promise((resolve) => {
      const socket = net.connect(String(sockets[0]))
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    })
    expect(connected).toBe(false)
  })

  it('may be a data directory too deep for a socket', async () => {
    const dataDir = path.join(await scratch(), 'deep'.repeat(30))
    const embedded = await startEmbedded({ dataDir, log: quiet })
    const events = openEvents(embedded.events)
    const relational = openRelational(embedded.relational)
    expect([await events.ping(), await relational.ping()]).toEqual([true, true])
    await Promise.all([events.close(), relational.close()])
    await embedded.stop()
    rmSync(String(embedded.relational.host), { recursive: true, force: true })
  })
})

describe('a stop', () => {
  it('ends the stores, also while they are being started again', async () => {
    const installation = await opened()
    const first = Number(installation.embedded.pid())
    process.kill(first, 'SIGKILL')
    await vi.waitFor(() => expect(installation.embedded.pid()).not.toBe(first), { timeout: 20_000 })
    const second = Number(installation.embedded.pid())
    await installation.embedded.stop()
    expect(isAlive(second)).toBe(false)
    expect(installation.embedded.state()).toBe('down')
    await sleep(500)
    expect(installation.embedded.pid()).toBe(second)
  })

  it('does not wait for a query that would run for ever', async () => {
    const { embedded, events } = await opened()
    const endless =
      'SELECT count() AS n, 0 AS distinct FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))'
    const asked = expect(events.rows({ query: endless, row: count })).rejects.toThrow()
    await sleep(300)
    await embedded.stop()
    await asked
    expect(isAlive(Number(embedded.pid()))).toBe(false)
  })
})
