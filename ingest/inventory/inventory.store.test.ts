// The inventory as sources use it, on real stores: what is told is there when the promise resolves, what is
// told again changes nothing, and two that tell at once make one thing of it.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openEvents } from '../../db/events/client.ts'
import { apiSampleSeries } from '../../db/events/read/api-samples.ts'
import { objectChanges } from '../../db/events/read/object-changes.ts'
import { objectPage } from '../../db/events/read/objects.ts'
import { openRelational } from '../../db/relational/client.ts'
import { listAccounts } from '../../db/relational/read/accounts.ts'
import { getCluster } from '../../db/relational/read/cluster.ts'
import { listClusterCounts } from '../../db/relational/read/cluster-counts.ts'
import { listClusterVersions } from '../../db/relational/read/cluster-versions.ts'
import { everything } from '../../db/store-tests/audit-events.ts'
import { fingerprintOf, type TestState, testState } from '../../db/store-tests/objects.ts'
import { openTestStores, type TestStores } from '../../db/store-tests/stores.ts'
import type { ObjectState } from '../../domain/model/kube-object.ts'
import { resolveWindow } from '../../domain/units/window.ts'
import type { FingerprintedState } from '../collection.ts'
import { createInventory } from './inventory.ts'
import { startInventory } from './start.ts'

let stores: TestStores
beforeAll(async () => {
  stores = await openTestStores()
})
afterAll(() => stores.close())

const startMs = Date.parse('2026-11-20T10:00:00Z')
let nowMs = startMs
const clock = { now: () => new Date(nowMs) }
const kube = { sourceId: 'kube-api:one', kind: 'kube-api' } as const
const eks = { sourceId: 'eks-api:aws', kind: 'eks-api' } as const

const open = (limits = {}) => createInventory({ ...stores, clock, limits })
const pod = (clusterId: string, uid: string, over: Partial<TestState> = {}): FingerprintedState => {
  const state = testState({ clusterId, kind: 'Pod', uid, observedAt: clock.now(), phase: 'Running', ...over })
  return { state: state as unknown as ObjectState, fingerprint: fingerprintOf(state) }
}
const page = (cluster: string, limit = 1_000) =>
  objectPage(stores.events, {
    scope: everything,
    clusters: [cluster],
    kind: 'Pod',
    where: {},
    sort: { by: 'name', descending: false },
    offset: 0,
    limit,
  })

describe('the inventory', () => {
  it('knows one cluster by what two sources tell of it, and believes the provider', async () => {
    const inventories = open()
    const host = { kind: 'endpoint', value: 'abc.eks.example' } as const
    const id = 'prod.eu-west-1.123456789012'
    const ask = { suggestedId: id, aliases: [host], sourceId: eks.sourceId }
    expect(await inventories.of(eks).identify(ask)).toEqual({ ok: true, clusterId: id })
    const other = { suggestedId: 'ctx', aliases: [host], sourceId: kube.sourceId }
    expect(await inventories.of(kube).identify(other)).toEqual({ ok: true, clusterId: id })
    await inventories.of(kube).tellCluster(id, { provider: 'kubernetes', version: '1.33' })
    await inventories
      .of(eks)
      .tellCluster(id, { provider: 'eks', name: 'prod', accountId: '123456789012', region: 'eu-west-1' })
    expect(await getCluster(stores.relational, { id })).toMatchObject({
      name: 'prod',
      provider: 'eks',
      version: '1.33',
      region: 'eu-west-1',
    })
    expect(await inventories.of(eks).toldClusters()).toEqual([
      { clusterId: id, name: 'prod', accountId: '123456789012', region: 'eu-west-1' },
    ])
    await inventories.of(eks).tellParts(id, 'capability', [])
    await inventories.of(eks).tellGone([id, 'nobody'])
    expect(await inventories.of(eks).toldClusters()).toEqual([])
    const clash = await inventories
      .of(kube)
      .identify({ ...other, suggestedId: 'x', aliases: [host, { kind: 'arn', value: 'a' }] })
    expect(clash.ok).toBe(true)
    const account = { accountId: '123456789012', name: 'main', ouPath: null, state: 'ACTIVE' }
    await inventories.of(eks).tellAccounts([account])
    expect(await listAccounts(stores.relational, { limit: 9 })).toMatchObject([account])
    await inventories.of(eks).tellCalendar([])
    expect(await listClusterVersions(stores.relational, { limit: 9 })).toEqual([])
  })

  it('stores objects of many sources at once, in few inserts and bounded memory', async () => {
    const inventories = open({ heldBytes: 200_000, groupBytes: 50_000 })
    let most = 0
    const watch = setInterval(() => {
      most = Math.max(most, inventories.heldBytes())
    }, 1)
    const sources = Array.from({ length: 8 }, (_, n) =>
      inventories.of({ ...kube, sourceId: `kube-api:${n}` }),
    )
    await Promise.all(
      sources.map(async (source, n) => {
        for (let turn = 0; turn < 3; turn += 1)
          await source.putObjects(
            Array.from({ length: 120 }, (_, uid) => pod(`many-${n}`, `u${turn}-${uid}`)),
          )
      }),
    )
    clearInterval(watch)
    expect(most).toBeLessThan(200_000 + 120 * 1_000)
    for (let n = 0; n < 8; n += 1) expect((await page(`many-${n}`, 1)).total).toBe(360)
    expect(inventories.takeChanged().sort()).toEqual(Array.from({ length: 8 }, (_, n) => `many-${n}`))
    expect(inventories.takeChanged()).toEqual([])
  })

  it('takes a state that is told again for the same, and the later told for the newer', async () => {
    const source = open().of(kube)
    const first = pod('again', 'a', { phase: 'Pending' })
    await source.putObjects([first, pod('again', 'b')])
    const second = pod('again', 'a')
    await source.putObjects([second])
    await source.putObjects([first, second])
    nowMs -= 5_000
    await source.putObjects([pod('again', 'a', { phase: 'Failed' })])
    nowMs += 5_000
    expect((await page('again')).rows).toMatchObject([{ uid: 'a', phase: 'Failed' }, { uid: 'b' }])
    const { changes } = await objectChanges(stores.events, {
      scope: everything,
      clusterId: 'again',
      kinds: ['Pod'],
      from: new Date(startMs),
      to: new Date(nowMs + 60_000),
      after: null,
      limit: 100,
    })
    expect(changes.map(({ state, what }) => [state.uid, state.phase, what])).toEqual([
      ['a', 'Failed', 'changed'],
      ['a', 'Running', 'changed'],
    ])
  })

  it('goes on behind another worker whose clock was ahead', async () => {
    nowMs += 90_000
    await open()
      .of(kube)
      .putObjects([pod('ahead', 'a', { phase: 'Pending' })])
    nowMs -= 90_000
    await open()
      .of(kube)
      .putObjects([pod('ahead', 'a')])
    expect((await page('ahead')).rows).toMatchObject([
      { phase: 'Running', observedAt: new Date(nowMs + 90_000) },
    ])
  })

  it('finds objects that are still on their way when they are told gone', async () => {
    const source = open({ groupMs: 60_000 }).of(kube)
    const puts = source.putObjects([pod('late', 'a'), pod('late', 'b')])
    await source.putGone('late', 'Pod', ['a'], clock.now())
    await puts
    expect((await page('late')).rows.map(({ uid }) => uid)).toEqual(['b'])
    expect(await source.knownObjects('late', 'Pod', { after: null, limit: 9 })).toMatchObject([{ uid: 'b' }])
  })

  it('keeps readings of API servers, and leaves out what is no number', async () => {
    const sample = (value: number) => ({
      clusterId: 'read',
      metric: 'apiserver_storage_size_bytes',
      labels: '',
      at: clock.now(),
      value,
    })
    const source = open().of(kube)
    await source.putSamples([sample(1.5), { ...sample(Number.NaN), labels: 'x' }])
    await source.putSamples([sample(1.5)])
    await source.putSamples([])
    const window = resolveWindow({
      from: new Date(startMs).toISOString(),
      to: new Date(startMs + 3_600_000).toISOString(),
    })
    const asked = {
      scope: { ...everything, clusters: ['read'] },
      metric: 'apiserver_storage_size_bytes',
      by: null,
      byCluster: true,
      window,
      limit: 1,
    } as const
    expect(await apiSampleSeries(stores.events, asked)).toMatchObject([
      { clusterId: 'read', label: null, average: 1.5, highest: 1.5 },
    ])
  })

  it('says Unavailable when a store is away', async () => {
    const away = { socketPath: '/nowhere/at/all' }
    const events = openEvents({ url: 'http://127.0.0.1:1', ...away })
    const relational = openRelational({ host: away.socketPath })
    const source = createInventory({ relational, events, clock }).of(kube)
    const works = [
      () => source.identify({ suggestedId: 'x', aliases: [], sourceId: kube.sourceId }),
      () => source.tellCluster('x', {}),
      () => source.putObjects([pod('x', 'a')]),
      () => source.putGone('x', 'Pod', ['a'], clock.now()),
    ]
    for (const work of works) await expect(work()).rejects.toMatchObject({ code: 'Unavailable' })
    await Promise.all([events.close(), relational.close()])
  })
})

describe('a started inventory', () => {
  it('counts clusters a moment after their objects changed, and what nobody counted before', async () => {
    await open()
      .of(kube)
      .putObjects([pod('counted', 'left')])
    const failures: unknown[] = []
    const started = startInventory({
      ...stores,
      clock,
      countEveryMs: 5,
      onFailure: (_job, error) => failures.push(error),
    })
    const pods = async () =>
      (await listClusterCounts(stores.relational, { among: ['counted'], afterId: '', limit: 9 })).map(
        ({ pods }) => pods,
      )
    await vi.waitFor(async () => expect(await pods()).toEqual([1]), { timeout: 30_000, interval: 50 })
    nowMs += 1_000
    await started.of(kube).putObjects([pod('counted', 'a'), pod('counted', 'b')])
    await vi.waitFor(async () => expect(await pods()).toEqual([3]), { timeout: 30_000, interval: 50 })
    await started.of(kube).putGone('counted', 'Pod', ['left', 'a', 'b'], clock.now())
    await vi.waitFor(async () => expect(await pods()).toEqual([0]), { timeout: 30_000, interval: 50 })
    await started.stop()
    expect(failures).toEqual([])
    expect(started.metrics().map(({ name }) => name)).toContain('periplus_ingest_inventory_held_bytes')
  })
})
