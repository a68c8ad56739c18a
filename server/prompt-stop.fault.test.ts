// Ctrl-C and SIGTERM, over a real process: a start ends at once whatever it is waiting for, and a stop has
// an end whatever clients and stores do. Nothing is left behind, and nothing acknowledged is lost.
import { rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { newDataFolder } from '../db/store-tests/data-folder.ts'
import { type ProcessOptions, type ServerProcess, startProcess } from './test-process.ts'

const token = 'a-token-long-enough-for-the-fault-test'
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanUp of cleanups.splice(0).reverse()) await cleanUp()
})
// The template is made by the first who asks, which takes as long as a first start.
beforeAll(async () => rmSync(await newDataFolder('periplus-stop-'), { recursive: true }))

async function started(options: Omit<ProcessOptions, 'dataDir'>, dataDir?: string): Promise<ServerProcess> {
  const folder = dataDir ?? (await newDataFolder('periplus-stop-'))
  const server = startProcess({ dataDir: folder, ...options })
  cleanups.push(async () => {
    server.child.kill('SIGKILL')
    await server.exit
    if (dataDir === undefined) rmSync(folder, { recursive: true, force: true })
  })
  return server
}

/** A port that takes every call and never says a word. */
async function silentPort(): Promise<{ port: number; calls(): number }> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanups.push(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, calls: () => open.size }
}

async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const says = (server: ServerProcess, words: string) =>
  vi.waitFor(() => expect(`${server.stdout()}${server.stderr()}`).toContain(words), { timeout: 60_000 })

/** How it ended, or that it did not: far less than what it waits for would take. */
const ends = (server: ServerProcess, withinMs: number) =>
  Promise.race([server.exit, sleep(withinMs, `still running after ${withinMs} ms`)])

describe('a start that is interrupted', () => {
  async function interrupted(
    options: Omit<ProcessOptions, 'dataDir'>,
    isWaiting: () => boolean,
    words: string,
  ) {
    const server = await started({ ...options, args: ['--role', 'ingest'] })
    await says(server, words)
    await vi.waitFor(() => expect(isWaiting()).toBe(true), { timeout: 60_000 })
    server.child.kill('SIGTERM')
    const how = await ends(server, 8_000)
    return { how, stores: server.stores() }
  }
  const ended = { how: 0, stores: [] }
  const atOnce = () => true

  it('ends at once while it waits for a store or a clock', async () => {
    const refusing = await closedPort()
    const [postgres, clickhouse, clock] = [await silentPort(), await silentPort(), await silentPort()]
    const url = { pg: `postgres://a:b@127.0.0.1`, ch: `http://127.0.0.1` }
    const answers = await Promise.all([
      interrupted(
        { env: { DATABASE_URL: `${url.pg}:${refusing}/d`, CLICKHOUSE_URL: `${url.ch}:${refusing}` } },
        atOnce,
        'waiting for PostgreSQL: connect ECONNREFUSED',
      ),
      interrupted(
        { env: { DATABASE_URL: `${url.pg}:${postgres.port}/d`, CLICKHOUSE_URL: `${url.ch}:${refusing}` } },
        () => postgres.calls() > 0,
        'bringing the tables up to date',
      ),
      interrupted(
        { env: { CLICKHOUSE_URL: `${url.ch}:${clickhouse.port}` } },
        () => clickhouse.calls() > 0,
        'bringing the tables up to date',
      ),
      interrupted(
        { env: { PERIPLUS_CLOCK: `follow:${url.ch}:${clock.port}` } },
        () => clock.calls() > 0,
        '"listening"',
      ),
    ])
    expect(answers).toEqual([ended, ended, ended, ended])
  })

  it('ends at once while the embedded stores open, and while the pages load', async () => {
    // The pages load beside the stores.
    const opening = await started({})
    await says(opening, 'opening the embedded stores')
    opening.child.kill('SIGINT')
    expect([await ends(opening, 15_000), opening.stores()]).toEqual([0, []])
  })
})

describe('a stop', () => {
  const line = (id: string): string =>
    JSON.stringify({
      auditID: id,
      stage: 'ResponseComplete',
      verb: 'get',
      requestURI: '/readyz',
      requestReceivedTimestamp: '2026-11-23T20:02:34.484436Z',
    })
  const headers = { 'content-type': 'application/x-ndjson', authorization: `Bearer ${token}` }
  const env = { PERIPLUS_CLOCK: '2026-11-24T00:00:00Z', PERIPLUS_INGEST_TOKEN: token }
  const post = async (url: string, id: string): Promise<object> => {
    const place = `${url}/api/ingest/v1/clusters/one/audit`
    const answer = await fetch(place, { method: 'POST', headers, body: line(id) })
    return (await answer.json()) as object
  }

  /** A client that sends this and then nothing, and never hangs up. */
  async function stuck(url: string, text: string): Promise<void> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.on('error', () => undefined)
    cleanups.push(() => socket.destroy())
    await new Promise<void>((resolve) => socket.write(text, () => resolve()))
  }

  it('has an end though nobody reads what it says any more', async () => {
    const server = await started({ env })
    await says(server, '"ready"')
    server.child.stdout?.destroy()
    server.child.stderr?.destroy()
    server.child.kill('SIGTERM')
    expect([await ends(server, 15_000), server.stores()]).toEqual([0, []])
  })

  it('has an end though clients stall, ask on and on, and the stores answer nobody', async () => {
    const dataDir = await newDataFolder('periplus-stop-')
    const server = await started({ args: ['--role', 'ingest'], env }, dataDir)
    const url = await server.url()
    await says(server, 'ready: taking ingest')
    expect(await post(url, 'before')).toMatchObject({ accepted: 1 })

    const request = `POST /api/ingest/v1/clusters/one/audit HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${headers.authorization}\r\n`
    await stuck(url, 'POST /api/ingest/v1/clus')
    await stuck(url, `${request}Content-Length: 100000\r\n\r\n${line('half')}`)
    await stuck(url, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n')
    let isOver = false
    const asking = (async () => {
      while (!isOver)
        await fetch(`${url}/healthz`).then(
          (answer) => answer.text(),
          () => sleep(10),
        )
    })()
    const [stores = 0] = server.stores()
    process.kill(stores, 'SIGSTOP')
    const waiting = post(url, 'waiting').catch(() => 'cut off')
    await sleep(500)
    server.child.kill('SIGTERM')
    expect([await ends(server, 25_000), server.stores()]).toEqual([0, []])
    isOver = true
    await asking
    expect(await waiting).not.toMatchObject({ accepted: 1 })
    expect(() => process.kill(stores, 0)).toThrow('ESRCH')

    const again = await started({ args: ['--role', 'ingest'], env }, dataDir)
    cleanups.unshift(() => rmSync(dataDir, { recursive: true, force: true }))
    const place = await again.url()
    await says(again, 'ready: taking ingest')
    // Whether it is still known whole depends on what was written when the stores fell silent; it counts once.
    const once = (await post(place, 'before')) as { accepted: number; duplicates: number }
    expect(once.accepted + once.duplicates).toBe(1)
    expect(await post(place, 'waiting')).toMatchObject({ accepted: 1 })
  })
})
