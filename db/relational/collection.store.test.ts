// Definitions, leases and health of sources that are read, on the embedded PGlite and on a real
// PostgreSQL. What is expected of leases is told by a list kept here, not by the store.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CollectionHealth } from '../../domain/model/collection.ts'
import type { PageSource } from '../../domain/model/source-definition.ts'
import { type Engine, relationalEngines } from '../store-tests/relational-engines.ts'
import { openRelational, type Relational } from './client.ts'
import { migrateRelational } from './migrate.ts'
import { listSourceDefinitions } from './read/source-definitions.ts'
import { listKnownSources, listSourceHealth } from './read/source-health.ts'
import { listHolders } from './read/source-leases.ts'
import { claimClusters, releaseClaim } from './write/cluster-claims.ts'
import { addSourceDefinition, removeSourceDefinition } from './write/source-definitions.ts'
import { putSourceHealth, removeSourceHealth } from './write/source-health.ts'
import { releaseLeases, takeLeases } from './write/source-leases.ts'

const hostile = `'; DROP TABLE source_health; -- "$1" \\ \u{1f9ed}\n`
const at = (seconds: number) => new Date(Date.parse('2026-11-23T12:00:00.123Z') + seconds * 1_000)

const health = (sourceId: string, over: Partial<CollectionHealth> = {}): CollectionHealth => ({
  sourceId,
  state: 'watching',
  clusterIds: ['a', 'b'],
  asOf: at(1),
  lastTriedAt: at(0),
  nextTryAt: null,
  intervalMs: 60_000,
  troubles: [{ kind: 'forbidden', says: hostile, steps: [hostile], subject: 'pods', since: at(2) }],
  counts: { objects: 12 },
  clockSkewMs: null,
  updatedAt: at(3),
  ...over,
})

const engines = relationalEngines('sources that are read', process.env.PERIPLUS_TEST_POSTGRES_BIN)

describe.each(engines)('sources that are read, on $name', ({ open }) => {
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
  beforeEach(async () => {
    await store.pool.query('DELETE FROM source_leases')
  })

  const take = async (holder: string, names: readonly string[], forMs = 60_000) =>
    (await takeLeases(store, { holder, names, forMs })).sort()

  it('gives a lease to one holder, who may renew it and take more', async () => {
    expect(await take('one', ['a', 'b'])).toEqual(['a', 'b'])
    expect(await take('two', ['b', 'c', hostile])).toEqual([hostile, 'c'].sort())
    expect(await take('one', ['a', 'b', 'c', 'd'])).toEqual(['a', 'b', 'd'])
    expect(await listHolders(store, { limit: 10 })).toEqual(['one', 'two'])
    expect(await listHolders(store, { limit: 1 })).toEqual(['one'])
    expect(await take('one', [])).toEqual([])
  })

  it('gives away what lapsed, and tells the old holder at its next renewal', async () => {
    expect(await take('slow', ['a', 'b'], 30)).toEqual(['a', 'b'])
    await sleep(60)
    expect(await listHolders(store, { limit: 10 })).toEqual([])
    expect(await take('next', ['a'])).toEqual(['a'])
    expect(await take('slow', ['a', 'b'])).toEqual(['b'])
  })

  it('lets go only what is the holder’s own', async () => {
    await take('one', ['a', 'b'])
    await releaseLeases(store, { holder: 'two', names: ['a', 'b'] })
    expect(await take('two', ['a', 'b'])).toEqual([])
    await releaseLeases(store, { holder: 'one', names: ['a'] })
    expect(await take('two', ['a', 'b'])).toEqual(['a'])
  })

  it('never gives one lease to two of many who grab at once', async () => {
    const names = Array.from({ length: 64 }, (_unused, n) => `part:${n}`)
    const holders = Array.from({ length: 12 }, (_unused, n) => `worker ${n}`)
    const held = await Promise.all(
      // Each asks in an order of its own; the store must not lock them against each other.
      holders.map((holder, n) => take(holder, [...names.slice(n * 5), ...names.slice(0, n * 5)])),
    )
    expect(held.flat().sort()).toEqual([...names].sort())
  })

  it('gives a cluster to one source, says which, and counts no source as a worker', async () => {
    const claim = async (sourceId: string, clusterIds: readonly string[], forMs = 60_000) => {
      const claims = clusterIds.map((clusterId) => ({ clusterId, sourceId }))
      const told = await claimClusters(store, { claims, forMs })
      return Object.fromEntries(told.map((one) => [one.clusterId, one.sourceId]))
    }
    expect(await claim('kube-api:one', ['b', hostile])).toEqual({
      b: 'kube-api:one',
      [hostile]: 'kube-api:one',
    })
    expect(await claim('kube-api:two', ['a', 'b'])).toEqual({ a: 'kube-api:two', b: 'kube-api:one' })
    await releaseClaim(store, { clusterId: 'b', sourceId: 'kube-api:two' })
    expect(await claim('kube-api:two', ['b'])).toEqual({ b: 'kube-api:one' })
    await releaseClaim(store, { clusterId: 'b', sourceId: 'kube-api:one' })
    expect(await claim('kube-api:two', ['b'], 30)).toEqual({ b: 'kube-api:two' })
    await sleep(60)
    expect(await claim('kube-api:one', ['b'])).toEqual({ b: 'kube-api:one' })
    expect(await claim('kube-api:one', [])).toEqual({})
    expect(await listHolders(store, { limit: 10 })).toEqual([])
    const many = await Promise.all(
      Array.from({ length: 8 }, (_unused, n) =>
        claim(`kube-api:${n}`, n % 2 === 0 ? ['x', 'y'] : ['y', 'x']),
      ),
    )
    expect(new Set(many.map(({ x }) => x)).size).toBe(1)
    expect(new Set(many.map(({ y }) => y)).size).toBe(1)
  })

  it('keeps definitions under names of their own, and says when there are too many', async () => {
    const source = (name: string): PageSource => ({ kind: 'kube-api', name, context: hostile })
    const add = (name: string, most = 10) =>
      addSourceDefinition(store, {
        sourceId: `kube-api:${name}`,
        definition: source(name),
        now: at(1),
        most,
      })
    expect([await add('b'), await add('a'), await add('b')]).toEqual(['added', 'added', 'name taken'])
    expect(await add('c', 2)).toBe('full')
    expect(await listSourceDefinitions(store, { limit: 10 })).toEqual([
      { sourceId: 'kube-api:a', definition: source('a'), createdAt: at(1) },
      { sourceId: 'kube-api:b', definition: source('b'), createdAt: at(1) },
    ])
    expect(await listSourceDefinitions(store, { limit: 1 })).toHaveLength(1)
    expect(await removeSourceDefinition(store, { sourceId: 'kube-api:a' })).toEqual(source('a'))
    expect(await removeSourceDefinition(store, { sourceId: 'kube-api:a' })).toBeUndefined()
  })

  it('keeps the latest health of each source, many at once, with every instant', async () => {
    await putSourceHealth(store, { rows: [] })
    const many = Array.from({ length: 500 }, (_unused, n) => ({
      kind: 'kube-api' as const,
      health: health(`kube-api:${n}`),
    }))
    await putSourceHealth(store, { rows: many })
    const failing = health('kube-api:7', { state: 'failing', asOf: null, nextTryAt: at(60), troubles: [] })
    await putSourceHealth(store, { rows: [{ kind: 'kube-api', health: failing }] })
    expect(await listSourceHealth(store, { limit: 1_000 })).toHaveLength(500)
    expect(
      await listSourceHealth(store, { limit: 10, sourceIds: ['kube-api:7', 'kube-api:8', 'none'] }),
    ).toEqual([
      { kind: 'kube-api', health: failing },
      { kind: 'kube-api', health: health('kube-api:8') },
    ])
    await removeSourceHealth(store, { sourceIds: [] })
    await removeSourceHealth(store, { sourceIds: ['kube-api:7', hostile] })
    expect(await listSourceHealth(store, { limit: 1_000 })).toHaveLength(499)
    expect(await listKnownSources(store, { limit: 1_000 })).toHaveLength(499)
    expect(await listKnownSources(store, { limit: 1 })).toEqual([
      { sourceId: 'kube-api:0', updatedAt: at(3) },
    ])
  })

  it('leaves out health that another release wrote in a shape of its own', async () => {
    await store.pool.query(
      `INSERT INTO source_health VALUES ('kube-api:odd', 'kube-api', '{"state":"dancing"}', now())`,
    )
    expect(await listSourceHealth(store, { limit: 10, sourceIds: ['kube-api:odd'] })).toEqual([])
  })
})
