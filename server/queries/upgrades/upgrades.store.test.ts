// The questions on upgrades over both embedded stores: findings written by the product's own writer, answers as they
// are counted here from the same list.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tellClusterFacts } from '../../../db/relational/write/cluster-facts.ts'
import { tellClusterParts } from '../../../db/relational/write/cluster-parts.ts'
import { registerCluster } from '../../../db/relational/write/clusters.ts'
import { findingId, putCheckResults } from '../../../db/relational/write/findings.ts'
import { openTestStores, type TestStores } from '../../../db/store-tests/stores.ts'
import { checks } from '../../../domain/insights/registry.ts'
import type { ProviderInsight } from '../../../domain/model/cluster-part.ts'
import type { CheckResult, Finding } from '../../../domain/model/finding.ts'
import { ownerRules } from '../../../domain/model/owner-rules.ts'
import { fixedClock } from '../../../domain/units/clock.ts'
import { openViewer } from '../../auth/viewer.ts'
import type { QueryContext } from '../../context.ts'
import { findingInput, upgradeFinding } from './finding.ts'
import { findingsInput, upgradeFindings } from './findings.ts'
import { matrixInput, upgradeMatrix } from './matrix.ts'
import { endFindingWaiver, waiveFinding, waiveInput } from './waive.ts'

let stores: TestStores
const now = new Date('2026-11-23T12:00:00Z')
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000)
const contextAt = (at: Date): QueryContext =>
  ({
    viewer: openViewer,
    requestId: 'test',
    relational: stores.relational,
    events: stores.events,
    clock: fixedClock(at),
    collecting: { sources: () => [] },
    signal: undefined,
    owners: ownerRules([
      { on: 'workload-label', key: 'team' },
      { on: 'namespace-label', key: 'team' },
      { on: 'cluster-tag', key: 'team' },
    ]),
  }) as unknown as QueryContext

const finding = (clusterId: string, checkId: string, name: string, over: Partial<Finding> = {}): Finding => ({
  ...{
    checkId,
    clusterId,
    about: '',
    status: 'error',
    summary: `${name} is wrong`,
    recommendation: 'mend it',
  },
  subject: { kind: 'NodeGroup', namespace: null, name },
  evidence: [{ signal: 'cluster-object', says: 'so', at: ago(1), count: 3, names: [] }],
  ...{ ownerHint: {}, lastSeenAt: null, deadline: null },
  ...over,
})
const call = finding('old', 'api-removals', 'operator', {
  subject: { kind: 'ServiceAccount', namespace: 'hpa', name: 'operator' },
  lastSeenAt: ago(3),
  ownerHint: { workloadLabels: { team: 'ads' } },
})
const found: Record<string, readonly Finding[]> = {
  old: [
    finding('old', 'kubelet-skew', 'core'),
    finding('old', 'kubelet-skew', 'batch', { status: 'warning' }),
    call,
    finding('old', 'support-end', 'old'),
  ],
  young: [
    finding('young', 'drain-safety', 'cart', {
      status: 'warning',
      ownerHint: { namespaceLabels: { team: 'shop' } },
    }),
  ],
  due: [finding('due', 'support-end', 'due')],
  dark: [],
}
const versions: Record<string, string> = { old: '1.31', young: '1.36', due: '1.34', dark: '1.35' }

function resultsOf(clusterId: string): CheckResult[] {
  return checks.map(({ id: checkId }): CheckResult => {
    if (clusterId === 'dark' && checkId === 'kubelet-skew') {
      return { checkId, clusterId, status: 'unknown', findings: [], unreadBecause: 'nodes: 403', asOf: null }
    }
    const own = (found[clusterId] ?? []).filter((one) => one.checkId === checkId)
    return {
      checkId,
      clusterId,
      status: own[0]?.status ?? 'passing',
      findings: own,
      unreadBecause: null,
      asOf: ago(1),
    }
  })
}

beforeAll(async () => {
  stores = await openTestStores()
  const { relational } = stores
  for (const id of Object.keys(found)) {
    await registerCluster(relational, { id, region: null, accountId: null, now })
    const facts = { provider: 'eks', version: versions[id], tags: { team: `owner of ${id}` } } as const
    await tellClusterFacts(relational, { clusterId: id, sourceId: `eks-api:${id}`, rank: 0, facts, now })
    await putCheckResults(relational, { clusterId: id, results: resultsOf(id), now: ago(1) })
  }
  const insight = { title: 'Kubelet version skew', status: 'PASSING', lastRefreshAt: ago(9).toISOString() }
  const rest = { category: 'UPGRADE_READINESS', resources: [], deprecations: [], addOns: [] }
  const facts = { ...insight, ...rest } as unknown as ProviderInsight
  await tellClusterParts(relational, {
    ...{ clusterId: 'old', kind: 'insight', sourceId: 'eks-api:old', now },
    parts: [{ kind: 'insight', name: 'i-1', facts }],
  })
})
afterAll(() => stores.close())

const list = (input: object, at = now) => upgradeFindings(contextAt(at), findingsInput.parse(input))
const matrix = (input: object, at = now) => upgradeMatrix(contextAt(at), matrixInput.parse(input))
const names = (rows: readonly { subject: { name: string } }[]) => rows.map(({ subject }) => subject.name)

describe('findings', () => {
  test('come worst first, in pages, with whose they are by the nearest rule', async () => {
    const whole = await list({})
    expect(names(whole.rows)).toEqual(['due', 'operator', 'core', 'old', 'batch', 'cart'])
    expect(whole).toMatchObject({ total: 6, nextCursor: null, freshness: { clustersTotal: 4 } })
    expect(Object.fromEntries(whole.rows.map((row) => [row.subject.name, row.owner.id]))).toEqual({
      ...{ operator: 'ads', cart: 'shop', due: 'owner of due' },
      ...{ core: 'owner of old', old: 'owner of old', batch: 'owner of old' },
    })
    const paged: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({
        limit: 2,
        ...(cursor !== null && { cursor }),
      })
      paged.push(...names(page.rows))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(paged).toEqual(names(whole.rows))
  })

  test('are narrowed by check, status, words and scope, and counted over all of them', async () => {
    expect(names((await list({ checks: ['kubelet-skew'] })).rows)).toEqual(['core', 'batch'])
    expect(names((await list({ statuses: ['warning'] })).rows)).toEqual(['batch', 'cart'])
    expect(names((await list({ find: 'OPERAT' })).rows)).toEqual(['operator'])
    expect(names((await list({ scope: { clusters: ['young'] } })).rows)).toEqual(['cart'])
    expect(names((await list({ scope: { namespaces: ['hpa'] } })).rows)).toEqual(['operator'])
    const narrowed = await list({ checks: ['kubelet-skew'], statuses: ['warning'] })
    expect(narrowed.total).toBe(1)
    expect(narrowed.byCheck.find(({ checkId }) => checkId === 'kubelet-skew')).toMatchObject({
      byStatus: { error: 1, warning: 1, unknown: 0, passing: 0 },
      waived: 0,
      unread: 1,
    })
  })

  test('of calls are green once the last call lies before the window the reader chose', async () => {
    const window = (from: Date) => ({ from: from.toISOString(), to: now.toISOString() })
    const status = async (from: Date) =>
      (await list({ window: window(from), find: 'operator' })).rows.map((row) => [row.status, row.lastSeenAt])
    expect(await status(ago(4))).toEqual([['error', ago(3)]])
    expect(await status(ago(2))).toEqual([['passing', ago(3)]])
    const within = async (hours: number) =>
      (await list({ callsWithinMinutes: hours * 60, find: 'operator' })).rows.map((row) => row.status)
    expect([await within(4), await within(2)]).toEqual([['error'], ['passing']])
    expect(
      (await matrix({ window: window(ago(2)), scope: { clusters: ['old'] } })).rows[0]?.cells['api-removals'],
    ).toMatchObject({
      status: 'passing',
      findings: { passing: 1, error: 0 },
    })
  })

  test('refuse what is no check and no cursor', async () => {
    expect(() => findingsInput.parse({ checks: ['no-such'] })).toThrow(/no check of that id/)
    for (const cursor of ['x', 'bm9uZQ', Buffer.from('["1"]').toString('base64url')]) {
      await expect(list({ cursor })).rejects.toMatchObject({ code: 'Invalid' })
    }
  })
})

test('one finding, whole: what became of it, what its check is about, what the provider says', async () => {
  const id = findingId(found.old?.[0] as Finding)
  const answer = await upgradeFinding(contextAt(now), findingInput.parse({ id }))
  expect(answer).toMatchObject({
    finding: {
      id,
      status: 'error',
      clusterName: 'old',
      title: 'Kubelet version skew',
      owner: { id: 'owner of old' },
    },
    check: { remedy: expect.stringContaining('version of the control plane') },
    history: [{ kind: 'opened', before: 'passing', after: 'error', at: ago(1) }],
    waivers: [],
    insights: [{ status: 'PASSING', lastRefreshAt: ago(9) }],
  })
  const none = findingInput.parse({ id: '0'.repeat(32) })
  await expect(upgradeFinding(contextAt(now), none)).rejects.toMatchObject({ code: 'NotFound' })
})

describe('the matrix', () => {
  test('has what presses first, each cluster with its verdict', async () => {
    const answer = await matrix({})
    // 1.31 leaves extended support on 2026-11-26, 1.34 standard support on 2026-12-02 (user guide).
    expect(answer.rows.map(({ clusterId, verdict, target }) => `${clusterId} ${verdict} ${target}`)).toEqual([
      ...['old blocked 1.32', 'due warnings 1.35', 'dark unknown 1.36', 'young warnings 1.37'],
    ])
    expect(answer.rows[0]).toMatchObject({
      deadline: new Date('2026-11-26T00:00:00Z'),
      owner: { id: 'owner of old' },
    })
    expect(answer.byVerdict).toEqual({ blocked: 1, unknown: 1, warnings: 2, ready: 0 })
    expect(answer.rows[0]?.cells['kubelet-skew']).toMatchObject({
      status: 'error',
      findings: { error: 1, warning: 1 },
      // Where the two disagree, both are there with their times.
      provider: { status: 'PASSING', at: ago(9) },
      asOf: ago(1),
    })
    expect(answer.rows.find(({ clusterId }) => clusterId === 'dark')?.cells['kubelet-skew']).toMatchObject({
      status: 'unknown',
      unreadBecause: 'nodes: 403',
    })
    expect(answer.checks.find(({ checkId }) => checkId === 'support-end')?.clusters).toEqual({
      ...{ error: 2, warning: 0, unknown: 0, passing: 2 },
    })
  })

  test('is narrowed by verdict and paged', async () => {
    const one = await matrix({ verdicts: ['warnings'], limit: 1 })
    expect(one).toMatchObject({ total: 2, nextCursor: '1', rows: [{ clusterId: 'due' }] })
    expect(await matrix({ verdicts: ['warnings'], limit: 1, cursor: '1' })).toMatchObject({
      nextCursor: null,
      rows: [{ clusterId: 'young' }],
    })
    expect(await matrix({ verdicts: ['ready'] })).toMatchObject({ total: 0, rows: [] })
  })
})

test('a waived finding counts no more, and comes back by itself', async () => {
  const id = findingId(found.young?.[0] as Finding)
  const until = new Date(now.getTime() + 86_400_000)
  const input = { findingId: id, reason: 'moves in March', expiresAt: until.toISOString() }
  const waiver = await waiveFinding(contextAt(now), waiveInput.parse(input))
  const scope = { clusters: ['young'] }
  const verdict = async (at: Date) => (await matrix({ scope }, at)).rows[0]?.verdict
  expect((await list({ scope })).total).toBe(0)
  expect(await list({ scope, waived: 'only' })).toMatchObject({
    total: 1,
    rows: [{ id, isWaived: true, waiver: { reason: 'moves in March', author: 'local', expiresAt: until } }],
  })
  expect((await list({ scope, waived: 'with' })).total).toBe(1)
  expect(await verdict(now)).toBe('ready')
  expect(await verdict(until)).toBe('warnings')
  expect((await list({ scope }, until)).total).toBe(1)
  const shown = await upgradeFinding(contextAt(now), findingInput.parse({ id }))
  expect(shown.waivers).toMatchObject([
    { id: waiver.id, reason: 'moves in March', author: 'local', expiresAt: until, isActive: true },
  ])
  await endFindingWaiver(contextAt(now), { id: waiver.id })
  expect((await list({ scope })).total).toBe(1)
  await expect(endFindingWaiver(contextAt(now), { id: waiver.id })).rejects.toMatchObject({
    code: 'NotFound',
  })
})

describe('a viewer of some clusters', () => {
  const narrow = (at = now) => ({
    ...contextAt(at),
    viewer: { name: 'eve', role: 'operator', clusters: ['young'], namespaces: 'all' } as const,
  })
  const theirs = findingId(found.old?.[0] as Finding)
  const expiresAt = new Date(now.getTime() + 86_400_000).toISOString()

  test('sees their findings alone', async () => {
    const answer = await upgradeFindings(narrow(), findingsInput.parse({}))
    expect(names(answer.rows)).toEqual(['cart'])
    expect(answer.byCheck.find(({ checkId }) => checkId === 'kubelet-skew')).toMatchObject({ unread: 0 })
    expect(
      (await upgradeMatrix(narrow(), matrixInput.parse({}))).rows.map(({ clusterId }) => clusterId),
    ).toEqual(['young'])
    const asked = upgradeFinding(narrow(), findingInput.parse({ id: theirs }))
    await expect(asked).rejects.toMatchObject({ code: 'NotFound' })
  })

  test('waives no other and ends no other waiver', async () => {
    const input = waiveInput.parse({ findingId: theirs, reason: 'hush', expiresAt })
    await expect(waiveFinding(narrow(), input)).rejects.toMatchObject({ code: 'NotFound' })
    const { id } = await waiveFinding(contextAt(now), input)
    await expect(endFindingWaiver(narrow(), { id })).rejects.toMatchObject({ code: 'NotFound' })
    await endFindingWaiver(contextAt(now), { id })
  })

  test('waives for half a year at most, and not until a day that has passed', async () => {
    for (const day of [now.toISOString(), '2027-05-23T12:00:00Z']) {
      const input = waiveInput.parse({ findingId: theirs, reason: 'known', expiresAt: day })
      await expect(waiveFinding(contextAt(now), input)).rejects.toMatchObject({ code: 'Invalid' })
    }
  })
})
