// Lists in pages and watches of frames over real HTTP: everything exactly once or told otherwise, whatever
// happens in between; and the recorded answers of a real API server, replayed.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { Backoff } from './backoff.ts'
import type { ResourceCall } from './call.ts'
import { KubeClient } from './client.ts'
import { Expired, KubeFailure } from './failure.ts'
import { listAll } from './list.ts'
import { StandIn } from './stand-in.ts'
import type { WorldObject } from './stand-in-world.ts'
import { type WatchEvent, watchFrom } from './watch.ts'

const recorded = (file: string) => readFileSync(path.join(import.meta.dirname, 'fixtures', file), 'utf8')
const listPods: ResourceCall = { verb: 'list', group: '', version: 'v1', resource: 'pods' }
const watchPods: ResourceCall = { ...listPods, verb: 'watch' }
const leaveOut = new Set(['metadata.managedFields'])
const podPath = '/api/v1/pods'
const podOf = (n: number, more: object = {}): WorldObject => ({
  metadata: {
    name: `pod-${String(n).padStart(4, '0')}`,
    namespace: 'shop',
    uid: `uid-${n}`,
    labels: { n: String(n), ...more },
  },
})

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function open(patience = {}) {
  const server = await StandIn.open()
  const client = new KubeClient({
    access: {
      server: new URL(server.url),
      origin: 'test',
      contextName: null,
      authority: undefined,
      tlsServerName: undefined,
      isUnverified: false,
      token: undefined,
      basic: undefined,
      certificate: undefined,
      key: undefined,
      exec: undefined,
      impersonation: {},
    },
    environment: {},
    allowed: [listPods, watchPods],
    userAgent: 'periplus/test',
    mostSockets: 4,
    patience,
  })
  closing.push(
    () => server.close(),
    () => client.close(),
  )
  return { server, client }
}

async function listed(client: KubeClient, pageSize = 10) {
  const names: string[] = []
  const retries: string[] = []
  let pages = 0
  const version = await listAll(client, listPods, {
    pageSize,
    signal: new AbortController().signal,
    backoff: new Backoff({ firstMs: 1, mostMs: 5 }, Math.random),
    leaveOut,
    onObjects: async (texts) => {
      names.push(...texts.map((text) => JSON.parse(text).metadata.name))
    },
    onPage: () => {
      pages += 1
    },
    onRetry: ({ trouble }) => retries.push(trouble.kind),
  })
  return { names, version, pages, retries }
}

const namesOf = (server: StandIn) => server.world.list(podPath).map((text) => JSON.parse(text).metadata.name)
const fill = (server: StandIn, count: number) => {
  for (let n = 0; n < count; n += 1) server.world.put(podPath, podOf(n))
}

describe('lists', () => {
  test('every object once, in pages of one version', async () => {
    const { server, client } = await open()
    fill(server, 47)
    const version = String(server.world.version)
    expect(await listed(client)).toEqual({ names: namesOf(server), version, pages: 5, retries: [] })
    expect(server.calls.map(({ query }) => query.limit)).toEqual(Array.from({ length: 5 }, () => '10'))
  })

  test('objects made while it is read are not in it', async () => {
    const { server, client } = await open()
    fill(server, 25)
    const before = namesOf(server)
    const version = String(server.world.version)
    server.fault({ do: 'dribble', bytes: 1 }, ({ query }) => {
      if (query.continue !== undefined) server.world.put(podPath, podOf(900))
      return false
    })
    expect(await listed(client)).toMatchObject({ names: before, version })
  })

  test('nothing at all is a list too', async () => {
    const { client } = await open()
    expect(await listed(client)).toMatchObject({ names: [], version: '100', pages: 1 })
  })

  test('the recorded pages of a real server', async () => {
    const { server, client } = await open()
    const first = JSON.parse(recorded('podlist-limit2.json'))
    server.fault({ do: 'status', status: 200, body: recorded('podlist-limit2.json') })
    server.fault(
      { do: 'status', status: 200, body: recorded('cluster-1.31-pods.json') },
      ({ query }) => query.continue === first.metadata.continue,
    )
    const { names, version } = await listed(client, 2)
    const expected = [first, JSON.parse(recorded('cluster-1.31-pods.json'))].flatMap(({ items }) =>
      items.map((item: WorldObject) => item.metadata.name),
    )
    expect(names).toEqual(expected)
    expect(version).toBe('502')
  })

  test('410 in the third page is for the caller to begin again', async () => {
    const { server, client } = await open()
    fill(server, 47)
    const isThird = () => server.calls.length === 3
    server.fault({ do: 'status', status: 410 }, isThird)
    await expect(listed(client)).rejects.toBeInstanceOf(Expired)
    expect(server.calls).toHaveLength(3)
  })

  test.each([
    ['cut', { do: 'reset', afterBytes: 700 } as const, 'unreachable'],
    ['refused with 503', { do: 'status', status: 503 } as const, 'unreachable'],
    ['throttled', { do: 'status', status: 429, headers: { 'Retry-After': '0' } } as const, 'throttled'],
  ])('a page that is %s is asked for again, the others are not', async (_, fault, kind) => {
    const { server, client } = await open()
    fill(server, 47)
    server.fault(fault, () => server.calls.length === 3)
    const { names, retries } = await listed(client)
    expect([...new Set(names)]).toEqual(namesOf(server))
    expect(retries).toEqual([kind])
    expect(server.calls).toHaveLength(6)
  })

  test('a page that stays away ends it', async () => {
    const { server, client } = await open()
    fill(server, 15)
    server.fault({ do: 'status', status: 500 }, ({ query }) => query.continue !== undefined, 99)
    await expect(listed(client)).rejects.toBeInstanceOf(KubeFailure)
    expect(server.calls).toHaveLength(1 + 4)
  })

  test.each([
    ['HTML', { do: 'html' } as const],
    ['JSON that is no list', { do: 'status', status: 200, body: '{"kind":"Status","metadata":{}}' } as const],
    ['something else under the name of JSON', { do: 'status', status: 200, body: 'well' } as const],
  ])('%s is told as no Kubernetes', async (_, fault) => {
    const { server, client } = await open()
    server.fault(fault)
    const error = await listed(client).catch((refused: unknown) => refused)
    expect((error as KubeFailure).trouble.kind).toBe('not-kubernetes')
  })
})

interface Watched {
  readonly events: WatchEvent[]
  readonly done: Promise<unknown>
  stop(): void
}

function watched(client: KubeClient, resourceVersion: string, silenceMs = 5_000): Watched {
  const stop = new AbortController()
  const events: WatchEvent[] = []
  const done = watchFrom(client, watchPods, {
    resourceVersion,
    signal: stop.signal,
    timeoutSeconds: 300,
    silenceMs,
    leaveOut,
    onOpen: () => undefined,
    onEvents: async (some) => {
      events.push(...some)
    },
    onOversized: () => undefined,
  }).then(
    () => 'ended',
    (error: unknown) => error,
  )
  closing.push(() => stop.abort())
  return { events, done, stop: () => stop.abort() }
}

const until = async (isTrue: () => boolean) => {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 2))
}
const wordsOf = ({ type, resourceVersion, object }: WatchEvent) =>
  `${type} ${(object as WorldObject).metadata.name ?? ''} ${resourceVersion}`

describe('watches', () => {
  test('ask for bookmarks and an end, from the version on', async () => {
    const { server, client } = await open()
    watched(client, '100')
    await until(() => server.openWatches === 1)
    expect(server.calls[0]?.query).toEqual({
      watch: '1',
      allowWatchBookmarks: 'true',
      timeoutSeconds: '300',
      resourceVersion: '100',
    })
  })

  test('every change since then and from now on, and bookmarks', async () => {
    const { server, client } = await open()
    fill(server, 3)
    const { events } = watched(client, '101')
    await until(() => events.length === 2)
    server.world.remove(podPath, podOf(0))
    server.bookmark()
    await until(() => events.length === 4)
    expect(events.map(wordsOf)).toEqual([
      'ADDED pod-0001 102',
      'ADDED pod-0002 103',
      'DELETED pod-0000 104',
      'BOOKMARK  104',
    ])
  })

  test.each([1, 7, 1_000])(
    'frames cut into pieces of %i bytes, characters of several bytes and all',
    async (bytes) => {
      const { server, client } = await open()
      server.fault({ do: 'dribble', bytes })
      const { events } = watched(client, '100')
      await until(() => server.openWatches === 1)
      const labels = { word: 'žluťoučký 🐎 "\\' }
      for (let n = 0; n < 5; n += 1) server.world.put(podPath, podOf(n, labels))
      await until(() => events.length === 5)
      expect(events.map(({ object }) => (object as WorldObject).metadata.labels)).toEqual(
        Array.from({ length: 5 }, (_, n) => ({ n: String(n), ...labels })),
      )
    },
  )

  test('the recorded frames of a real server, without what nobody reads', async () => {
    const { server, client } = await open()
    server.fault({ do: 'status', status: 200, body: recorded('watch-nodes-modified.jsonl') })
    const { events, done } = watched(client, '1')
    expect(await done).toBe('ended')
    const frames = recorded('watch-nodes-modified.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.map(wordsOf)).toEqual(
      frames.map(
        ({ type, object }) => `${type} ${object.metadata.name ?? ''} ${object.metadata.resourceVersion}`,
      ),
    )
    expect(JSON.stringify(events)).not.toContain('fieldsV1')
  })

  test('an expired version: told as such, as a frame or as an answer', async () => {
    const { server, client } = await open()
    fill(server, 3)
    server.forget()
    expect(await watched(client, '101').done).toBeInstanceOf(Expired)
    server.fault({ do: 'status', status: 410 })
    expect(await watched(client, '101').done).toBeInstanceOf(Expired)
  })

  test('what came before an error counts', async () => {
    const { server, client } = await open()
    const body =
      '{"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":"7"}}}\n{"type":"ERROR","object":{"kind":"Status","code":500,"message":"etcd is gone"}}\n'
    server.fault({ do: 'status', status: 200, body })
    const { events, done } = watched(client, '1')
    const error = await done
    expect(events.map(wordsOf)).toEqual(['ADDED a 7'])
    expect((error as KubeFailure).trouble.says).toContain('WATCH pods: ')
    expect((error as KubeFailure).trouble.says).toContain('500 etcd is gone')
  })

  test('silence, a cut, and an end', async () => {
    const { server, client } = await open()
    server.fault({ do: 'hang', head: true })
    expect(((await watched(client, '100', 50).done) as KubeFailure).trouble.says).toContain(
      'sent nothing for',
    )
    server.fault({ do: 'reset', afterBytes: 10 })
    const cut = watched(client, '100')
    await until(() => server.openWatches === 1)
    fill(server, 1)
    expect(((await cut.done) as KubeFailure).trouble.kind).toBe('unreachable')
    server.fault({ do: 'end', afterFrames: 1 })
    expect(await watched(client, '100').done).toBe('ended')
  })

  test('stopping', async () => {
    const { server, client } = await open()
    const { stop, done } = watched(client, '100')
    await until(() => server.openWatches === 1)
    stop()
    expect((await done) as Error).toHaveProperty('name', 'AbortError')
    await until(() => server.openWatches === 0)
  })
})
