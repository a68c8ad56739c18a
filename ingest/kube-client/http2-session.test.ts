// Many questions over one HTTP/2 connection: none keeps another waiting, and what ends the connection is told
// in words to each.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { Access } from './access.ts'
import type { KubeCall } from './call.ts'
import { askJson, KubeClient } from './client.ts'
import { KubeFailure } from './failure.ts'
import { StandIn } from './stand-in.ts'

const tls = (name: string) => readFileSync(path.join(import.meta.dirname, 'fixtures/tls', name), 'utf8')
const list: KubeCall = { verb: 'list', group: '', version: 'v1', resource: 'pods' }
const version: KubeCall = { verb: 'get', path: '/version' }
const podPath = '/api/v1/pods'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function open() {
  const server = await StandIn.open({ tls: { cert: tls('server.crt'), key: tls('server.key') } })
  closing.push(() => server.close())
  const nothing = { token: undefined, basic: undefined, certificate: undefined, key: undefined }
  const access: Access = {
    ...{ ...nothing, exec: undefined, contextName: null, tlsServerName: undefined, isUnverified: false },
    ...{ server: new URL(server.url), origin: 'test', impersonation: {}, authority: { text: tls('ca.crt') } },
  }
  const client = new KubeClient({
    ...{ access, environment: {}, allowed: [list, version], userAgent: 'periplus/9.9.9', mostSockets: 4 },
  })
  closing.push(() => client.close())
  return { server, client }
}

const signal = () => new AbortController().signal
/** Of many bytes that do not pack well: more than may be on its way unread. */
function fill(server: StandIn): number {
  let size = 0
  for (let n = 0; n < 40; n += 1) {
    const noise = Array.from({ length: 2_000 }, () => Math.random().toString(36)).join('')
    const metadata = { name: `pod-${n}`, namespace: 'a', uid: `uid-${n}`, noise }
    size += server.world.put(podPath, { metadata }).text.length
  }
  return size
}

test('answers that nobody reads yet keep no other waiting', async () => {
  const { server, client } = await open()
  const size = fill(server)
  // As many as a cluster ever has open at once.
  const paused = await Promise.all(Array.from({ length: 14 }, () => client.ask(list, { signal: signal() })))
  for (let n = 0; n < 5; n += 1)
    expect(await askJson(client, version, { signal: signal() })).toEqual({ gitVersion: 'v1.33.5' })
  expect(await server.openSockets).toBe(1)
  let read = 0
  for await (const chunk of paused[0]?.chunks ?? []) read += chunk.length
  expect(read).toBeGreaterThan(size)
  for (const { cancel } of paused.slice(1)) cancel()
  expect(await askJson(client, version, { signal: signal() })).toEqual({ gitVersion: 'v1.33.5' })
})

test('a connection that is cut fails what is under way, in words, and the next question opens another', async () => {
  const { server, client } = await open()
  fill(server)
  const { chunks } = await client.ask(list, { signal: signal() })
  const reading = (async () => {
    for await (const _chunk of chunks) server.cut()
  })()
  const error = await reading.catch((failure: unknown) => failure)
  expect(error).toBeInstanceOf(KubeFailure)
  expect((error as KubeFailure).trouble).toMatchObject({ kind: 'unreachable', subject: 'pods' })
  expect((error as KubeFailure).trouble.says).toMatch(/the connection was cut$/)
  expect(await askJson(client, version, { signal: signal() })).toEqual({ gitVersion: 'v1.33.5' })
})

test('many who ask at once share one connection, and stopping one stops no other', async () => {
  const { server, client } = await open()
  fill(server)
  const stopping = new AbortController()
  const stopped = client.ask(list, { signal: stopping.signal })
  const others = Array.from({ length: 20 }, () => askJson(client, version, { signal: signal() }))
  stopping.abort(new Error('stopped'))
  await expect(stopped).rejects.toThrow('stopped')
  expect(await Promise.all(others)).toHaveLength(20)
  expect(await server.openSockets).toBe(1)
})
