// What sources tell beside clusters, on the embedded PGlite and on a real PostgreSQL: accounts, version
// calendars, and the counts that follow from objects.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Engine, relationalEngines } from '../store-tests/relational-engines.ts'
import { openRelational, type Relational } from './client.ts'
import { migrateRelational } from './migrate.ts'
import { listAccounts } from './read/accounts.ts'
import { listClusterCounts } from './read/cluster-counts.ts'
import { listClusterVersions } from './read/cluster-versions.ts'
import { tellAccounts } from './write/accounts.ts'
import { putClusterCounts } from './write/cluster-counts.ts'
import { tellClusterVersions } from './write/cluster-versions.ts'

const at = (seconds: number) => new Date(Date.parse('2026-11-23T12:00:00.123Z') + seconds * 1_000)
const hostile = `'; DROP TABLE clusters; -- "$1" \\ \u{1f9ed}\n`
const engines = relationalEngines('accounts, calendars and counts', process.env.PERIPLUS_TEST_POSTGRES_BIN)

describe.each(engines)('accounts, calendars and counts on $name', ({ open }) => {
  let engine: Engine
  let store: Relational
  beforeAll(async () => {
    engine = await open()
    store = openRelational(engine.config)
    await migrateRelational(store)
  })
  afterAll(async () => {
    await store?.close()
    await engine?.close()
  })

  it('keeps accounts, and what was said of them once', async () => {
    await tellAccounts(store, {
      accounts: [
        { accountId: '444455556666', name: hostile, ouPath: 'Root/Prod', state: 'ACTIVE' },
        { accountId: '111122223333', name: null, ouPath: null, state: null },
      ],
      now: at(1),
    })
    await tellAccounts(store, {
      accounts: [{ accountId: '444455556666', name: null, ouPath: 'Root/Stage', state: 'SUSPENDED' }],
      now: at(2),
    })
    await tellAccounts(store, { accounts: [], now: at(3) })
    expect(await listAccounts(store, { limit: 10 })).toEqual([
      { accountId: '111122223333', name: null, ouPath: null, state: null, observedAt: at(1) },
      {
        accountId: '444455556666',
        name: hostile,
        ouPath: 'Root/Stage',
        state: 'SUSPENDED',
        observedAt: at(2),
      },
    ])
  })

  it('keeps the calendar as a provider last told it', async () => {
    const version = (text: string, endOfStandardSupport: string) => ({
      provider: 'eks' as const,
      version: text,
      releasedOn: null,
      endOfStandardSupport,
      endOfExtendedSupport: null,
      latestPatch: null,
      latestPlatformVersion: 'eks.9',
      isDefault: false,
      source: 'DescribeClusterVersions',
    })
    await tellClusterVersions(store, {
      versions: [version('1.33', '2026-07-29'), version('1.32', '2026-03-23')],
      now: at(1),
    })
    await tellClusterVersions(store, { versions: [version('1.33', '2026-08-01')], now: at(2) })
    expect(await listClusterVersions(store, { limit: 10 })).toEqual([
      { ...version('1.32', '2026-03-23') },
      { ...version('1.33', '2026-08-01') },
    ])
  })

  it('keeps the newest counts of each cluster, however large', async () => {
    const counts = (clusterId: string, nodes: number) => ({
      clusterId,
      nodes,
      nodesReady: nodes - 1,
      pods: 1_000_000,
      podsPending: 2,
      podsFailed: 3,
      namespaces: 4,
      workloads: 5,
      podCapacity: 11_000_000,
      cpuAllocatableMillicores: 1_600_000_000,
      memoryAllocatableBytes: 6_871_947_673_600_000,
      gpus: 8,
      cpuRequestedMillicores: 7,
      memoryRequestedBytes: 9,
      nodesByCompute: { karpenter: nodes },
      nodesByKubelet: { '1.33': nodes },
    })
    await putClusterCounts(store, { counts: [counts('a', 100_000), counts('b', 2)], countedAt: at(1) })
    await putClusterCounts(store, { counts: [counts('a', 99_999)], countedAt: at(2) })
    await putClusterCounts(store, { counts: [], countedAt: at(3) })
    const list = (among: 'all' | string[], afterId = '') =>
      listClusterCounts(store, { among, afterId, limit: 10 })
    expect(await list('all')).toEqual([
      { ...counts('a', 99_999), countedAt: at(2) },
      { ...counts('b', 2), countedAt: at(1) },
    ])
    expect(await list('all', 'a')).toHaveLength(1)
    expect(await list(['a', 'x'])).toHaveLength(1)
    expect(await list([])).toEqual([])
  })
})
