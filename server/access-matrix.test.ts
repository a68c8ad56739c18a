// Who may do what, in one table: every procedure of the router and every door of the outer wall has a
// row here, or this test fails. Each row is then tried: wrong role, unknown keys, narrow scope.
import { readdirSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import path from 'node:path'
import type { AnyProcedure } from '@trpc/server'
import { callTRPCProcedure } from '@trpc/server'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { FollowedFile } from '../domain/model/followed-file.ts'
import type { RefusedCalls } from '../domain/model/refused-calls.ts'
import { type Role, roles, type Viewer } from './auth/viewer.ts'
import type { QueryContext } from './context.ts'
import { refusalOf } from './http/door.ts'
import { hostRule } from './http/hosts.ts'
import { type HttpRoute, httpRoutes } from './http/routes.ts'
import { createQueryTimes } from './query-times.ts'
import { appRouter } from './root.ts'

vi.mock('../db/relational/read/clusters.ts', () => ({
  listClusters: async () => [
    { id: 'mine', accountId: null, region: null },
    { id: 'theirs', accountId: null, region: null },
  ],
}))
vi.mock('../db/relational/read/find-clusters.ts', () => ({
  findClusters: async (_store: unknown, { among }: { among: 'all' | readonly string[] }) =>
    ['mine', 'theirs']
      .filter((id) => among === 'all' || among.includes(id))
      .map((id) => ({ id, accountId: null, region: null })),
}))
vi.mock('../db/relational/read/state.ts', () => ({ getState: async () => undefined }))

interface ProcedureRow {
  readonly type: 'query' | 'mutation'
  readonly role: Role
  /** The smallest input it takes; undefined when it takes none. */
  readonly input: Record<string, unknown> | undefined
  /** 'scoped': answers about clusters, so a narrow viewer gets a narrow answer. */
  readonly reads: 'scoped' | 'no clusters'
}

const window = { from: '2026-11-23T00:00:00Z', to: '2026-11-23T01:00:00Z' }

const procedureRows: Record<string, ProcedureRow> = {
  'sources.findClusters': { type: 'query', role: 'viewer', input: { text: '' }, reads: 'scoped' },
  'sources.list': { type: 'query', role: 'viewer', input: undefined, reads: 'scoped' },
  'sources.rejects': { type: 'query', role: 'viewer', input: { window }, reads: 'scoped' },
  'sources.test': { type: 'query', role: 'viewer', input: { clusterId: 'mine' }, reads: 'scoped' },
  'tokens.create': { type: 'mutation', role: 'admin', input: { name: 'one' }, reads: 'no clusters' },
  'tokens.list': { type: 'query', role: 'admin', input: undefined, reads: 'no clusters' },
  'tokens.rotate': {
    type: 'mutation',
    role: 'admin',
    input: { id: '3f1c2d90-7a55-4d0e-9a1b-0c7f5e1d2a3b' },
    reads: 'no clusters',
  },
  'tokens.revoke': {
    type: 'mutation',
    role: 'admin',
    input: { id: '3f1c2d90-7a55-4d0e-9a1b-0c7f5e1d2a3b' },
    reads: 'no clusters',
  },
  'traffic.topTalkers': {
    type: 'query',
    role: 'viewer',
    input: { window, groupBy: ['user'] },
    reads: 'scoped',
  },
  'traffic.series': { type: 'query', role: 'viewer', input: { window, groupBy: ['user'] }, reads: 'scoped' },
  'traffic.requests': { type: 'query', role: 'viewer', input: { window }, reads: 'scoped' },
  'views.list': { type: 'query', role: 'viewer', input: undefined, reads: 'no clusters' },
  'views.remove': {
    type: 'mutation',
    role: 'operator',
    input: { id: '3f1c2d90-7a55-4d0e-9a1b-0c7f5e1d2a3b' },
    reads: 'no clusters',
  },
  'views.rename': {
    type: 'mutation',
    role: 'operator',
    input: { id: '3f1c2d90-7a55-4d0e-9a1b-0c7f5e1d2a3b', name: 'one' },
    reads: 'no clusters',
  },
  'views.save': {
    type: 'mutation',
    role: 'operator',
    input: { name: 'one', screen: 'traffic' },
    reads: 'no clusters',
  },
}

/** What a caller must bring to each door of the outer wall. */
const routeRows: Record<string, { needs: string; host: boolean; origin: string; loopback: boolean }> = {
  healthz: { needs: 'nothing', host: false, origin: 'no', loopback: false },
  readyz: { needs: 'nothing', host: false, origin: 'no', loopback: false },
  metrics: { needs: 'nothing', host: true, origin: 'all', loopback: true },
  ingest: { needs: 'ingest token', host: true, origin: 'all', loopback: false },
  trpc: { needs: 'session', host: true, origin: 'all', loopback: false },
  pages: { needs: 'session', host: true, origin: 'mutations', loopback: false },
}

/** Every file of app/ that Next turns into a door of its own; all lie behind trpc and pages. */
const nextDoors = ['api/trpc/[trpc]/route.ts']

const procedures = appRouter._def.procedures as unknown as Record<string, AnyProcedure>
const asked: { params: Record<string, unknown> }[] = []

const refusedFor = (clusterId: string | null): RefusedCalls => ({
  status: 401,
  reason: 'this ingest token is unknown here',
  route: `/api/ingest/v1/clusters/${clusterId}/audit`,
  clusterId,
  token: null,
  fromPage: false,
  from: '10.0.0.9',
  userAgent: 'shipper/1',
  count: 1,
  firstAt: new Date('2026-11-23T00:59:00Z'),
  lastAt: new Date('2026-11-23T00:59:00Z'),
})

const followedFor = (clusterId: string): FollowedFile => ({
  clusterId,
  path: `/var/log/${clusterId}.log`,
  state: 'following',
  reason: '',
  positionBytes: 0,
  sizeBytes: 0,
  behindBytes: 0,
  behindSince: null,
  lastReadAt: null,
  lost: { times: 0, lastAt: null, what: '' },
})

/** A context whose stores only note what they are asked. */
function contextOf(viewer: Partial<Viewer>): QueryContext {
  const forbiddenStore = new Proxy(
    {},
    {
      get: () => {
        throw new Error('the relational store was touched')
      },
    },
  )
  return {
    viewer: { name: 'test', role: 'admin', clusters: 'all', namespaces: 'all', ...viewer },
    requestId: 'test',
    relational: { db: forbiddenStore },
    events: {
      rows: async (question: { params: Record<string, unknown> }) => {
        asked.push(question)
        return []
      },
    },
    clock: { now: () => new Date('2026-11-23T01:00:00Z') },
    clockKind: 'fixed',
    settings: { dataDir: '/data', retentionRawDays: 14, retentionRollupDays: 400 },
    log: { error: () => undefined, info: () => undefined },
    tokens: { forget: () => undefined },
    queryTimes: createQueryTimes(),
    tokenFile: '/data/ingest-token',
    intake: () => ({
      pausedBecause: null,
      refusedCalls: ['mine', 'theirs', null].map(refusedFor),
      followedFiles: ['mine', 'theirs'].map(followedFor),
      skipped: [],
    }),
    signal: undefined,
  } as unknown as QueryContext
}

function call(name: string, input: unknown, viewer: Partial<Viewer> = {}): Promise<unknown> {
  return callTRPCProcedure({
    router: appRouter,
    path: name,
    getRawInput: async () => input,
    ctx: contextOf(viewer),
    type: procedureRows[name]?.type ?? 'query',
    signal: undefined,
    batchIndex: 0,
  })
}

beforeEach(() => {
  asked.length = 0
})

describe('the access matrix', () => {
  it('has a row for every procedure, and no row too many', () => {
    expect(Object.keys(procedures).sort()).toEqual(Object.keys(procedureRows).sort())
  })

  it('has a row for every door of the outer wall, saying what the door does', () => {
    const shown = httpRoutes.map(({ id, needs, hostChecked, originChecked, loopbackOnly }) => [
      id,
      { needs, host: hostChecked, origin: originChecked, loopback: loopbackOnly },
    ])
    expect(Object.fromEntries(shown)).toEqual(routeRows)
  })

  it('knows every door that Next makes out of a file', () => {
    const app = path.join(import.meta.dirname, '../app')
    const files = readdirSync(app, { recursive: true, encoding: 'utf8' })
    expect(files.filter((file) => /(^|\/)route\.(ts|tsx|js)$/.test(file)).sort()).toEqual(nextDoors)
    expect(files.filter((file) => /(^|\/)(proxy|middleware)\.ts$/.test(file))).toEqual([])
  })
})

/** What the outer wall says to a request, by status; 0 when it lets it pass. */
function wall(route: HttpRoute, over: { method?: string; headers?: object; peer?: string }): number {
  const req = {
    method: over.method ?? route.methods[0],
    headers: { host: 'localhost:3000', ...over.headers },
    socket: { remoteAddress: over.peer ?? '127.0.0.1' },
  } as unknown as IncomingMessage
  return refusalOf(req, route, hostRule('127.0.0.1', []))?.status ?? 0
}

describe.each(httpRoutes.map((route) => [route.id, route] as const))('the door %s', (id, route) => {
  const row = routeRows[id]
  const mutation = route.methods.find((method) => method === 'POST')
  const foreign = { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }

  it('lets an honest request pass', () => expect(wall(route, {})).toBe(0))

  it('answers to foreign Hosts only where nothing is told', () => {
    expect(wall(route, { headers: { host: 'evil.example' } })).toBe(row?.host ? 421 : 0)
    expect(wall(route, { headers: { host: undefined } })).toBe(row?.host ? 421 : 0)
  })

  it('takes no method that is not listed', () => {
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) {
      if (!route.methods.includes(method)) expect(wall(route, { method })).toBe(405)
    }
  })

  it('takes no mutation from a page of another origin, nor one that a form could send', () => {
    if (mutation === undefined) return
    const headers = { 'content-type': 'application/json', 'content-length': '2' }
    expect(wall(route, { method: mutation, headers: { ...headers, ...foreign } })).toBe(403)
    if (row?.needs === 'ingest token') return
    for (const type of [
      'text/plain',
      'multipart/form-data',
      'application/x-www-form-urlencoded',
      undefined,
    ]) {
      expect(wall(route, { method: mutation, headers: { ...headers, 'content-type': type } })).toBe(415)
    }
  })

  it('answers reads of other origins and other machines as its row says', () => {
    const method = route.methods.find((known) => known === 'GET')
    if (method === undefined) return
    expect(wall(route, { method, headers: foreign })).toBe(row?.origin === 'all' ? 403 : 0)
    expect(wall(route, { method, peer: '10.0.0.7' })).toBe(row?.loopback ? 403 : 0)
  })
})

describe.each(Object.entries(procedureRows))('%s', (name, row) => {
  it('is of the type and role the matrix says', () => {
    expect(procedures[name]?._def.type).toBe(row.type)
    expect(procedures[name]?._def.meta).toEqual({ role: row.role })
  })

  it('refuses every role below, before any store is asked', async () => {
    for (const role of roles.slice(0, roles.indexOf(row.role))) {
      await expect(call(name, row.input, { role })).rejects.toMatchObject({ code: 'FORBIDDEN' })
    }
    expect(asked).toEqual([])
  })

  it('refuses unknown keys, before any store is asked', async () => {
    for (const input of [
      { ...row.input, surprise: 1 },
      { ...row.input, __proto__x: {} },
    ]) {
      await expect(call(name, input)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    }
    expect(asked).toEqual([])
  })

  it('refuses inputs that are no object', async () => {
    for (const input of [7, 'text', [], null]) {
      await expect(call(name, input)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    }
  })
})

describe('sources.list with its page of rows', () => {
  const input = { rows: { window } }
  it('tells a narrow viewer of granted clusters only, also of refused calls and files', async () => {
    const answer = await call('sources.list', input, { role: 'viewer', clusters: ['mine'] })
    const intake = { refusedCalls: [{ clusterId: 'mine' }], followedFiles: [{ clusterId: 'mine' }] }
    expect(answer).toMatchObject({ page: { total: 1, intake } })
    expect(JSON.stringify(answer)).not.toContain('theirs')
    expect(asked.length).toBeGreaterThan(0)
    for (const { params } of asked) expect(params.scope_clusters).toEqual(['mine'])
  })
})

describe.each(Object.keys(procedureRows).filter((name) => procedureRows[name]?.reads === 'scoped'))(
  '%s under a narrow grant',
  (name) => {
    it('asks the event store for granted clusters only', async () => {
      await call(name, procedureRows[name]?.input, { role: 'viewer', clusters: ['mine'] })
      expect(asked.length).toBeGreaterThan(0)
      for (const { params } of asked) {
        const clusters = Object.entries(params).filter(([key]) => key.endsWith('clusters'))
        expect(clusters).toContainEqual(['scope_clusters', ['mine']])
        for (const [, values] of clusters) expect(JSON.stringify(values)).not.toContain('theirs')
      }
    })

    it('never answers about a cluster that was not granted', async () => {
      const answer = await call(name, procedureRows[name]?.input, { role: 'viewer', clusters: ['mine'] })
      expect(JSON.stringify(answer)).not.toContain('theirs')
    })
  },
)
