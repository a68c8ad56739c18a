// Stores by URL that go away and come back: a server that starts before them waits, one that loses
// them says so and refuses for now, and each is found again without anybody's help.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Embedded, startEmbedded } from '../db/embedded/start.ts'
import { createContext } from './context.ts'
import { readSettings } from './env.ts'
import { createLog } from './log.ts'
import { appRouter } from './root.ts'
import { type RunningServer, startServer } from './start.ts'

/** A store's TCP port whose plug can be pulled, or that can fall silent: it takes calls and says nothing. */
class Plug {
  readonly #socketPath: string
  readonly #open = new Set<Socket>()
  #server: Server | undefined
  #isSilent = false
  port = 0

  constructor(socketPath: string) {
    this.#socketPath = socketPath
  }

  async in(): Promise<void> {
    const server = createServer((outer) => {
      const inner = connect(this.#socketPath)
      for (const [one, other] of [
        [outer, inner],
        [inner, outer],
      ] as const) {
        this.#open.add(one)
        one.on('error', () => undefined)
        one.on('close', () => {
          this.#open.delete(one)
          other.destroy()
        })
        one.on('data', (chunk: Buffer) => other.write(chunk))
        if (this.#isSilent) one.pause()
      }
    })
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve))
    this.port = (server.address() as AddressInfo).port
    this.#server = server
  }

  silence(isSilent: boolean): void {
    this.#isSilent = isSilent
    for (const socket of this.#open)
      if (isSilent) socket.pause()
      else socket.resume()
  }

  async out(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve))
    for (const socket of this.#open) socket.destroy()
    await closed
  }
}

const log = createLog('silent')
const progress: string[] = []
let folder: string
let embedded: Embedded
let relational: Plug
let events: Plug
let server: RunningServer

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'periplus-away-'))
  embedded = await startEmbedded({ dataDir: path.join(folder, 'stores'), log })
  const { host, port } = embedded.relational
  relational = new Plug(path.join(String(host), `.s.PGSQL.${port}`))
  events = new Plug(embedded.events.socketPath ?? '')
  for (const plug of [relational, events]) {
    await plug.in()
    await plug.out()
  }
  const settings = readSettings({
    PORT: '0',
    PERIPLUS_DATA_DIR: path.join(folder, 'server'),
    PERIPLUS_CLOCK: '2026-11-24T00:00:00Z',
    DATABASE_URL: `postgres://postgres@127.0.0.1:${relational.port}/postgres`,
    CLICKHOUSE_URL: `http://127.0.0.1:${events.port}`,
  })
  const root = path.join(import.meta.dirname, '..')
  server = await startServer(settings, {
    role: 'ingest',
    dev: false,
    root,
    log,
    progress: (line) => progress.push(line),
  })
})
afterAll(async () => {
  await server?.stop()
  await embedded?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const readiness = async () => {
  const answer = await fetch(`${server.url}/readyz`)
  return {
    status: answer.status,
    retryAfter: answer.headers.get('retry-after'),
    ...((await answer.json()) as object),
  }
}
const becomes = (wanted: object) =>
  vi.waitFor(async () => expect(await readiness()).toMatchObject(wanted), { timeout: 40_000, interval: 100 })

const event = (auditID: string) =>
  JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID,
    stage: 'ResponseComplete',
    requestURI: '/api/v1/pods',
    verb: 'list',
    requestReceivedTimestamp: '2026-11-23T23:30:00.000000Z',
    stageTimestamp: '2026-11-23T23:30:00.000000Z',
  })

const post = (cluster: string, auditID: string) =>
  fetch(`${server.url}/api/ingest/v1/clusters/${cluster}/audit`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      authorization: `Bearer ${readFileSync(path.join(folder, 'server/ingest-token'), 'utf8').trim()}`,
    },
    body: event(auditID),
  })

const sources = () => appRouter.createCaller(createContext('t')).sources.list()
const away = { code: 'SERVICE_UNAVAILABLE' }

describe('a server whose stores are elsewhere', () => {
  it('waits for stores that are not there yet, and says for which and why', async () => {
    await vi.waitFor(
      () => expect(progress.join('\n')).toMatch(/waiting for PostgreSQL: .*ECONNREFUSED/),
      20_000,
    )
    expect(await readiness()).toMatchObject({ status: 503, reason: expect.stringContaining('PostgreSQL') })
    await relational.in()
    await vi.waitFor(() => expect(progress.join('\n')).toMatch(/waiting for ClickHouse: /), 20_000)
    await events.in()
    await server.ready
    expect(await readiness()).toMatchObject({ status: 200, ready: true })
    expect((await post('known', 'a')).status).toBe(200)
    expect((await sources()).total).toBe(1)
  })

  it('loses PostgreSQL: says so, still takes events it can place, finds it again', async () => {
    await relational.out()
    await becomes({ status: 503, retryAfter: '2', reason: 'the relational store does not answer' })
    await expect(sources()).rejects.toMatchObject(away)
    expect((await post('known', 'b')).status).toBe(200)
    const refused = await post('unknown', 'c')
    expect(refused.status).toBe(503)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    await relational.in()
    await becomes({ status: 200 })
    expect((await post('unknown', 'c')).status).toBe(200)
    expect((await sources()).total).toBe(2)
  })

  it('loses ClickHouse: refuses events and questions for now, finds it again, counts each once', async () => {
    await events.out()
    await becomes({ status: 503, reason: 'the event store does not answer' })
    const refused = await post('known', 'd')
    expect(refused.status).toBe(503)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    await expect(sources()).rejects.toMatchObject(away)
    await events.in()
    await becomes({ status: 200 })
    expect((await post('known', 'd')).status).toBe(200)
    const window = { from: '2026-11-23T23:00:00Z', to: '2026-11-24T00:00:00Z' }
    const caller = appRouter.createCaller(createContext('t'))
    const answer = await caller.traffic.topTalkers({ window, groupBy: ['cluster'] })
    expect(answer.total.requests).toBe(4)
  })

  it('is told nothing by either: says so, and goes on where it was once they speak', async () => {
    events.silence(true)
    const waiting = post('known', 'e')
    await becomes({ status: 503, reason: 'the event store does not answer' })
    relational.silence(true)
    await becomes({ status: 503, reason: 'the relational store and the event store do not answer' })
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    events.silence(false)
    await becomes({ status: 503, reason: 'the relational store does not answer' })
    expect((await waiting).status).toBe(200)
    relational.silence(false)
    await becomes({ status: 200 })
    expect(await (await post('known', 'e')).json()).toMatchObject({ accepted: 0, duplicates: 1 })
  })

  it('loses both at once and finds both again', async () => {
    await Promise.all([relational.out(), events.out()])
    await becomes({ status: 503, reason: 'the relational store and the event store do not answer' })
    await Promise.all([relational.in(), events.in()])
    await becomes({ status: 200 })
  })
})
