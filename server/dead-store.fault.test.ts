// The embedded stores die under a running server: it says so, refuses for a moment, gets them back by
// itself, and has lost nothing it had acknowledged.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createContext } from './context.ts'
import { readSettings } from './env.ts'
import { createLog } from './log.ts'
import { appRouter } from './root.ts'
import { type RunningServer, startServer } from './start.ts'

let dataDir: string
let server: RunningServer

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'periplus-dead-'))
  const settings = readSettings({
    PORT: '0',
    PERIPLUS_DATA_DIR: dataDir,
    PERIPLUS_CLOCK: '2026-11-24T00:00:00Z',
    PERIPLUS_LOG_LEVEL: 'silent',
  })
  server = await startServer(settings, {
    role: 'ingest',
    dev: false,
    root: path.join(import.meta.dirname, '..'),
    log: createLog('silent'),
    progress: () => undefined,
  })
  await server.ready
})
afterAll(async () => {
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

function storesPid(): number {
  const line = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .find((text) => text.includes(dataDir) && text.trim().split(/\s+/)[1] === String(process.pid))
  return Number.parseInt(line ?? '', 10)
}

const event = (auditID: string) =>
  JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID,
    stage: 'ResponseComplete',
    requestURI: '/api/v1/pods',
    verb: 'list',
    user: { username: 'someone' },
    responseStatus: { code: 200 },
    requestReceivedTimestamp: '2026-11-23T23:30:00.000000Z',
    stageTimestamp: '2026-11-23T23:30:00.000000Z',
  })

const post = (auditID: string) =>
  fetch(`${server.url}/api/ingest/v1/clusters/one/audit`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      authorization: `Bearer ${readFileSync(path.join(dataDir, 'ingest-token'), 'utf8').trim()}`,
    },
    body: event(auditID),
  })

const total = async () => {
  const window = { from: '2026-11-23T23:00:00Z', to: '2026-11-24T00:00:00Z' }
  const answer = await appRouter
    .createCaller(createContext('t'))
    .traffic.topTalkers({ window, groupBy: ['user'] })
  return answer.total.requests
}

it('survives kill -9 of its stores, three times', async () => {
  let sent = 0
  for (let round = 1; round <= 3; round += 1) {
    for (let n = 0; n < 5; n += 1) {
      sent += 1
      expect((await post(`event-${sent}`)).status).toBe(200)
    }
    process.kill(storesPid(), 'SIGKILL')
    // Every answer in between is either a success or an honest "not now".
    const seen = new Set<number>()
    await vi.waitFor(
      async () => {
        const answer = await fetch(`${server.url}/readyz`)
        seen.add(answer.status)
        if (answer.status === 503) expect(answer.headers.get('retry-after')).toBe('2')
        expect(answer.status).toBe(503)
      },
      { timeout: 20_000, interval: 20 },
    )
    const refused = await post('while-away')
    expect([200, 503]).toContain(refused.status)
    if (refused.status === 503) expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    if (refused.status === 200 && round === 1) sent += 1
    await expect(total().catch((error: { code?: string }) => error.code ?? error)).resolves.toSatisfy(
      (answer: unknown) => answer === 'SERVICE_UNAVAILABLE' || typeof answer === 'number',
    )
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    await vi.waitFor(async () => expect((await fetch(`${server.url}/readyz`)).status).toBe(200), {
      timeout: 60_000,
      interval: 100,
    })
    if (refused.status !== 200 && round === 1) {
      expect((await post('while-away')).status).toBe(200)
      sent += 1
    }
    expect(await total()).toBe(sent)
  }
}, 240_000)
