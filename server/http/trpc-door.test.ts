// The tRPC door over real HTTP, behind the real outer wall, with stores that misbehave on request.

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ownerRules } from '../../domain/model/owner-rules.ts'
import { createLog } from '../log.ts'
import { createQueryTimes } from '../query-times.ts'
import { type Runtime, setRuntime } from '../runtime.ts'
import { basePathOf } from './base-path.ts'
import { createDoor } from './door.ts'
import { hostRule } from './hosts.ts'
import { createHttpServer } from './listen.ts'
import { trpcPages } from './trpc-rig.ts'

let server: Server
let url: string
let failure: unknown
const log = createLog('silent')

const runtime = {
  relational: {
    db: {
      select: () => {
        throw failure
      },
    },
  },
  clock: { now: () => new Date(0) },
  settings: {},
  owners: () => ownerRules([]),
  deliveries: () => [],
  log,
  queryTimes: createQueryTimes(),
  stopping: new AbortController().signal,
} as unknown as Runtime

beforeAll(async () => {
  const started = { ready: true, reason: '' }
  const pages = await trpcPages()
  const door = createDoor({
    hosts: hostRule('127.0.0.1', []),
    dev: false,
    basePath: basePathOf(''),
    log,
    started: () => started,
    ready: async () => started,
    metrics: async () => '',
    ingest: () => undefined,
    onRefusedIngest: () => undefined,
    pages: () => pages,
  })
  server = createHttpServer(door)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/trpc`
})
afterAll(() => {
  setRuntime(undefined)
  server.close()
})
beforeEach(() => setRuntime(runtime))

async function ask(path: string, init?: RequestInit) {
  const response = await fetch(`${url}/${path}`, init)
  const text = await response.text()
  return { response, text, body: JSON.parse(text) }
}

const inputOf = (input: unknown) => `input=${encodeURIComponent(JSON.stringify({ json: input }))}`
const json = { 'content-type': 'application/json' }

describe('the tRPC door', () => {
  it('says Unavailable with Retry-After while the stores are not open', async () => {
    setRuntime(undefined)
    const { response, body } = await ask('sources.list')
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('2')
    expect(body.error.json.data).toMatchObject({ code: 'SERVICE_UNAVAILABLE', retryAfterSeconds: 2 })
  })

  it('says Unavailable with Retry-After when a store is away', async () => {
    failure = Object.assign(new Error('connect ECONNREFUSED /srv/hidden'), { code: 'ECONNREFUSED' })
    const { response, text } = await ask('sources.list')
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('2')
    expect(text).not.toContain('hidden')
  })

  it('says internal, with the request id and no text, when something unexpected happens', async () => {
    failure = new TypeError('hunter2 is not a function')
    const { response, text, body } = await ask('sources.list')
    expect(response.status).toBe(500)
    expect(text).not.toMatch(/hunter2|stack|\.ts/)
    expect(body.error.json.data.requestId).toBe(response.headers.get('x-request-id'))
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  it.each([
    `sources.list?${inputOf({ surprise: 1 })}`,
    `sources.list?${inputOf({ limit: 0 })}`,
    `sources.list?${inputOf({ limit: '1; DROP TABLE clusters' })}`,
    `sources.list?${inputOf([])}`,
    'sources.list?input=%7B',
    `traffic.requests?${inputOf({})}`,
    `traffic.requests?${inputOf({ window: { from: 'x', to: 'y' } })}`,
  ])('refuses the input of %s with 400', async (path) => {
    failure = new Error('the store was asked')
    const { response, body } = await ask(path)
    expect(response.status).toBe(400)
    expect(body.error.json.data.code).toBe('BAD_REQUEST')
  })

  it.each([
    '{"json":{"name":"x"},"meta":{"values":{"__proto__.polluted":["Date"]}}}',
    '{"json":{"name":"x"},"meta":{"values":{"name":["regexp"]}}}',
    '{"json":{"name":"x","constructor":{"prototype":{"polluted":1}}}}',
    '{"json":',
    '[]',
    '""',
    `{"json":{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    '{"json":{"name":"a\\u0000b"}}',
  ])('refuses the body %.60s', async (body) => {
    failure = new Error('the store was asked')
    const { response } = await ask('tokens.create', { method: 'POST', headers: json, body })
    expect(response.status).toBe(400)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('bounds a batch', async () => {
    const path = Array.from({ length: 21 }, () => 'sources.list').join(',')
    expect((await ask(`${path}?batch=1&input=%7B%7D`)).response.status).toBe(400)
  })

  it('does not mutate by GET, nor know what is not there', async () => {
    expect((await ask(`tokens.create?${inputOf({ name: 'x' })}`)).response.status).toBe(405)
    for (const path of [
      '__proto__',
      'constructor',
      'sources.list.list',
      'tokens.constructor',
      'a'.repeat(5_000),
    ]) {
      expect((await ask(path)).response.status).toBe(404)
    }
  })
})
