import { createServer, request, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { forbidden, unavailable } from '../../domain/errors.ts'
import { fixedClock } from '../../domain/units/clock.ts'
import { Budget } from './budget.ts'
import { answerIngest, type DoorOptions } from './door.ts'
import { away, type FakeStore, fakeStore } from './fake-source.ts'
import { GroupCommit } from './group-commit.ts'
import { KnownBodies } from './known-bodies.ts'
import { defaultLimits, type IngestLimits } from './limits.ts'
import { IngestCounters } from './metrics.ts'
import { bodyReceiver } from './receiver.ts'
import type { RefusedCall } from './refused-calls.ts'
import { Slabs } from './slabs.ts'

interface House {
  readonly port: number
  readonly url: string
  readonly store: FakeStore
  readonly budget: Budget
  readonly counters: IngestCounters
  readonly groups: GroupCommit
  readonly failures: unknown[]
  readonly refused: RefusedCall[]
  readonly server: Server
}

const open: House[] = []
afterEach(async () => {
  for (const { server } of open.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function house(limits: Partial<IngestLimits> = {}, more: Partial<DoorOptions> = {}): Promise<House> {
  const store = fakeStore()
  const failures: unknown[] = []
  const refused: RefusedCall[] = []
  const all = { ...defaultLimits, groupMs: 1, ...limits }
  const counters = new IngestCounters()
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve))
  const groups = new GroupCommit({
    source: store.source,
    limits: all,
    pause,
    bounds: () => ({ notBefore: 0, notAfter: 1 }),
    onGroup: ({ bytes }) => counters.countGroup(bytes),
    onFailure: (error) => failures.push(error),
  })
  const clock = fixedClock(new Date(0))
  const known = new KnownBodies(100)
  const intake = {
    source: store.source,
    groups,
    known,
    clock,
    counters: counters.of('fake'),
    pause,
    onBody: () => undefined,
    onTaken: () => undefined,
  }
  const budget = new Budget(all.heldBytes)
  const door: DoorOptions = {
    receivers: [bodyReceiver(intake)],
    budget,
    slabs: new Slabs(),
    limits: all,
    counters,
    authorize: async (header, clusterId) => {
      if (header !== 'Bearer good') return { ok: false, status: 401, reason: 'who are you' }
      return clusterId === 'theirs' ? { ok: false, status: 403, reason: 'not yours' } : { ok: true }
    },
    pausedBecause: () => undefined,
    onFailure: (error) => failures.push(error),
    onRefused: (call) => refused.push(call),
    ...more,
  }
  const server = createServer((req, res) => {
    answerIngest(door, req, res)
      .then((taken) => {
        if (!taken) res.writeHead(418).end()
      })
      .catch((error: unknown) => failures.push(error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const made = {
    port,
    url: `http://127.0.0.1:${port}`,
    store,
    budget,
    counters,
    groups,
    failures,
    refused,
    server,
  }
  open.push(made)
  return made
}

const route = '/api/ingest/v1/clusters/mine/fake'

async function send(
  { url }: House,
  body: Buffer | string | undefined,
  options: { path?: string; method?: string; headers?: Record<string, string> } = {},
) {
  const response = await fetch(`${url}${options.path ?? route}`, {
    method: options.method ?? 'POST',
    headers: { authorization: 'Bearer good', 'content-type': 'text/plain', ...options.headers },
    ...(body === undefined ? {} : { body: new Uint8Array(Buffer.from(body)) }),
  })
  const text = await response.text()
  const parsed = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text
  return { status: response.status, headers: response.headers, body: parsed }
}

describe('the door', () => {
  it('answers what became of the lines', async () => {
    const at = await house()
    expect(await send(at, 'a\nb\nPOISON\nSTALE\n')).toMatchObject({
      status: 200,
      body: {
        accepted: 2,
        duplicates: 0,
        rejected: 2,
        errors: [
          { line: 3, reason: 'the event store cannot read this line' },
          { line: 4, reason: 'stale' },
        ],
      },
    })
    expect(at.store.kept).toMatchObject([{ clusterId: 'mine', line: 3, excerpt: 'POISON' }])
    expect(at.budget.usedBytes).toBe(0)
  })

  it('leaves paths that are not ingest to others', async () => {
    expect((await send(await house(), 'x', { path: '/api/trpc/x' })).status).toBe(418)
  })

  it.each([
    ['no such route', { path: '/api/ingest/v1/nothing' }, 404],
    ['another method', { method: 'PUT' }, 405],
    ['a cluster id that is none', { path: '/api/ingest/v1/clusters/Not_One/fake' }, 400],
    ['no token', { headers: { authorization: '' } }, 401],
    ['a wrong token', { headers: { authorization: 'Bearer bad' } }, 401],
    ['a token for another cluster', { path: '/api/ingest/v1/clusters/theirs/fake' }, 403],
    ['an unknown media type', { headers: { 'content-type': 'application/xml' } }, 415],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
    ['another character set', { headers: { 'content-type': 'text/plain; charset=utf-16' } }, 415],
    ['another encoding', { headers: { 'content-encoding': 'br' } }, 415],
  ])('refuses %s', async (_name, options, status) => {
    const at = await house()
    const reply = await send(at, 'x', options)
    expect(reply.status).toBe(status)
    expect(reply.body.error).toEqual(expect.any(String))
    expect(at.store.stored).toEqual([])
    expect(at.counters.of(status === 404 ? 'none' : 'fake').refusals.get(status)).toBe(1)
  })

  it('says how to sign in and which method to use', async () => {
    const at = await house()
    expect((await send(at, 'x', { headers: { authorization: '' } })).headers.get('www-authenticate')).toMatch(
      /^Bearer/,
    )
    expect((await send(at, undefined, { method: 'GET' })).headers.get('allow')).toBe('POST')
  })

  it('takes a body without a media type and with parameters on it', async () => {
    const at = await house()
    expect((await send(at, 'a', { headers: { 'content-type': 'Text/Plain; charset="UTF-8"' } })).status).toBe(
      200,
    )
  })

  it.each([
    ['nothing', ''],
    ['nothing, gzipped', gzipSync('')],
  ])('finds %s unreadable', async (_name, body) => {
    const headers: Record<string, string> = body === '' ? {} : { 'content-encoding': 'gzip' }
    expect(await send(await house(), body, { headers })).toMatchObject({ status: 400 })
  })

  it.each([
    ['plain', 'x'.repeat(1_001), {}],
    ['gzip', gzipSync('x'.repeat(1_001)), { 'content-encoding': 'gzip' }],
    ['a bomb', gzipSync(Buffer.alloc(50 << 20)), { 'content-encoding': 'gzip' }],
  ])('refuses a body over the limit: %s', async (_name, body, headers) => {
    const at = await house({ bodyBytes: 1_000 })
    expect(await send(at, body, { headers })).toMatchObject({ status: 413 })
    expect(at.budget.usedBytes).toBe(0)
  })

  it.each([
    ['cut off', gzipSync('a line\n'.repeat(1_000)).subarray(0, 40)],
    ['not gzip at all', Buffer.from('plain text')],
    ['damaged', Buffer.concat([gzipSync('abc').subarray(0, 12), Buffer.from('garbage garbage')])],
  ])('refuses gzip that is %s', async (_name, body) => {
    const at = await house()
    expect(await send(at, body, { headers: { 'content-encoding': 'gzip' } })).toMatchObject({ status: 400 })
    expect(at.store.stored).toEqual([])
    expect(at.budget.usedBytes).toBe(0)
  })

  it('hints at a gzip body that does not say so', async () => {
    const at = await house()
    const { source } = at.store
    Object.assign(source, {
      split: async () => ({
        ...(await fakeStore().source.split(Buffer.alloc(0), async () => undefined)),
        badCount: 1,
      }),
    })
    expect((await send(at, gzipSync('x'))).body.error).toContain('Content-Encoding: gzip')
  })

  it('tells a second delivery of the same body as duplicates, per cluster', async () => {
    const at = await house()
    expect((await send(at, 'a\nb')).body).toMatchObject({ accepted: 2, duplicates: 0 })
    const gzipped = gzipSync('a\nb')
    expect((await send(at, gzipped, { headers: { 'content-encoding': 'gzip' } })).body).toMatchObject({
      accepted: 0,
      duplicates: 2,
    })
    const other = { path: '/api/ingest/v1/clusters/other/fake' }
    expect((await send(at, 'a\nb', other)).body).toMatchObject({ accepted: 2, duplicates: 0 })
    expect(at.store.stored).toHaveLength(4)
  })

  it('stores a body sent twice at once only once', async () => {
    const at = await house()
    at.store.before = () => new Promise((resolve) => setTimeout(resolve, 50))
    const replies = await Promise.all([send(at, 'a\nb'), send(at, 'a\nb'), send(at, 'a\nb')])
    expect(replies.map(({ body }) => body.accepted).sort()).toEqual([0, 0, 2])
    expect(replies.map(({ body }) => body.duplicates).sort()).toEqual([0, 2, 2])
    expect(at.store.stored).toHaveLength(2)
  })

  it('answers 503 with Retry-After while the store is away, and takes the body later', async () => {
    const at = await house()
    at.store.before = async () => {
      throw away()
    }
    const refused = await send(at, 'a')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
    at.store.before = () => Promise.resolve()
    expect((await send(at, 'a')).body).toMatchObject({ accepted: 1, duplicates: 0 })
  })

  it('answers 503 while tokens cannot be looked up, or nothing may be taken', async () => {
    const noTokens = await house({}, { authorize: () => Promise.reject(unavailable('no tokens', 7)) })
    const reply = await send(noTokens, 'a')
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '7'])
    const full = await house({}, { pausedBecause: () => 'the disk is full' })
    expect(await send(full, 'a')).toMatchObject({ status: 503, body: { error: 'the disk is full' } })
    const other = await house({}, { authorize: () => Promise.reject(forbidden('no')) })
    expect((await send(other, 'a')).status).toBe(403)
  })

  it('tells who was refused, where and why, and nothing of what was sent', async () => {
    const at = await house()
    await send(at, 'a', { headers: { authorization: 'Bearer wrong', 'user-agent': 'shipper/1' } })
    await send(at, 'a', { path: '/api/ingest/v1/clusters/theirs/fake?secret=x' })
    await send(at, 'a', { headers: { 'content-type': 'text/html' } })
    await send(at, 'a', { path: '/api/ingest/v2/secret' })
    await send(at, 'a', { path: '/api/ingest/v1/clusters/SECRET/fake' })
    const told = at.refused.map(({ status, reason, clusterId, route: path }) => [
      status,
      reason,
      clusterId,
      path,
    ])
    expect(told).toEqual([
      [401, 'who are you', 'mine', route],
      [403, 'not yours', 'theirs', '/api/ingest/v1/clusters/theirs/fake'],
      [415, 'this route does not know that Content-Type; it reads text/plain', 'mine', route],
      [404, expect.stringContaining('no such ingest route'), null, '/api/ingest/…'],
      [400, expect.stringContaining('a cluster id is'), null, '/api/ingest/…'],
    ])
    expect(at.refused[0]).toMatchObject({ from: '127.0.0.1', userAgent: 'shipper/1', token: null })
    expect(JSON.stringify(at.refused)).not.toMatch(/wrong|secret/i)
  })

  it('never shows an unexpected error', async () => {
    const at = await house({}, { authorize: () => Promise.reject(new Error('secret detail')) })
    const reply = await send(at, 'a')
    expect(reply.status).toBe(503)
    expect(JSON.stringify(reply.body)).not.toContain('secret')
    expect(at.failures).toHaveLength(1)
  })
})

describe('back-pressure', () => {
  it('refuses what does not fit with 429, keeps what it took, and loses nothing', async () => {
    const at = await house({ heldBytes: 300_000, bodyBytes: 100_000 })
    let openGate: () => void = () => undefined
    const gate = new Promise<void>((resolve) => {
      openGate = resolve
    })
    at.store.before = () => gate
    const bodies = Array.from({ length: 12 }, (_, n) => `${n} ${'x'.repeat(49_900)}`)
    const sent = bodies.map((body) => send(at, body))
    await until(() => (at.counters.of('fake').refusals.get(429) ?? 0) === 6)
    expect(at.budget.usedBytes).toBeLessThanOrEqual(300_000)
    openGate()
    const replies = await Promise.all(sent)
    expect(replies.map(({ status }) => status).sort()).toEqual([...Array(6).fill(200), ...Array(6).fill(429)])
    expect(
      replies
        .filter(({ status }) => status === 429)
        .every(({ headers }) => Number(headers.get('retry-after')) >= 1),
    ).toBe(true)
    expect(at.store.stored).toHaveLength(6)
    expect(at.budget.usedBytes).toBe(0)
  })

  it('refuses new bodies when the oldest has waited too long', async () => {
    const at = await house({ queueAgeMs: 20, groupsInFlight: 1 })
    let openGate: () => void = () => undefined
    at.store.before = () =>
      new Promise((resolve) => {
        openGate = resolve
      })
    const first = send(at, 'a')
    await until(() => at.groups.groupsInFlight === 1)
    const second = send(at, 'b')
    await until(() => at.groups.queueAgeMs > 20)
    expect((await send(at, 'c')).status).toBe(429)
    at.store.before = () => Promise.resolve()
    openGate()
    expect((await Promise.all([first, second])).map(({ status }) => status)).toEqual([200, 200])
  })

  it('gives up a sender that falls silent, and frees what it held', async () => {
    const at = await house({ idleMs: 50 })
    const reply = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { authorization: 'Bearer good', 'content-type': 'text/plain', 'content-length': 1_000 }
      const req = request(`${at.url}${route}`, { method: 'POST', headers }, (res) => resolve(res.statusCode))
      req.on('error', reject)
      req.write('only this')
    })
    expect(reply).toBe(400)
    await until(() => at.budget.usedBytes === 0)
    expect(at.store.stored).toEqual([])
  })

  it.each(['identity', 'gzip'])(
    'frees what a sender held that goes away in the middle (%s)',
    async (encoding) => {
      const at = await house()
      const socket = connect(at.port, '127.0.0.1')
      const head = `POST ${route} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\nContent-Type: text/plain\r\nContent-Encoding: ${encoding}\r\nContent-Length: 100000\r\n\r\n`
      socket.write(Buffer.concat([Buffer.from(head), gzipSync('x'.repeat(10_000)).subarray(0, 20)]))
      await until(() => at.budget.usedBytes > 0)
      socket.destroy()
      await until(() => at.budget.usedBytes === 0)
      expect(at.failures).toEqual([])
      expect((await send(at, 'still here')).status).toBe(200)
    },
  )
})

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 2))
}
