// Deliveries through the door over a store in memory: what is answered when the store is away, when a
// cluster is not the sender's, and what is held afterwards.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { fixedClock } from '../../domain/units/clock.ts'
import type { DeliverySource, Unwrapped } from '../source.ts'
import { Budget } from './budget.ts'
import { answerIngest } from './door.ts'
import { away, type FakeStore, fakeStore } from './fake-source.ts'
import { GroupCommit } from './group-commit.ts'
import { KnownBodies } from './known-bodies.ts'
import { defaultLimits } from './limits.ts'
import { IngestCounters } from './metrics.ts'
import { deliveryReceiver } from './receiver.ts'
import { Slabs } from './slabs.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** Bodies of `cluster:line` lines; the first line names the delivery, and lines without a cluster are strays. */
function fakeDeliveries(store: FakeStore): DeliverySource {
  const unwrap = async (body: Buffer): Promise<Unwrapped> => {
    const [key = '', ...lines] = body.toString().split('\n')
    const found = lines.map((line) => line.split(':') as [string, string?])
    const bytes = Buffer.from(`${found.map(([, text]) => text ?? '').join('\n')}\n`)
    const { pieces } = await store.source.split(bytes, () => Promise.resolve())
    const partOf = (cluster: string) => {
      const own = found.flatMap(([name, text], n) => (name === cluster && text !== undefined ? [n] : []))
      const of = (list: Uint32Array): Uint32Array => Uint32Array.from(own, (n) => list[n] as number)
      return { count: own.length, starts: of(pieces.starts), ends: of(pieces.ends), lines: of(pieces.lines) }
    }
    const bad = found.flatMap(([, text], n) =>
      text === undefined ? [{ line: n + 1, reason: 'whose is it', excerpt: '' }] : [],
    )
    const clusters = new Set(found.flatMap(([name, text]) => (text === undefined ? [] : [name])))
    return {
      key,
      bytes,
      parcels: [...clusters].map((clusterId) => ({
        clusterId,
        split: { pieces: partOf(clusterId), bad: [], badCount: 0, readable: true },
      })),
      strays: { bad, badCount: bad.length },
      skipped: new Map([['other', 2]]),
    }
  }
  return {
    ...store.source,
    name: 'deliveries',
    mediaTypes: ['text/plain'],
    owns: (path) => path === '/api/ingest/v1/deliveries',
    authorizationOf: (headers) => String(headers['x-key']),
    unwrap: (body, _headers, room) => {
      room.append(Buffer.alloc(100))
      return unwrap(body)
    },
    answer: (_headers, at, failure) => ({ at: at.getTime(), failure }),
    answerType: 'application/json',
  }
}

async function house() {
  const store = fakeStore()
  const source = fakeDeliveries(store)
  const limits = { ...defaultLimits, groupMs: 1 }
  const budget = new Budget(limits.heldBytes)
  const counters = new IngestCounters()
  const slabs = new Slabs()
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve))
  const groups = new GroupCommit({
    source,
    limits,
    pause,
    bounds: () => ({ notBefore: 0, notAfter: 1 }),
    onGroup: () => undefined,
    onFailure: () => undefined,
  })
  const receiver = deliveryReceiver({
    source,
    groups,
    known: new KnownBodies(100),
    clock: fixedClock(new Date(5)),
    counters: counters.of(source.name),
    pause,
    onBody: () => undefined,
    onTaken: () => undefined,
    budget,
    slabs,
    limits,
  })
  const door = {
    receivers: [receiver],
    budget,
    slabs,
    limits,
    counters,
    authorize: async (key: string | undefined, cluster: string | undefined) =>
      key !== 'good'
        ? ({ ok: false, status: 401, reason: 'who are you' } as const)
        : cluster === 'theirs'
          ? ({ ok: false, status: 403, reason: 'not yours' } as const)
          : ({ ok: true } as const),
    pausedBecause: () => undefined,
    onFailure: () => undefined,
    onRefused: () => undefined,
  }
  const server = createServer((req, res) => void answerIngest(door, req, res))
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const send = async (body: string, key = 'good') => {
    const headers = { 'x-key': key, 'content-type': 'text/plain' }
    const url = `http://127.0.0.1:${port}/api/ingest/v1/deliveries`
    const response = await fetch(url, { method: 'POST', headers, body })
    return {
      status: response.status,
      retry: response.headers.get('retry-after'),
      body: await response.json(),
    }
  }
  const texts = () => store.stored.map((line) => line.replace(/\/\d+\/\d+:/, '/')).sort()
  return { store, budget, counters: counters.of(source.name), send, texts }
}

describe('a delivery', () => {
  it('is stored for each of its clusters, and what is nobody’s is kept', async () => {
    const { store, send, texts, counters, budget } = await house()
    expect(await send('d1\na:1\nb:2\na:3\nstray')).toEqual({ status: 200, retry: null, body: { at: 5 } })
    expect(texts()).toEqual(['a/1', 'a/3', 'b/2'])
    expect(store.kept).toMatchObject([{ clusterId: '', line: 4, reason: 'whose is it' }])
    expect([counters.accepted, counters.bodies, [...counters.skipped]]).toEqual([3, 1, [['other', 2]]])
    expect(budget.usedBytes).toBe(0)
  })

  it('sent again is told as duplicates, its strays and what it skipped too', async () => {
    const { store, send, counters } = await house()
    await Promise.all([send('d1\na:1\nstray'), send('d1\na:1\nstray')])
    await send('d1\na:1\nstray')
    expect([store.stored.length, store.kept.length]).toEqual([1, 1])
    expect([counters.duplicates, [...counters.skipped]]).toEqual([2, [['other', 2]]])
  })

  it('that could not be stored is refused in the same words, holds nothing, and is taken later', async () => {
    const { store, send, texts, budget } = await house()
    store.before = async (text) => {
      if (text.includes('b/')) throw away()
    }
    const refused = await send('d1\na:1\nb:2')
    expect(refused).toEqual({ status: 503, retry: '2', body: { at: 5, failure: expect.any(String) } })
    expect(budget.usedBytes).toBe(0)
    store.before = () => Promise.resolve()
    expect((await send('d1\na:1\nb:2')).status).toBe(200)
    expect(new Set(texts())).toEqual(new Set(['a/1', 'b/2']))
  })

  it('with a cluster of somebody else is refused after the others were stored, once', async () => {
    const { send, texts } = await house()
    for (let times = 0; times < 2; times += 1) {
      expect(await send('d1\na:1\ntheirs:2')).toMatchObject({ status: 403, body: { failure: 'not yours' } })
    }
    expect(texts()).toEqual(['a/1'])
    expect(await send('d2\na:1', 'bad')).toMatchObject({ status: 401, body: { failure: 'who are you' } })
  })
})
