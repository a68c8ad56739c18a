// The fleet's table through the router, over both stores and over clusters as bad as they come: what pages show
// together is what a file gets, counts are those of the rows, and what is not known is shown as that.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { putClusterCounts } from '../db/relational/write/cluster-counts.ts'
import { tellClusterFacts, tellClusterGone } from '../db/relational/write/cluster-facts.ts'
import { tellClusterParts } from '../db/relational/write/cluster-parts.ts'
import { registerCluster } from '../db/relational/write/clusters.ts'
import { putCheckResults } from '../db/relational/write/findings.ts'
import { openTestStores, type TestStores } from '../db/store-tests/stores.ts'
import type { ClusterPart } from '../domain/model/cluster-part.ts'
import type { FleetFacet } from '../domain/model/fleet-facets.ts'
import { groupFacets } from '../domain/model/fleet-groups.ts'
import { fleetSorts } from '../domain/model/fleet-order.ts'
import type { FleetRow } from '../domain/model/fleet-row.ts'
import { ownerRules } from '../domain/model/owner-rules.ts'
import { fixedClock } from '../domain/units/clock.ts'
import { openViewer } from './auth/viewer.ts'
import type { QueryContext } from './context.ts'
import { appRouter } from './root.ts'

const now = new Date('2026-11-24T12:00:00Z')
const source = 'eks-api:all'

let stores: TestStores
const caller = () =>
  appRouter.createCaller({
    ...{ viewer: openViewer, requestId: 'test', relational: stores.relational, events: stores.events },
    ...{
      clock: fixedClock(now),
      owners: ownerRules([{ on: 'cluster-tag', key: 'team' }]),
      signal: undefined,
    },
    collecting: { sources: () => [] },
    queryTimes: { observe: () => undefined },
    log: { error: console.error },
  } as unknown as QueryContext).fleet

interface Made {
  readonly id: string
  readonly region?: string | null
  readonly accountId?: string | null
  /** Undefined: only its audit log is known. */
  readonly facts?: object
}
const made: readonly Made[] = [
  { id: 'nameless', region: null, accountId: null },
  { id: 'versionless', facts: { provider: 'eks' } },
  { id: 'banana', facts: { provider: 'eks', version: 'banana' } },
  { id: 'future', facts: { provider: 'eks', version: '1.999' } },
  { id: 'alien', facts: { provider: 'nobody-knows', version: '1.33' } },
  {
    id: 'shop.eu-west-1.1',
    facts: { name: 'shop', provider: 'eks', version: '1.33', tags: { team: 'pay' } },
  },
  { id: 'shop.us-east-1.1', region: 'us-east-1', facts: { name: 'shop', provider: 'eks', version: '1.31' } },
  { id: 'refused', accountId: '403', facts: { provider: 'gke', version: '1.33' } },
  { id: 'odd-tier', facts: { provider: 'eks', version: '1.33', tier: 'tier-64xl', tags: { team: 'ads' } } },
  { id: 'leaving', facts: { provider: 'eks', version: '1.32' } },
]
const parts: readonly ClusterPart[] = [
  {
    ...{ kind: 'add-on', name: 'home-made' },
    facts: {
      ...{ version: null, status: null, publisher: null, owner: null, namespace: null, defaultVersion: null },
      ...{ latestVersion: null, versionsBehind: null, proxyMode: null, health: [], modifiedAt: null },
    },
  },
]

beforeAll(async () => {
  stores = await openTestStores()
  for (const { id, region = 'eu-west-1', accountId = '1', facts } of made) {
    await registerCluster(stores.relational, { id, region, accountId, now })
    if (facts === undefined) continue
    await tellClusterFacts(stores.relational, { clusterId: id, sourceId: source, rank: 1, facts, now })
  }
  await tellClusterParts(stores.relational, {
    clusterId: 'odd-tier',
    kind: 'add-on',
    parts,
    sourceId: source,
    now,
  })
  const counted = {
    pods: 9,
    podsPending: 0,
    podsFailed: 0,
    namespaces: 1,
    workloads: 1,
    podCapacity: 9,
    gpus: 0,
  }
  const rest = {
    cpuAllocatableMillicores: 1,
    memoryAllocatableBytes: 1,
    nodesByKubelet: {},
    nodesByCompute: {},
  }
  const asked = { cpuRequestedMillicores: 0, memoryRequestedBytes: 0 }
  await putClusterCounts(stores.relational, {
    counts: [{ clusterId: 'leaving', nodes: 4, nodesReady: 4, ...counted, ...rest, ...asked }],
    countedAt: now,
  })
  await putCheckResults(stores.relational, {
    ...{ clusterId: 'leaving', now },
    results: [
      {
        ...{ checkId: 'kubelet-skew', clusterId: 'leaving', status: 'unknown', findings: [], asOf: null },
        unreadBecause: 'nodes: 403',
      },
    ],
  })
})
afterAll(() => stores.close())

type Input = NonNullable<Parameters<ReturnType<typeof caller>['clusters']>[0]>

/** As the table is paged through, and as a file reads it. */
async function allPages(input: Input, limit: number): Promise<FleetRow[]> {
  const rows: FleetRow[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await caller().clusters({ ...input, limit, ...(cursor && { cursor }) })
    rows.push(...page.rows)
    cursor = page.nextCursor
  }
  return rows
}

/** What a row that is shown says of the facets that count each cluster once. */
const shown: Partial<Record<FleetFacet, (row: FleetRow) => string>> = {
  version: ({ version }) => version ?? '',
  provider: ({ provider }) => provider ?? '',
  support: ({ supportBand }) => supportBand,
  health: ({ health }) => health,
  tier: ({ tier }) => tier ?? '',
  account: ({ accountId }) => accountId ?? '',
  region: ({ region }) => region ?? '',
  owner: ({ owner }) => owner.id,
}

const question = fc.record({
  where: fc.dictionary(
    fc.constantFrom('version', 'region', 'owner', 'support', 'finding', 'addOn'),
    fc.subarray([
      '',
      '1.33',
      'banana',
      'eu-west-1',
      'pay',
      'unowned',
      'unknown',
      'standard',
      'home-made:unknown',
    ]),
    { maxKeys: 2 },
  ),
  find: fc.constantFrom('', '', 'shop'),
  query: fc.constantFrom('', 'version<1.33', '-version<1.33', 'team=pay,ads', 'nodes=none', 'shop verson=1'),
  sort: fc.constantFrom(...fleetSorts),
  reverse: fc.boolean(),
  groupBy: fc.constantFrom(null, ...groupFacets),
})

test('pages together are the file, and every count is that of the rows', async () => {
  const seed = Date.now() % 2 ** 31
  console.info(`seed ${seed}`)
  await fc.assert(
    fc.asyncProperty(question, async (input) => {
      const [rows, file, page] = [
        await allPages(input, 3),
        await allPages(input, 500),
        await caller().clusters(input),
      ]
      expect(rows).toEqual(file)
      expect(page.total).toBe(rows.length)
      expect(page.inScope).toBe(made.length)
      expect(page.queryProblem === null).toBe(!input.query.includes('verson'))
      for (const [facet, of] of Object.entries(shown)) {
        // A facet's own counts do not follow its own choice.
        const { [facet as FleetFacet]: _, ...others } = input.where as Partial<Record<FleetFacet, string[]>>
        const among = await allPages({ ...input, where: others }, 500)
        const counts = new Map<string, number>()
        for (const row of among) counts.set(of(row), (counts.get(of(row)) ?? 0) + 1)
        const told = page.facets[facet as FleetFacet].filter(({ count }) => count > 0)
        expect(new Map(told.map(({ value, count }) => [value, count])), facet).toEqual(counts)
      }
      if (page.groups === null) return
      expect(page.groups.reduce((sum, { clusters }) => sum + clusters, 0)).toBe(page.total)
      const of = shown[input.groupBy as FleetFacet]
      if (of === undefined) return
      expect(file.map(of)).toEqual(page.groups.flatMap(({ value, clusters }) => Array(clusters).fill(value)))
    }),
    { seed, numRuns: 25 },
  )
})

describe('clusters as bad as they come', () => {
  test('are all there, with what is not known shown as that', async () => {
    const { rows, facets } = await caller().clusters({ sort: 'name' })
    expect(rows.map(({ clusterId }) => clusterId).sort()).toEqual(made.map(({ id }) => id).sort())
    const of = (id: string) => rows.find(({ clusterId }) => clusterId === id)
    expect(of('nameless')).toMatchObject({ name: 'nameless', version: null, accountId: null, provider: null })
    expect(of('nameless')).toMatchObject({ health: 'unknown', nodes: null, ownFindings: null })
    for (const id of ['versionless', 'banana', 'future']) {
      expect(of(id)?.support, id).toMatchObject({ status: 'unknown', endsAt: null, source: null })
      expect(of(id)).toMatchObject({ supportBand: 'unknown', feeMicroUsdPerHour: null })
    }
    expect(of('banana')?.version).toBe('banana')
    expect(of('alien')?.provider).toBeNull()
    expect(of('odd-tier')).toMatchObject({ tier: 'tier-64xl', feeMicroUsdPerHour: null, addOns: null })
    expect(of('refused')).toMatchObject({ accountId: '403', accountName: null, findings: null })
    const count = (facet: FleetFacet, value: string) =>
      facets[facet].find((one) => one.value === value)?.count
    expect([count('version', ''), count('version', 'banana'), count('version', '1.999')]).toEqual([2, 1, 1])
    expect([count('addOn', 'home-made:unknown'), count('addOn', '')]).toEqual([1, made.length - 1])
    expect([count('finding', 'kubelet-skew:unknown'), count('finding', '')]).toEqual([1, made.length - 1])
    expect(count('support', 'unknown')).toBe(5)
  })

  test('two of one name in one account are two', async () => {
    const { rows } = await caller().clusters({ query: 'name=shop account=1', sort: 'region' })
    expect(rows.map(({ region }) => region)).toEqual(['eu-west-1', 'us-east-1'])
  })

  test('spread over two facets without one being lost', async () => {
    const table = await caller().distribution({ rows: 'version', columns: 'support' })
    expect(table).toMatchObject({ counted: 'clusters', total: made.length, clusters: made.length })
    expect(table.cells.flat().reduce((sum, count) => sum + count, 0)).toBe(made.length)
    const banana = table.rows.findIndex(({ value }) => value === 'banana')
    const unknown = table.columns.findIndex(({ value }) => value === 'unknown')
    expect(table.cells[banana]?.[unknown]).toBe(1)
    const addOns = await caller().distribution({ rows: 'addOnVersion', columns: 'version' })
    expect(addOns).toMatchObject({
      counted: 'add-ons',
      total: made.length,
      isSeveral: { rows: false, columns: false },
    })
    await expect(caller().distribution({ rows: 'version', columns: 'version' })).rejects.toThrow(
      /two different/,
    )
  })

  test('are compared with what is known, and one that is gone or nowhere is named', async () => {
    await registerCluster(stores.relational, { id: 'going', region: null, accountId: null, now })
    const facts = { version: '1.33', tags: { team: 'ads' } }
    await tellClusterFacts(stores.relational, { clusterId: 'going', sourceId: source, rank: 1, facts, now })
    await tellClusterGone(stores.relational, { clusterId: 'going', sourceId: source, now })
    const clusters = ['banana', 'going', 'nowhere', 'odd-tier']
    const compared = await caller().compare({ clusters })
    expect(compared.clusters.map(({ clusterId, state }) => [clusterId, state])).toEqual([
      ['banana', 'here'],
      ['going', 'gone'],
      ['nowhere', 'missing'],
      ['odd-tier', 'here'],
    ])
    const field = (section: string, name: string) =>
      compared.sections.find((one) => one.section === section)?.fields.find((one) => one.field === name)
    expect(field('version', 'version')).toEqual({
      ...{ field: 'version', values: ['banana', '1.33', null, '1.33'], differs: true },
    })
    expect(field('tags', 'team')).toEqual({ field: 'team', values: ['', 'ads', null, 'ads'], differs: true })
    expect(field('controlPlane', 'tier')).toMatchObject({
      values: [null, null, null, 'tier-64xl'],
      differs: false,
    })
    expect(field('addOns', 'home-made')).toMatchObject({ values: [null, null, null, null], differs: false })
    expect((await caller().clusters({})).rows.map(({ clusterId }) => clusterId)).not.toContain('going')
    await expect(caller().compare({ clusters: ['banana'] })).rejects.toThrow(/two to four/)
    await expect(caller().compare({ clusters: ['banana', 'banana'] })).rejects.toThrow(/each cluster once/)
  })
})
