// Sources that are read, on the embedded PGlite and on a real PostgreSQL: who may read them, how they are
// defined, how well it goes; and what they tell beside clusters.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CollectionHealth } from '../../domain/model/collection.ts'
import type { SourceDefinition } from '../../domain/model/source-definition.ts'
import { relationalEngines } from '../store-tests/relational-engines.ts'
import { openRelational, type Relational } from './client.ts'
import { migrateRelational } from './migrate.ts'
import { listAccounts } from './read/accounts.ts'
import { listClusterCounts } from './read/cluster-counts.ts'
import { listClusterVersions } from './read/cluster-versions.ts'
import { listSourceDefinitions } from './read/source-definitions.ts'
import { listSourceHealth } from './read/source-health.ts'
import { tellAccounts } from './write/accounts.ts'
import { putClusterCounts } from './write/cluster-counts.ts'
import { tellClusterVersions } from './write/cluster-versions.ts'
import {
  changeSourceDefinition,
  createSourceDefinition,
  forgetSource,
  removeSourceDefinition,
} from './write/source-definitions.ts'
import { putSourceHealth } from './write/source-health.ts'
import { acquireLeases, releaseLeases, renewLeases } from './write/source-leases.ts'

const at = (seconds: number) => new Date(Date.parse('2026-11-23T12:00:00.123Z') + seconds * 1_000)
const hostile = `'; DROP TABLE clusters; -- "$1" \\ \u{1f9ed}\n`
const hourMs = 3_600_000

describe.each(relationalEngines('sources that are read'))('sources that are read, on $name', ({ open }) => {
  let engine: Awaited<ReturnType<typeof open>>
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

  it('leases a source to one holder until it runs out', async () => {
    const sourceIds = ['kube-api:a', hostile, 'kube-api:a']
    const acquire = (holder: string, ttlMs = hourMs, ids = sourceIds) =>
      acquireLeases(store, { sourceIds: ids, holder, ttlMs })
    expect((await acquire('one')).sort()).toEqual([hostile, 'kube-api:a'].sort())
    expect(await acquire('two')).toEqual([])
    expect(await acquire('two', hourMs, ['kube-api:a', 'kube-api:b'])).toEqual(['kube-api:b'])
    expect(await acquire('one', 1, ['kube-api:a']), 'its own, again').toEqual(['kube-api:a'])
    await sleep(20)
    expect(await renewLeases(store, { sourceIds, holder: 'one', ttlMs: hourMs })).toEqual([hostile])
    expect(await acquire('two', hourMs, ['kube-api:a'])).toEqual(['kube-api:a'])
    await releaseLeases(store, { sourceIds, holder: 'one' })
    expect(await acquire('three', hourMs, [...sourceIds, 'kube-api:b'])).toEqual([hostile])
    expect(await renewLeases(store, { sourceIds, holder: 'two', ttlMs: hourMs })).toEqual(['kube-api:a'])
    expect(await acquire('three', hourMs, [])).toEqual([])
  })

  it('gives each of many sources to exactly one of many that ask at once', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `kube-api:race-${index}`)
    const rounds = await Promise.all(
      ['w1', 'w2', 'w3', 'w4'].map((holder, turn) =>
        acquireLeases(store, { sourceIds: turn % 2 === 0 ? ids : [...ids].reverse(), holder, ttlMs: hourMs }),
      ),
    )
    expect(rounds.flat().sort()).toEqual([...ids].sort())
  })

  it('keeps definitions from the page once each, and forgets what is removed', async () => {
    const definition: SourceDefinition = {
      kind: 'kube-api',
      name: 'east',
      server: 'https://east.example',
      credential: 'main',
    }
    expect(await createSourceDefinition(store, { definition, now: at(1) })).toBe(true)
    expect(await createSourceDefinition(store, { definition, now: at(2) })).toBe(false)
    const moved = { ...definition, server: 'https://moved.example' }
    expect(await changeSourceDefinition(store, { definition: moved })).toBe(true)
    expect(await changeSourceDefinition(store, { definition: { ...moved, name: 'none' } })).toBe(false)
    expect(await listSourceDefinitions(store, { limit: 10 })).toEqual([
      { sourceId: 'kube-api:east', definition: moved, createdAt: at(1) },
    ])
    expect(await removeSourceDefinition(store, { sourceId: 'kube-api:east' })).toBe(true)
    expect(await removeSourceDefinition(store, { sourceId: 'kube-api:east' })).toBe(false)
    expect(await listSourceDefinitions(store, { limit: 10 })).toEqual([])
  })

  it('keeps the last word on how well each source is read, and who reads it', async () => {
    const health = (
      name: string,
      seconds: number,
      over: Partial<CollectionHealth> = {},
    ): CollectionHealth & { kind: 'kube-api' } => ({
      kind: 'kube-api',
      sourceId: `kube-api:${name}`,
      state: 'watching',
      clusterIds: ['east'],
      asOf: at(seconds),
      lastTriedAt: at(seconds),
      nextTryAt: null,
      intervalMs: 60_000,
      troubles: [{ kind: 'forbidden', says: hostile, steps: ['grant it'], subject: 'pods', since: at(0) }],
      counts: { objects: 1_000_000 },
      clockSkewMs: -90_000,
      updatedAt: at(seconds),
      ...over,
    })
    await putSourceHealth(store, [health('h1', 1), health('h2', 1), health('h1', 2)])
    await putSourceHealth(store, [health('h2', 3, { asOf: null, troubles: [], clockSkewMs: null })])
    await putSourceHealth(store, [])
    await acquireLeases(store, { sourceIds: ['kube-api:h1'], holder: 'one', ttlMs: hourMs })
    await acquireLeases(store, { sourceIds: ['kube-api:h2'], holder: 'one', ttlMs: -1 })
    expect(await listSourceHealth(store, { limit: 10 })).toEqual([
      { ...health('h1', 2), holder: 'one' },
      { ...health('h2', 3, { asOf: null, troubles: [], clockSkewMs: null }), holder: null },
    ])
    await forgetSource(store, { sourceId: 'kube-api:h1' })
    expect(await listSourceHealth(store, { limit: 10 })).toHaveLength(1)
    expect(await acquireLeases(store, { sourceIds: ['kube-api:h1'], holder: 'two', ttlMs: 1 })).toHaveLength(
      1,
    )
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
      { ...version('1.32', '2026-03-23'), observedAt: at(1) },
      { ...version('1.33', '2026-08-01'), observedAt: at(2) },
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
