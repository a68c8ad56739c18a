// One server over real embedded stores, from its first breath to its last, over HTTP.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findAddress } from './address.ts'
import { createContext } from './context.ts'
import { readSettings, type Settings } from './env.ts'
import { createLog } from './log.ts'
import { appRouter } from './root.ts'
import { getRuntime } from './runtime.ts'
import { type RunningServer, startServer } from './start.ts'

let dataDir: string
let settings: Settings
let server: RunningServer
let early: { health: number; ready: Response; ingest: Response; page: Response }
const progress: string[] = []

const start = (over: Partial<Settings> = {}) =>
  startServer(
    { ...settings, ...over },
    {
      role: 'ingest',
      dev: false,
      root: path.join(import.meta.dirname, '..'),
      log: createLog('silent'),
      progress: (line) => progress.push(line),
    },
  )

/** The procedures, called as a page's prefetch calls them. */
const call = () => appRouter.createCaller(createContext('test'))

const event = (auditID: string, at: string) =>
  JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID,
    stage: 'ResponseComplete',
    requestURI: '/api/v1/pods',
    verb: 'list',
    user: { username: 'system:serviceaccount:shop:cart' },
    userAgent: 'cart/1.0',
    objectRef: { resource: 'pods', apiVersion: 'v1' },
    responseStatus: { code: 200 },
    requestReceivedTimestamp: at,
    stageTimestamp: at,
  })

const cloudWatchPayload = (name: string, message: string): string =>
  JSON.stringify({
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: `/aws/eks/${name}/cluster`,
    logStream: 'kube-apiserver-audit-0a',
    subscriptionFilters: [],
    logEvents: [{ id: '1', timestamp: 1, message }],
  })

function post(cluster: string, token: string | undefined, body: string): Promise<Response> {
  return fetch(`${server.url}/api/ingest/v1/clusters/${cluster}/audit`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-ndjson',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body,
  })
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}

const bootstrapToken = () => readFileSync(path.join(dataDir, 'ingest-token'), 'utf8').trim()

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'periplus-server-'))
  settings = readSettings({
    PORT: '0',
    PERIPLUS_DATA_DIR: dataDir,
    PERIPLUS_CLOCK: '2026-11-24T00:00:00Z',
    PERIPLUS_LOG_LEVEL: 'silent',
  })
  settings = { ...settings, metricsPort: await freePort() }
  server = await start()
  const { url } = server
  early = {
    health: (await fetch(`${url}/healthz`)).status,
    ready: await fetch(`${url}/readyz`),
    ingest: await post('early', 'x', ''),
    page: await fetch(url, { headers: { accept: 'text/html' } }),
  }
  await server.ready
})
afterAll(async () => {
  await server?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

describe('a starting server', () => {
  it('is alive and not ready, says why, and refuses everything else for now', async () => {
    expect(early.health).toBe(200)
    expect(early.ready.status).toBe(503)
    expect(await early.ready.json()).toMatchObject({
      ready: false,
      reason: expect.stringContaining('is starting'),
    })
    for (const answer of [early.ingest, early.page]) {
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('2')
    }
    expect(progress.join('\n')).toMatch(/opening the embedded stores in .*\n.*tables up to date/)
  })
})

describe('a running server', () => {
  it('is ready and left its address for the command line', async () => {
    const ready = await fetch(`${server.url}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true }])
    expect(await findAddress(path.join(dataDir, 'main'))).toBe(server.url)
  })

  it('takes events with the bootstrap token and shows their cluster', async () => {
    const answer = await post(
      'first.eu-west-1.123456789012',
      bootstrapToken(),
      event('a-1', '2026-11-23T23:59:00Z'),
    )
    expect(await answer.json()).toEqual({ accepted: 1, duplicates: 0, rejected: 0, errors: [] })
    const list = await call().sources.list()
    expect(list.clusters).toEqual([
      {
        clusterId: 'first.eu-west-1.123456789012',
        accountId: '123456789012',
        region: 'eu-west-1',
        newest: new Date('2026-11-23T23:59:00Z'),
        stale: false,
      },
    ])
    expect(list).toMatchObject({ total: 1, clockKind: 'fixed', now: new Date('2026-11-24T00:00:00Z') })
    expect(list.freshness).toMatchObject({ clustersCovered: 1, clustersTotal: 1, stale: [] })
    expect(list.tokenPath).toMatch(/ingest-token$/)
  })

  it('refuses missing and wrong tokens, and registers nothing for them', async () => {
    for (const token of [undefined, 'wrong', `ppi_${'x'.repeat(43)}`]) {
      expect((await post('uninvited', token, event('a-2', '2026-11-23T23:59:00Z'))).status).toBe(401)
    }
    const list = await call().sources.list()
    expect(list.clusters.map(({ clusterId }) => clusterId)).not.toContain('uninvited')
  })

  it('keeps a narrow token to its cluster and refuses it as soon as it is revoked', async () => {
    const made = await call().tokens.create({ name: 'narrow', clusters: ['mine'] })
    expect((await post('mine', made.token, event('b-1', '2026-11-23T23:58:00Z'))).status).toBe(200)
    expect((await post('other', made.token, event('b-2', '2026-11-23T23:58:00Z'))).status).toBe(403)
    const listed = (await call().tokens.list()).tokens.find(({ id }) => id === made.id)
    expect(listed).toMatchObject({
      name: 'narrow',
      clusters: ['mine'],
      revokedAt: null,
      hint: made.token.slice(0, 8),
    })
    expect(JSON.stringify(await call().tokens.list())).not.toContain(made.token)
    await vi.waitFor(async () => {
      const used = (await call().tokens.list()).tokens.find(({ id }) => id === made.id)
      expect(used?.lastUsedAt).toEqual(new Date('2026-11-24T00:00:00Z'))
    })
    await call().tokens.revoke({ id: made.id })
    expect((await post('mine', made.token, event('b-3', '2026-11-23T23:58:00Z'))).status).toBe(401)
    const again = await call().tokens.revoke({ id: made.id })
    expect(again.revokedAt).toEqual(new Date('2026-11-24T00:00:00Z'))
    await expect(call().tokens.revoke({ id: '3f1c2d90-7a55-4d0e-9a1b-0c7f5e1d2a3b' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('takes a Firehose delivery with a token as its access key, and knows the cluster by its place', async () => {
    const at = '2026-11-23T23:57:00Z'
    const send = (key: string, name: string) =>
      fetch(`${server.url}/api/ingest/v1/firehose`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-amz-firehose-request-id': name,
          'x-amz-firehose-source-arn': 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/audit',
          'x-amz-firehose-access-key': key,
        },
        body: JSON.stringify({
          requestId: name,
          timestamp: 1,
          records: [{ data: gzipSync(cloudWatchPayload(name, event(`${name}-1`, at))).toString('base64') }],
        }),
      })
    const made = await call().tokens.create({ name: 'stream', clusters: ['eks-a.eu-west-1.123456789012'] })
    const taken = await send(made.token, 'eks-a')
    expect([taken.status, await taken.json()]).toEqual([
      200,
      { requestId: 'eks-a', timestamp: Date.parse('2026-11-24T00:00:00Z') },
    ])
    const refused = await send(made.token, 'eks-b')
    expect([refused.status, await refused.json()]).toEqual([
      403,
      expect.objectContaining({
        requestId: 'eks-b',
        errorMessage: expect.stringContaining('eks-b.eu-west-1'),
      }),
    ])
    expect((await send('wrong', 'eks-b')).status).toBe(401)
    const { clusters } = await call().sources.list()
    expect(clusters.filter(({ clusterId }) => clusterId.startsWith('eks-'))).toMatchObject([
      {
        clusterId: 'eks-a.eu-west-1.123456789012',
        accountId: '123456789012',
        region: 'eu-west-1',
        newest: new Date(at),
      },
    ])
  })

  it('stores no token, only hashes', async () => {
    const made = await call().tokens.create({ name: 'hashed' })
    const { rows } = await getRuntime().relational.pool.query('SELECT t::text AS line FROM ingest_tokens t')
    const stored = JSON.stringify(rows)
    expect(stored).toContain(made.id)
    for (const secret of [made.token, made.token.slice(12), bootstrapToken()])
      expect(stored).not.toContain(secret)
  })

  it('counts in /metrics', async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text()
    expect(text).toMatch(/^periplus_ready 1$/m)
    expect(text).toMatch(/^periplus_ingest_accepted_total\{source="audit-log"\} [1-9]/m)
    expect(text).toMatch(/^periplus_query_seconds_count\{procedure="sources.list"\} [1-9]/m)
    expect(text).toMatch(/^periplus_query_seconds_bucket\{procedure="sources.list",le="\+Inf"\} [1-9]/m)
    expect(text).toMatch(/^periplus_query_failures_total\{procedure="tokens.revoke"\} 1$/m)
    expect(text).toMatch(/^periplus_store_table_bytes\{store="events",table="audit_raw"\} [1-9]/m)
    expect(text).toMatch(/^periplus_store_table_bytes\{store="relational",table="clusters"\} [1-9]/m)
    expect(text).toMatch(
      /^periplus_source_newest_timestamp_seconds\{source="audit",cluster="first.eu-west-1.123456789012"\} 1795478340$/m,
    )
    expect(text).toMatch(/^periplus_data_dir_free_bytes [1-9]/m)
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[^}]*\})? -?[0-9.e+-]+)$/)
    }
  })

  it('counts on a port of its own too, which answers nothing else', async () => {
    const own = `http://127.0.0.1:${settings.metricsPort}`
    expect(await (await fetch(`${own}/metrics`)).text()).toMatch(/^periplus_ready 1$/m)
    for (const path of ['/', '/readyz', '/api/trpc/sources.list']) {
      expect((await fetch(`${own}${path}`)).status).toBe(404)
    }
  })

  it('refuses a second server on the same data folder, in words', async () => {
    const second = await start({ metricsPort: undefined })
    await expect(second.ready).rejects.toThrow(/embedded stores cannot be used: .+/)
    await second.stop()
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    expect(await findAddress(path.join(dataDir, 'main'))).toBe(server.url)
  })
})

describe('a stopped server', () => {
  it('leaves no address, no port and no child behind, and opens again with all it knew', async () => {
    await server.stop()
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
    expect(existsSync(path.join(dataDir, 'main/server-url'))).toBe(false)
    expect(() => getRuntime()).toThrow('starting')
    server = await start()
    await server.ready
    const list = await call().sources.list()
    expect(list.clusters.map(({ clusterId }) => clusterId)).toEqual([
      'eks-a.eu-west-1.123456789012',
      'first.eu-west-1.123456789012',
      'mine',
    ])
  })

  it('can be stopped in the middle of its start', async () => {
    await server.stop()
    server = await start()
    const { ready } = server
    const failed = expect(ready).rejects.toThrow()
    await server.stop()
    await failed
    expect(server.isStopping()).toBe(true)
  })
})
