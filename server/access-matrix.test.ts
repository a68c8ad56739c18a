// Who may do what, in one table: every procedure of the router has a row here, or this test fails. Each row is then tried: wrong role, unknown keys, narrow scope.
import type { AnyProcedure } from '@trpc/server'
import { callTRPCProcedure } from '@trpc/server'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ownerRules } from '../domain/model/owner-rules.ts'
import { type Role, roles, type Viewer } from './auth/viewer.ts'
import type { QueryContext } from './context.ts'
import { fakeDelivery } from './fake-deliveries.ts'
import { myFinding } from './fake-findings.ts'
import { followedFor, refusedFor } from './fake-intake.ts'
import { createQueryTimes } from './query-times.ts'
import { appRouter } from './root.ts'

// It asks about no cluster; where it finds any hour, all others are asked.
vi.mock('../db/events/any-log-hours.ts', () => ({ isAnyHourRead: async () => true }))
vi.mock('../db/relational/read/clusters.ts', () => ({
  listClusters: async () => [
    { id: 'mine', name: 'mine', accountId: null, region: null, tags: {}, goneAt: null },
    { id: 'theirs', name: 'theirs', accountId: 'theirs', region: null, tags: { of: 'theirs' }, goneAt: null },
  ],
}))
vi.mock('../db/relational/read/find-clusters.ts', () => ({
  findClusters: async (_store: unknown, { among }: { among: 'all' | readonly string[] }) =>
    ['mine', 'theirs']
      .filter((id) => among === 'all' || among.includes(id))
      .map((id) => ({ id, accountId: null, region: null })),
}))
vi.mock('../db/relational/read/fleet.ts', () => import('./fake-fleet.ts'))
vi.mock('../db/relational/read/touched-rows.ts', () => import('./fake-findings.ts'))
vi.mock('../db/relational/read/cluster-changes.ts', () => ({
  listClusterChanges: async (_store: unknown, { among }: { among: 'all' | readonly string[] }) =>
    ['mine', 'theirs']
      .filter((id) => among === 'all' || among.includes(id))
      .map((clusterId) => ({ id: 1, clusterId, at: new Date('2026-11-23T00:30:00Z') })),
}))
vi.mock('../db/relational/read/accounts.ts', () => ({ listAccounts: async () => [] }))
vi.mock('../db/relational/read/cluster-counts.ts', () => ({ listClusterCounts: async () => [] }))
vi.mock('../db/relational/read/cluster-aliases.ts', () => ({ aliasesOf: async () => [] }))
vi.mock('../db/relational/read/cluster-facts.ts', () => ({ toldOfCluster: async () => [] }))
vi.mock('../db/relational/read/cluster-parts.ts', () => ({ listParts: async () => [] }))
vi.mock('../db/relational/read/cluster-versions.ts', () => ({ listClusterVersions: async () => [] }))
vi.mock('../db/relational/read/check-results.ts', () => import('./fake-findings.ts'))
vi.mock('../db/relational/read/findings.ts', () => import('./fake-findings.ts'))
vi.mock('../db/relational/read/finding-history.ts', () => import('./fake-findings.ts'))
vi.mock('../db/relational/write/finding-waivers.ts', () => import('./fake-findings.ts'))
vi.mock('../db/relational/read/review-deliveries.ts', () => import('./fake-deliveries.ts'))
vi.mock('../db/relational/write/review-deliveries.ts', () => import('./fake-deliveries.ts'))
vi.mock('../db/relational/read/review-matter.ts', () => ({ reviewMatter: async () => [] }))
vi.mock('../db/relational/read/review-snapshots.ts', () => import('./fake-reviews.ts'))
vi.mock('../db/relational/write/review-snapshots.ts', () => import('./fake-reviews.ts'))
vi.mock('../db/relational/read/source-health.ts', () => ({
  listSourceHealth: async (_store: unknown, { sourceIds }: { sourceIds?: readonly string[] }) =>
    [['mine'], ['theirs'], ['mine', 'theirs'], []]
      .map((clusterIds) => ({ kind: 'kube-api', health: healthOf(clusterIds) }))
      .filter(({ health }) => sourceIds?.includes(health.sourceId) ?? true),
}))
vi.mock('../db/relational/write/source-definitions.ts', () => ({
  addSourceDefinition: async () => 'added',
  removeSourceDefinition: async () => ({ kind: 'kube-api', name: 'x', context: 'x' }),
}))
vi.mock('../db/relational/read/state.ts', () => ({ getState: async () => undefined }))

const healthOf = (clusterIds: string[]) => ({
  sourceId: `kube-api:reads-${clusterIds.join('-')}`,
  state: 'watching',
  clusterIds,
  asOf: new Date('2026-11-23T00:59:30Z'),
  lastTriedAt: null,
  nextTryAt: null,
  intervalMs: 60_000,
  troubles: [],
  counts: {},
  clockSkewMs: null,
  updatedAt: new Date('2026-11-23T00:59:30Z'),
})

interface ProcedureRow {
  readonly type: 'query' | 'mutation' | 'subscription'
  readonly role: Role
  /** The smallest input it takes; undefined when it takes none. */
  readonly input: Record<string, unknown> | undefined
  /**
   * 'scoped': answers about clusters, so a narrow viewer gets a narrow answer. 'sources': about sources
   * that are read, of which a narrow viewer knows those that speak of granted clusters alone.
   */
  readonly reads: 'scoped' | 'relational' | 'sources' | 'no clusters'
}

const window = { from: '2026-11-23T00:00:00Z', to: '2026-11-23T01:00:00Z' }

const someId = '3f1c2d90-7a55-4d0e-9a1b-0c7f5e1d2a3b'
const pageSource = { kind: 'kube-api', name: 'new', context: 'new' }

/** A question of any viewer about clusters. */
const asksOf = (input: ProcedureRow['input']): ProcedureRow => ({
  ...{ type: 'query', role: 'viewer', reads: 'scoped' },
  input,
})

const procedureRows: Record<string, ProcedureRow> = {
  'capacity.controlPlanes': { type: 'query', role: 'viewer', input: { window }, reads: 'scoped' },
  'capacity.series': { type: 'query', role: 'viewer', input: { window }, reads: 'scoped' },
  'fleet.addOns': { type: 'query', role: 'viewer', input: {}, reads: 'scoped' },
  'fleet.changes': { type: 'query', role: 'viewer', input: { window }, reads: 'relational' },
  'fleet.cluster': { type: 'query', role: 'viewer', input: { clusterId: 'mine' }, reads: 'scoped' },
  'fleet.clusters': { type: 'query', role: 'viewer', input: {}, reads: 'scoped' },
  'fleet.compare': { type: 'query', role: 'viewer', input: { clusters: ['mine', 'other'] }, reads: 'scoped' },
  'fleet.distribution': asksOf({ rows: 'version', columns: 'support' }),
  'fleet.nodeGroups': { type: 'query', role: 'viewer', input: {}, reads: 'scoped' },
  'fleet.nodes': { type: 'query', role: 'viewer', input: {}, reads: 'scoped' },
  'fleet.objectChanges': asksOf({ clusterId: 'mine', window }),
  'fleet.objects': asksOf({ clusterId: 'mine', kind: 'Node' }),
  'fleet.scopeChoices': { type: 'query', role: 'viewer', input: {}, reads: 'relational' },
  'fleet.summary': { type: 'query', role: 'viewer', input: undefined, reads: 'scoped' },
  'review.deliver': {
    type: 'mutation',
    role: 'operator',
    input: { deliveryId: 'hook' },
    reads: 'no clusters',
  },
  'review.deliveries': { type: 'query', role: 'viewer', input: undefined, reads: 'no clusters' },
  'review.preview': { type: 'query', role: 'viewer', input: { deliveryId: 'hook' }, reads: 'scoped' },
  'review.takeSnapshot': { type: 'mutation', role: 'operator', input: undefined, reads: 'no clusters' },
  'review.week': { type: 'query', role: 'viewer', input: undefined, reads: 'scoped' },
  'review.weeks': { type: 'query', role: 'viewer', input: undefined, reads: 'no clusters' },
  'sources.add': { type: 'mutation', role: 'admin', input: { source: pageSource }, reads: 'no clusters' },
  'sources.choices': { type: 'query', role: 'admin', input: undefined, reads: 'no clusters' },
  'sources.findClusters': { type: 'query', role: 'viewer', input: { text: '' }, reads: 'scoped' },
  'sources.list': { type: 'query', role: 'viewer', input: undefined, reads: 'scoped' },
  'sources.read': { type: 'query', role: 'viewer', input: undefined, reads: 'sources' },
  'sources.remove': {
    type: 'mutation',
    role: 'admin',
    input: { sourceId: 'kube-api:x' },
    reads: 'no clusters',
  },
  'sources.rejects': { type: 'query', role: 'viewer', input: { window }, reads: 'scoped' },
  'sources.test': { type: 'query', role: 'viewer', input: { clusterId: 'mine' }, reads: 'scoped' },
  'sources.testRead': {
    type: 'mutation',
    role: 'operator',
    input: { sourceId: 'kube-api:reads-mine' },
    reads: 'sources',
  },
  'sources.tryOut': { type: 'mutation', role: 'admin', input: { source: pageSource }, reads: 'no clusters' },
  'tokens.create': { type: 'mutation', role: 'admin', input: { name: 'one' }, reads: 'no clusters' },
  'tokens.list': { type: 'query', role: 'admin', input: undefined, reads: 'no clusters' },
  'tokens.rotate': { type: 'mutation', role: 'admin', input: { id: someId }, reads: 'no clusters' },
  'tokens.revoke': { type: 'mutation', role: 'admin', input: { id: someId }, reads: 'no clusters' },
  'traffic.agentVersions': {
    type: 'query',
    role: 'viewer',
    input: { window, agents: ['policy-agent'] },
    reads: 'scoped',
  },
  'traffic.topTalkers': asksOf({ window, groupBy: ['user'] }),
  'traffic.breakdowns': asksOf({ window, splits: [{ by: ['user'] }] }),
  'traffic.callers': asksOf({ window, users: ['system:serviceaccount:argocd:argocd-server'] }),
  'traffic.comparison': {
    type: 'query',
    role: 'viewer',
    input: { window, against: window, groupBy: ['user'] },
    reads: 'scoped',
  },
  'traffic.tail': { type: 'subscription', role: 'viewer', input: {}, reads: 'scoped' },
  'traffic.series': { type: 'query', role: 'viewer', input: { window, groupBy: ['user'] }, reads: 'scoped' },
  'traffic.fixes': asksOf({ window }),
  'traffic.onsets': asksOf({ window }),
  'traffic.requests': { type: 'query', role: 'viewer', input: { window }, reads: 'scoped' },
  'upgrades.endWaiver': { type: 'mutation', role: 'operator', input: { id: someId }, reads: 'no clusters' },
  'upgrades.finding': { type: 'query', role: 'viewer', input: { id: myFinding }, reads: 'scoped' },
  'upgrades.findings': { type: 'query', role: 'viewer', input: {}, reads: 'scoped' },
  'upgrades.matrix': { type: 'query', role: 'viewer', input: {}, reads: 'scoped' },
  'upgrades.plan': { type: 'query', role: 'viewer', input: { target: '1.36' }, reads: 'scoped' },
  'upgrades.refresh': { type: 'mutation', role: 'operator', input: {}, reads: 'no clusters' },
  'upgrades.refreshProgress': {
    type: 'subscription',
    role: 'viewer',
    input: undefined,
    reads: 'no clusters',
  },
  'upgrades.stopRefresh': { type: 'mutation', role: 'operator', input: { id: someId }, reads: 'no clusters' },
  'upgrades.waive': {
    type: 'mutation',
    role: 'operator',
    input: { findingId: myFinding, reason: 'known', expiresAt: '2026-12-01T00:00:00Z' },
    reads: 'no clusters',
  },
  'views.list': { type: 'query', role: 'viewer', input: undefined, reads: 'no clusters' },
  'views.remove': { type: 'mutation', role: 'operator', input: { id: someId }, reads: 'no clusters' },
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

const procedures = appRouter._def.procedures as unknown as Record<string, AnyProcedure>
const asked: { params: Record<string, unknown> }[] = []

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
    owners: ownerRules([]),
    tokenFile: '/data/ingest-token',
    collecting: {
      sources: () => [],
      choices: () => ({
        contexts: [],
        credentials: [{ name: 'prod', token: { env: 'NEVER_TOLD' } }],
        grants: {},
      }),
      troubleOf: async () => undefined,
      test: async (sourceId: string) => ({ checks: [{ what: sourceId, ok: true, says: '', grant: null }] }),
      tryOut: async () => ({ checks: [] }),
      look: async () => undefined,
    },
    configState: () => ({ file: '/etc/periplus.yaml', exists: true, problem: null }),
    deliveries: [fakeDelivery],
    lookAtDeliveries: async () => undefined,
    intake: () => ({
      pausedBecause: null,
      refusedCalls: ['mine', 'theirs', null].map(refusedFor),
      followedFiles: ['mine', 'theirs'].map(followedFor),
      skipped: [],
    }),
    signal: undefined,
    stopping: new AbortController().signal,
  } as unknown as QueryContext
}

/** Of what answers on and on, the first answer. */
async function call(name: string, input: unknown, viewer: Partial<Viewer> = {}): Promise<unknown> {
  const answer = await callTRPCProcedure({
    router: appRouter,
    path: name,
    getRawInput: async () => input,
    ctx: contextOf(viewer),
    type: procedureRows[name]?.type ?? 'query',
    signal: undefined,
    batchIndex: 0,
  })
  if (procedureRows[name]?.type !== 'subscription') return answer
  for await (const step of answer as AsyncIterable<unknown>) return step
}

beforeEach(() => {
  asked.length = 0
})

describe('the access matrix', () => {
  it('has a row for every procedure, and no row too many', () => {
    expect(Object.keys(procedures).sort()).toEqual(Object.keys(procedureRows).sort())
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

describe.each(Object.keys(procedureRows).filter((name) => procedureRows[name]?.reads === 'relational'))(
  '%s under a narrow grant, of the relational store',
  (name) => {
    it('tells of granted clusters only, and of nothing when none is', async () => {
      const answer = await call(name, procedureRows[name]?.input, { role: 'viewer', clusters: ['mine'] })
      expect(JSON.stringify(answer)).toContain('mine')
      expect(JSON.stringify(answer)).not.toContain('theirs')
      const none = await call(name, procedureRows[name]?.input, { role: 'viewer', clusters: [] })
      expect(JSON.stringify(none)).not.toMatch(/mine|theirs/)
    })
  },
)

describe('deliveries of the review', () => {
  it('say nothing of where secrets are, and a preview of a part says that it is one', async () => {
    const list = await call('review.deliveries', undefined)
    expect(list).toMatchObject({ deliveries: [{ deliveryId: 'hook', place: 'webhook' }] })
    expect(JSON.stringify(list)).not.toContain('NEVER_TOLD')
    const preview = (viewer: Partial<Viewer>) => call('review.preview', { deliveryId: 'hook' }, viewer)
    expect(await preview({})).toMatchObject({ week: '2026-W47', isWhole: true, isOver: true })
    expect(await preview({ clusters: ['mine'] })).toMatchObject({ isWhole: false })
  })
})

describe('sources that are read, under a narrow grant', () => {
  const narrow = { role: 'operator', clusters: ['mine'] } as const

  it('are known when all they speak of is granted', async () => {
    const answer = (await call('sources.read', undefined, narrow)) as { rows: { sourceId: string }[] }
    expect(answer.rows.map(({ sourceId }) => sourceId)).toEqual(['kube-api:reads-mine'])
    expect(answer).toMatchObject({ total: 1, config: null, byState: { reading: 1 } })
    expect(await call('sources.read', undefined)).toMatchObject({ total: 4 })
  })

  it('are tested when they are known', async () => {
    const test = (sourceId: string, viewer: Partial<Viewer>) => call('sources.testRead', { sourceId }, viewer)
    expect(await test('kube-api:reads-mine', narrow)).toMatchObject({ ok: true })
    for (const other of ['kube-api:reads-theirs', 'kube-api:reads-mine-theirs', 'kube-api:reads-', 'none']) {
      await expect(test(other, narrow)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    expect(await test('kube-api:reads-theirs', { role: 'operator' })).toMatchObject({ ok: true })
  })

  it('have credentials of which only the name is told', async () => {
    const answer = await call('sources.choices', undefined)
    expect(answer).toMatchObject({ credentials: [{ name: 'prod', opens: ['kube-api'] }] })
    expect(JSON.stringify(answer)).not.toContain('NEVER_TOLD')
  })
})
