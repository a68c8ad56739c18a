// The process of the embedded stores dies again as soon as it is up, under load: it is started again every
// time, a little later each time, readiness says how it is, what was acknowledged counts once, and
// nothing piles up.
import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { socketsOf } from '../db/embedded/sockets.ts'
import { openEvents } from '../db/events/client.ts'
import { newDataFolder } from '../db/store-tests/data-folder.ts'
import { storesFolder } from './data-folder.ts'
import { type ServerProcess, startProcess } from './test-process.ts'

const token = 'a-token-long-enough-for-the-fault-test'
const deaths = 5
const senders = 6

let dataDir: string
let server: ServerProcess
let url: string
beforeAll(async () => {
  dataDir = await newDataFolder('periplus-dying-')
  const env = { PERIPLUS_CLOCK: '2026-11-24T00:00:00Z', PERIPLUS_INGEST_TOKEN: token }
  server = startProcess({ args: ['--role', 'ingest'], dataDir, env })
  url = await server.url()
  await becomes(200)
})
afterAll(async () => {
  server?.child.kill('SIGTERM')
  await server?.exit
  rmSync(dataDir, { recursive: true, force: true })
})

const readiness = async () => (await fetch(`${url}/readyz`)).status
const becomes = (status: number) =>
  vi.waitFor(async () => expect(await readiness()).toBe(status), { timeout: 60_000, interval: 20 })

const line = (id: string): string =>
  JSON.stringify({
    auditID: id,
    stage: 'ResponseComplete',
    verb: 'get',
    requestURI: '/readyz',
    user: { username: 'me' },
    requestReceivedTimestamp: '2026-11-23T20:02:34.484436Z',
  })

async function post(ids: readonly string[]): Promise<{ status: number; retryAfter: number }> {
  const answer = await fetch(`${url}/api/ingest/v1/clusters/dying/audit`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${token}` },
    body: ids.map(line).join('\n'),
  })
  await answer.arrayBuffer()
  return { status: answer.status, retryAfter: Number(answer.headers.get('retry-after')) }
}

/** Bodies sent over and over until they are taken, by senders that never rest. */
function load() {
  const acknowledged: string[] = []
  const statuses = new Set<number>()
  let isOver = false
  let bodies = 0
  const sender = async (): Promise<void> => {
    while (!isOver) {
      bodies += 1
      const ids = Array.from({ length: 50 }, (_, n) => `event-${bodies}-${n}`)
      for (;;) {
        const { status, retryAfter } = await post(ids)
        statuses.add(status)
        if (status === 200) break
        expect(retryAfter).toBeGreaterThan(0)
        await sleep(50)
      }
      acknowledged.push(...ids)
    }
  }
  const running = Promise.all(Array.from({ length: senders }, sender))
  return {
    acknowledged,
    statuses,
    stop: async () => {
      isOver = true
      await running
    },
  }
}

async function counted(): Promise<number[]> {
  const events = openEvents({ url: 'http://embedded', socketPath: socketsOf(storesFolder(dataDir)).events })
  const row = z.object({ rows: z.coerce.number(), ids: z.coerce.number() })
  const query = 'SELECT count() AS rows, uniqExact(audit_id) AS ids FROM audit_raw FINAL'
  const [found] = await events.rows({ query, row })
  await events.close()
  return [found?.rows ?? 0, found?.ids ?? 0]
}

/** How long was waited before each start. */
const pauses = (): number[] =>
  [...server.stdout().matchAll(/"pauseMs":(\d+)/g)].map(([, pauseMs]) => Number(pauseMs))

it(`survives ${deaths} deaths of its stores, one after another`, async () => {
  const sending = load()
  const { acknowledged } = sending
  const isSent = async (more: number) => {
    const before = acknowledged.length
    await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(before + more), 60_000)
  }
  await isSent(1_000)
  const filesBefore = server.openFiles()
  const dead = new Set<number>()
  for (let death = 1; death <= deaths; death += 1) {
    await isSent(100)
    const [pid = 0, ...others] = server.stores()
    expect([others, dead.has(pid)]).toEqual([[], false])
    dead.add(pid)
    process.kill(pid, 'SIGKILL')
    await becomes(503)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    await becomes(200)
  }
  await isSent(1_000)
  await sending.stop()
  expect([...sending.statuses].sort()).toEqual([200, 503])
  expect(await counted()).toEqual([acknowledged.length, acknowledged.length])
  expect(pauses()).toHaveLength(deaths)
  expect(server.stores()).toHaveLength(1)
  expect(readdirSync(path.join(dataDir, 'run')).sort()).toEqual(['.s.PGSQL.5432', 'events.sock'])
  // Connections that broke are gone, and so is whatever held on to the dead.
  await vi.waitFor(() => expect(server.openFiles()).toBeLessThanOrEqual(filesBefore + 4), 20_000)
}, 240_000)
