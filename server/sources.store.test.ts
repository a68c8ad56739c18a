// One server over real stores, fed over HTTP as senders do: what the Sources questions say of it, at two
// thousand clusters, with tokens made, rotated and revoked on the way.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createContext } from './context.ts'
import { readSettings } from './env.ts'
import { createLog } from './log.ts'
import { appRouter } from './root.ts'
import { getRuntime } from './runtime.ts'
import { type RunningServer, startServer } from './start.ts'

const now = '2026-11-24T12:00:30.000Z'
const window = { from: '2026-11-24T00:00:00Z', to: now }
let dataDir: string
let server: RunningServer

const call = () => appRouter.createCaller(createContext('test'))

const event = (auditID: string, at: string, over: object = {}) =>
  JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID,
    stage: 'ResponseComplete',
    requestURI: '/api/v1/pods',
    verb: 'list',
    user: { username: 'cart' },
    requestReceivedTimestamp: at,
    stageTimestamp: at,
    ...over,
  })

function post(cluster: string, token: string, body: string): Promise<Response> {
  return fetch(`${server.url}/api/ingest/v1/clusters/${cluster}/audit`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${token}` },
    body,
  })
}

const fleetSize = 2_000
const nameOf = (n: number) => `fleet-${String(n).padStart(4, '0')}`

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'periplus-sources-'))
  const settings = readSettings({ PERIPLUS_DATA_DIR: dataDir, PERIPLUS_CLOCK: now, PORT: '0' })
  server = await startServer(settings, {
    role: 'ingest',
    dev: false,
    root: path.join(import.meta.dirname, '..'),
    log: createLog('silent'),
    progress: () => undefined,
  })
  await server.ready
  await getRuntime().relational.pool.query(
    `INSERT INTO clusters (id, name, first_seen_at) SELECT 'fleet-' || lpad(n::text, 4, '0'), 'fleet', now()
     FROM generate_series(0, ${fleetSize - 1}) AS n`,
  )
})
afterAll(async () => {
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const rowsOf = async (over: object = {}) => {
  const { page } = await call().sources.list({ limit: 1, rows: { window, ...over } })
  if (page === null) throw new Error('rows were asked for')
  return page
}

describe('sources', () => {
  it('are paged, sorted and found over two thousand clusters', async () => {
    const { token } = await call().tokens.create({ name: 'all' })
    await post(
      nameOf(7),
      token,
      `${event('a', '2026-11-24T12:00:10Z')}\n${event('b', '2026-11-24T11:58:00Z')}\n`,
    )
    await post(nameOf(9), token, `${event('c', '2026-11-24T10:00:00Z')}\n${event('d', 'yesterday')}\n`)
    const first = await rowsOf()
    expect(first).toMatchObject({ total: fleetSize, nextCursor: '100' })
    expect(first.byHealth).toMatchObject({ receiving: 1, stale: 1, silent: fleetSize - 2 })
    expect(first.rows[0]).toMatchObject({ clusterId: nameOf(9), health: 'stale', events: 1, rejects: 1 })
    expect(first.sums.events).toBe(3)
    const seen: string[] = []
    for (let cursor: string | null = '0'; cursor !== null; ) {
      const page = await rowsOf({ sort: 'cluster', limit: 500, cursor })
      seen.push(...page.rows.map(({ clusterId }) => clusterId))
      cursor = page.nextCursor
    }
    expect(seen).toEqual(Array.from({ length: fleetSize }, (_, n) => nameOf(n)))
    const busiest = await rowsOf({ sort: 'rate', limit: 1 })
    expect(busiest.rows[0]).toMatchObject({ clusterId: nameOf(7), health: 'receiving', repeats: null })
    expect(busiest.rows[0]?.eventsPerSecond).toBeCloseTo(2 / 270, 5)
    const found = await rowsOf({ find: 'FLEET-000', health: ['stale'] })
    expect(found.rows.map(({ clusterId }) => clusterId)).toEqual([nameOf(9)])
    expect(found.byHealth).toMatchObject({ receiving: 1, stale: 1, silent: 8 })
    await vi.waitFor(
      async () =>
        expect((await rowsOf({ find: nameOf(7) })).rows[0]?.ways).toMatchObject([
          { way: 'audit-log', bodies: 1 },
        ]),
      10_000,
    )
    const { rows } = await rowsOf({ scope: { clusters: [nameOf(7)] } })
    expect(rows[0]?.lastHeardAt).toEqual(new Date(now))
  })

  it('tell rejected lines with reason and redacted text, and count them by reason', async () => {
    const { token } = await call().tokens.create({ name: 'rejects' })
    const secret = { requestObject: { data: { password: 'hunter2' } } }
    const lines = [
      event('e', '2026-11-24T11:00:00Z', { ...secret, verb: undefined }),
      event('f', '2026-11-24T11:00:00Z'),
    ]
    const answer = await post('rejecting', token, `${lines.join('\n')}\nnot json at all\n`)
    expect(await answer.json()).toMatchObject({ accepted: 1, rejected: 2 })
    const scope = { clusters: ['rejecting'] }
    const { lines: told, byReason } = await call().sources.rejects({ window, scope })
    expect(told.map(({ line, reason }) => [line, reason]).sort()).toEqual([
      [1, 'verb is missing'],
      [3, expect.stringMatching(/JSON|object/)],
    ])
    expect(told.find(({ line }) => line === 1)?.excerpt).toContain('"auditID":"e"')
    expect(JSON.stringify(told)).not.toContain('hunter2')
    expect(byReason.map(({ lines: count }) => count)).toEqual([1, 1])
    const one = await call().sources.rejects({ window, scope, reasons: ['verb is missing'], limit: 1 })
    expect(one).toMatchObject({ lines: [{ line: 1 }], nextCursor: null })
    expect(one.byReason, 'choosing one keeps the others in view').toHaveLength(2)
    const paged = await call().sources.rejects({ window, scope, limit: 1 })
    const rest = await call().sources.rejects({ window, scope, limit: 1, cursor: String(paged.nextCursor) })
    expect([paged.lines[0]?.line, rest.lines[0]?.line].sort()).toEqual([1, 3])
    await expect(call().sources.rejects({ window, cursor: '1.2' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
    expect(await call().sources.test({ clusterId: 'rejecting' })).toMatchObject({
      health: 'stale',
      recentRejects: 2,
    })
  })

  it('say who knocks in vain with which token, and what to do', async () => {
    const { token, id } = await call().tokens.create({ name: 'old shipper' })
    await call().tokens.revoke({ id })
    expect((await post('knocking', token, event('g', now))).status).toBe(401)
    const tested = await call().sources.test({ clusterId: 'knocking' })
    expect(tested).toMatchObject({
      known: false,
      health: 'refused',
      refused: [{ status: 401, token: 'old shipper' }],
    })
    expect(tested.says).toContain('with the token “old shipper” and is refused with 401')
    const { intake } = await rowsOf()
    expect(intake?.refusedCalls[0]).toMatchObject({ clusterId: 'knocking', count: 1, lastAt: new Date(now) })
    expect(JSON.stringify(intake)).not.toContain(token)
    expect((await call().sources.test({ clusterId: 'never-heard-of' })).health).toBe('silent')
  })
})

describe('tokens', () => {
  it('rotate: both work during the overlap, the old one ends, the new one stays', async () => {
    const made = await call().tokens.create({ name: 'rotating', clusters: ['rotated'] })
    const next = await call().tokens.rotate({ id: made.id, overlapMinutes: 60 })
    expect(next).toMatchObject({ previousId: made.id, previousEndsAt: new Date('2026-11-24T13:00:30Z') })
    expect(next.token).not.toBe(made.token)
    const statuses = async (cluster: string) =>
      Promise.all(
        [made.token, next.token].map(async (token) => (await post(cluster, token, event('h', now))).status),
      )
    expect(await statuses('rotated')).toEqual([200, 200])
    expect(await statuses('another'), 'the clusters stay the same').toEqual([403, 403])
    await expect(call().tokens.rotate({ id: made.id })).rejects.toMatchObject({ code: 'CONFLICT' })
    const last = await call().tokens.rotate({ id: next.id, overlapMinutes: 0 })
    expect((await post('rotated', next.token, event('i', now))).status).toBe(401)
    expect((await post('rotated', last.token, event('i', now))).status).toBe(200)
    const { tokens } = await call().tokens.list()
    expect(tokens.find(({ id }) => id === next.id)).toMatchObject({
      replacedBy: last.id,
      expiresAt: new Date(now),
    })
  })

  it('refuse an end that has passed', async () => {
    const create = (expiresAt: string) => call().tokens.create({ name: 'short', expiresAt })
    await expect(create('2026-11-24T12:00:00Z')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    await expect(create('2096-11-24T12:00:00Z')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    expect(await create('2026-11-25T12:00:00Z')).toMatchObject({
      expiresAt: new Date('2026-11-25T12:00:00Z'),
    })
  })
})
