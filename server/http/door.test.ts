import type { Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createLog } from '../log.ts'
import { basePathOf } from './base-path.ts'
import { createDoor, type Door } from './door.ts'
import { hostRule } from './hosts.ts'
import { createHttpServer } from './listen.ts'

let server: Server
let port: number
let seen: { url: string | undefined; csp: unknown; requestId: unknown }[]
let started = { ready: true, reason: '' }
let failure: Error | undefined
let turnedAway: { status: number; url: string | undefined }[]

const door: Door = {
  hosts: hostRule('127.0.0.1', []),
  dev: false,
  basePath: basePathOf(''),
  log: createLog('silent'),
  started: () => started,
  ready: async () => started,
  metrics: async () => 'periplus_ready 1\n',
  ingest: () => async (_req, res) => {
    res.end('ingest')
    return true
  },
  onRefusedIngest: ({ url }, { status }) => {
    turnedAway.push({ status, url })
  },
  pages: () => async (req, res) => {
    if (failure) throw failure
    seen.push({
      url: req.url,
      csp: req.headers['content-security-policy'],
      requestId: req.headers['x-request-id'],
    })
    res.end('page')
  },
}

beforeAll(async () => {
  server = createHttpServer(createDoor(door))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => server.close())
beforeEach(() => {
  seen = []
  turnedAway = []
  started = { ready: true, reason: '' }
  failure = undefined
})

/** Bytes as they are, because fetch would tidy them up; answers the whole response as text. */
function send(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

const request = (line: string, headers: Record<string, string> = {}, body = '') =>
  send(
    `${line} HTTP/1.1\r\n${Object.entries({ host: `127.0.0.1:${port}`, connection: 'close', ...headers })
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n${body}`,
  )

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])

describe('the door', () => {
  it('gives every answer the security headers and its own request id', async () => {
    for (const line of ['GET /', 'GET /healthz', 'GET /../x', 'DELETE /', 'GET /api/trpc/x']) {
      const answer = await request(line, { 'x-request-id': 'mine' })
      expect(answer).toMatch(/^content-security-policy: default-src 'self'.*frame-ancestors 'none'/im)
      expect(answer).toMatch(/^x-content-type-options: nosniff/im)
      expect(answer).toMatch(/^x-frame-options: DENY/im)
      expect(answer).toMatch(/^referrer-policy: same-origin/im)
      expect(answer).toMatch(/^permissions-policy: camera=\(\)/im)
      expect(answer).toMatch(/^x-request-id: [0-9a-f-]{36}/im)
    }
  })

  it('hands the page the nonce of its own answer, new each time, whatever the client sent', async () => {
    const first = await request('GET /', { 'content-security-policy': "script-src 'nonce-evil'" })
    await request('GET /')
    const nonces = seen.map(({ csp }) => /script-src 'self' 'nonce-([^']+)'/.exec(String(csp))?.[1])
    expect(nonces[0]).toMatch(/^[A-Za-z0-9+/]{22}==$/)
    expect(nonces[0]).not.toBe(nonces[1])
    expect(first).toContain(`'nonce-${nonces[0]}'`)
    expect(first).not.toContain('unsafe-eval')
    expect(first).not.toMatch(/script-src[^;]*unsafe-inline/)
  })

  it.each([
    ['GET /', { host: 'evil.example' }, 421],
    ['GET /api/trpc/sources.list', { host: 'evil.example' }, 421],
    ['POST /api/ingest/v1/clusters/a/audit', { host: 'evil.example' }, 421],
    ['GET /metrics', { host: 'evil.example' }, 421],
    ['GET /healthz', { host: '10.0.0.7:3000' }, 200],
    ['GET /readyz', { host: '10.0.0.7:3000' }, 200],
    ['GET /', { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }, 200],
    ['GET /api/trpc/sources.list', { 'sec-fetch-site': 'cross-site' }, 403],
    ['GET /api/trpc/sources.list', { origin: 'http://evil.example' }, 403],
    [
      'POST /api/trpc/tokens.create',
      { origin: 'http://evil.example', 'content-type': 'application/json' },
      403,
    ],
    ['POST /api/trpc/tokens.create', { origin: 'null', 'content-type': 'application/json' }, 403],
    ['POST /api/ingest/v1/clusters/a/audit', { origin: 'http://evil.example', 'content-length': '0' }, 403],
    ['POST /api/trpc/tokens.create', { 'content-type': 'text/plain', 'content-length': '0' }, 415],
    ['POST /api/trpc/tokens.create', { 'content-type': 'multipart/form-data', 'content-length': '0' }, 415],
    ['POST /api/trpc/tokens.create', { 'content-length': '0' }, 415],
    ['POST /api/trpc/tokens.create', { 'content-type': 'application/json' }, 411],
    [
      'POST /api/trpc/tokens.create',
      { 'content-type': 'application/json', 'content-length': '2000000' },
      413,
    ],
    ['POST /', { 'content-type': 'application/json', 'content-length': '0' }, 405],
    ['PUT /api/trpc/tokens.create', { 'content-type': 'application/json', 'content-length': '0' }, 405],
    ['DELETE /api/ingest/v1/clusters/a/audit', {}, 405],
    ['GET /api/ingest/v1/clusters/a/audit', {}, 405],
    ['POST /healthz', { 'content-length': '0' }, 405],
    ['OPTIONS /api/trpc/tokens.create', { origin: 'http://evil.example' }, 405],
    ['TRACE /', {}, 405],
    ['GET /%2e%2e/etc/passwd', {}, 400],
    ['GET //evil.example/', {}, 400],
    ['GET http://evil.example/', {}, 400],
    ['GET /a%00b', {}, 400],
  ])('%s with %j → %i', async (line, headers, status) => {
    expect(statusOf(await request(line, headers))).toBe(status)
  })

  it.each([
    ['POST /api/ingest/v1/clusters/a/audit', { host: 'evil.example' }, 421],
    ['POST /api/ingest/v1/clusters/a/audit', { origin: 'http://evil.example' }, 403],
    ['GET /api/ingest/v1/clusters/a/audit', {}, 405],
    ['POST //api/ingest/v1/clusters/a/audit', {}, 400],
    ['POST /v1/audit', {}, 405],
  ])('tells of %s with %j, which meant to bring events', async (line, headers, status) => {
    expect(statusOf(await request(line, { 'content-length': '0', ...headers }))).toBe(status)
    expect(turnedAway).toEqual([{ status, url: line.split(' ')[1] }])
  })

  it('tells of no page or question that it turns away', async () => {
    for (const line of ['GET /', 'DELETE /', 'GET /api/trpc/sources.list', 'POST /healthz', 'GET /a%00b']) {
      await request(line, { host: 'evil.example', 'content-length': '0' })
    }
    expect(turnedAway).toEqual([])
  })

  it('lets its own mutations through, and no CORS header out', async () => {
    const answer = await request(
      'POST /api/trpc/tokens.create',
      {
        origin: `http://127.0.0.1:${port}`,
        'sec-fetch-site': 'same-origin',
        'content-type': 'application/json; charset=utf-8',
        'content-length': '2',
      },
      '{}',
    )
    expect(statusOf(answer)).toBe(200)
    expect(answer).not.toMatch(/^access-control-/im)
  })

  it('refuses everything but probes with 503 and Retry-After while it starts', async () => {
    started = { ready: false, reason: 'opening <the> stores' }
    expect(statusOf(await request('GET /healthz'))).toBe(200)
    expect(await request('GET /readyz')).toMatch(/503[\s\S]*retry-after: 2[\s\S]*opening <the> stores/)
    for (const line of ['GET /', 'GET /api/trpc/sources.list', 'POST /api/ingest/v1/clusters/a/audit']) {
      expect(await request(line)).toMatch(/^HTTP\/1\.1 503[\s\S]*retry-after: 2/)
    }
    const page = await request('GET /', { accept: 'text/html' })
    expect(page).toMatch(/503[\s\S]*text\/html[\s\S]*opening &lt;the&gt; stores/)
    expect(seen).toEqual([])
  })

  it('answers an unexpected error with its request id and none of its text', async () => {
    failure = new Error('password=hunter2 at /srv/secret')
    const answer = await request('GET /')
    expect(statusOf(answer)).toBe(500)
    expect(answer).not.toMatch(/hunter2|secret/)
    const id = /^x-request-id: (\S+)/im.exec(answer)?.[1]
    expect(answer).toContain(`"requestId":"${id}"`)
  })

  it('refuses headers beyond 64 KiB with 431 and goes on', async () => {
    expect(statusOf(await request('GET /', { x: 'y'.repeat(70_000) }))).toBe(431)
    expect(statusOf(await request('GET /'))).toBe(200)
  })

  it('survives bytes that are no HTTP', async () => {
    expect(statusOf(await send('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'))).toBe(400)
    expect(
      statusOf(
        await send('GET / HTTP/1.1\r\nhost: localhost\r\nhost: evil.example\r\nconnection: close\r\n\r\n'),
      ),
    ).toBe(400)
    expect(
      statusOf(
        await request(
          'POST /api/trpc/x',
          { 'content-length': '5', 'transfer-encoding': 'chunked' },
          '0\r\n\r\n',
        ),
      ),
    ).toBe(400)
    expect(statusOf(await request('GET /'))).toBe(200)
  })
})
