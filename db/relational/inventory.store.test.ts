// What sources tell of clusters, on the embedded PGlite and on a real PostgreSQL: one cluster for many
// tellers, changes for what changed, and nothing for what did not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClusterFacts } from '../../domain/model/cluster.ts'
import type { NodeGroup, PodIdentity, ProviderInsight } from '../../domain/model/cluster-part.ts'
import { type Engine, relationalEngines } from '../store-tests/relational-engines.ts'
import { openRelational, type Relational } from './client.ts'
import { migrateRelational } from './migrate.ts'
import { getCluster } from './read/cluster.ts'
import { aliasesOf } from './read/cluster-aliases.ts'
import { listClusterChanges } from './read/cluster-changes.ts'
import { clustersOfSource, toldOfCluster } from './read/cluster-facts.ts'
import { listParts } from './read/cluster-parts.ts'
import { fleetClusters } from './read/fleet.ts'
import { forgetTold, tellClusterFacts, tellClusterGone } from './write/cluster-facts.ts'
import { tellClusterParts } from './write/cluster-parts.ts'
import { registerCluster } from './write/clusters.ts'
import { identifyCluster } from './write/identify-cluster.ts'

const at = (seconds: number) => new Date(Date.parse('2026-11-23T12:00:00.123Z') + seconds * 1_000)
const hostile = `'; DROP TABLE clusters; -- "$1" \\ \u{1f9ed}\n`

const engines = relationalEngines('the inventory', process.env.PERIPLUS_TEST_POSTGRES_BIN)

describe.each(engines)('the inventory on $name', ({ open }) => {
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

  const identify = (
    suggestedId: string,
    aliases: Parameters<typeof identifyCluster>[1]['aliases'],
    sourceId = 'kube-api:one',
    seconds = 0,
  ) =>
    identifyCluster(store, {
      suggestedId,
      aliases,
      sourceId,
      region: null,
      accountId: null,
      now: at(seconds),
    })
  const tell = (
    clusterId: string,
    facts: ClusterFacts,
    seconds: number,
    sourceId = 'kube-api:one',
    rank = 10,
  ) => tellClusterFacts(store, { clusterId, sourceId, rank, facts, now: at(seconds) })
  const changesOf = async (clusterId: string) =>
    (
      await listClusterChanges(store, {
        among: [clusterId],
        from: at(-1),
        to: at(9_999),
        after: null,
        limit: 100,
      })
    ).map(({ at: when, subjectKind, subjectName, field, before, after }) => ({
      seconds: (when.getTime() - at(0).getTime()) / 1_000,
      subject: `${subjectKind} ${subjectName}`,
      field,
      before,
      after,
    }))

  it('makes a cluster known once, however many see it first at the same moment', async () => {
    const sights = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        identify(`sight-${index}`, [
          { kind: 'kube-system', value: 'same-uid' },
          { kind: 'endpoint', value: `host-${index}` },
        ]),
      ),
    )
    const ids = new Set(sights.map((sight) => (sight.ok ? sight.clusterId : sight.says)))
    expect(ids.size).toBe(1)
    const [id = ''] = ids
    const aliases = await aliasesOf(store, { clusterIds: [id], limit: 100 })
    expect(aliases).toHaveLength(9)
    const others = sights.map((_, index) => `sight-${index}`).filter((name) => name !== id)
    for (const other of others) expect(await getCluster(store, { id: other })).toBeUndefined()
  })

  it('joins what two sources see of one cluster, and refuses to join two clusters', async () => {
    await registerCluster(store, { id: 'shop', region: null, accountId: null, now: at(0) })
    const host = { kind: 'endpoint', value: 'shop.example' } as const
    const arn = { kind: 'arn', value: `arn:aws:eks:${hostile}` } as const
    expect(await identify('shop', [host, host, arn], 'eks-api:aws')).toMatchObject({
      ok: true,
      clusterId: 'shop',
    })
    expect(await identify('other-name', [host])).toMatchObject({ ok: true, clusterId: 'shop' })
    expect(await getCluster(store, { id: 'other-name' })).toBeUndefined()
    await identify('books', [{ kind: 'kube-system', value: 'books-uid' }])
    const both = await identify('third', [host, { kind: 'kube-system', value: 'books-uid' }])
    expect(both).toMatchObject({ ok: false, says: expect.stringContaining('is books') })
    expect(
      (await aliasesOf(store, { clusterIds: ['third', 'books'], limit: 9 })).map(({ value }) => value),
    ).toEqual(['books-uid'])
    expect(await identify('books', [host])).toMatchObject({
      ok: false,
      says: expect.stringContaining('known as shop'),
    })
    expect(await identify('', []), 'no name but an id').toMatchObject({ ok: true, clusterId: '' })
  })

  it('follows a cluster that was made anew at the same address, and tells so', async () => {
    const host = { kind: 'endpoint', value: 'anew.example' } as const
    const uid = (value: string) => ({ kind: 'kube-system', value }) as const
    await identify('anew', [host, uid('old')], 'kube-api:a', 1)
    await tell('anew', { provider: 'kubernetes' }, 1, 'kube-api:a')
    expect(await identify('anew', [host, uid('new')], 'kube-api:b', 2)).toMatchObject({ ok: false })
    expect(await identify('anew', [host, uid('new')], 'kube-api:a', 3)).toMatchObject({ ok: true })
    expect(await identify('anew', [host, uid('new')], 'kube-api:b', 4)).toMatchObject({ ok: true })
    expect(await changesOf('anew')).toEqual([
      { seconds: 3, subject: 'cluster anew', field: 'kube-system', before: 'old', after: 'new' },
    ])
  })

  it('makes one cluster of what its sources say, and changes of what they say differently', async () => {
    await identify('told', [])
    await expect(tell('nobody', {}, 1)).rejects.toMatchObject({ code: 'NotFound' })
    await tell(
      'told',
      { version: '1.32', provider: 'kubernetes', gitVersion: hostile, tags: { a: '1', b: '2' } },
      1,
    )
    await tell(
      'told',
      { version: '1.31', provider: 'eks', status: 'ACTIVE', subnetIds: ['x', 'y'] },
      2,
      'eks-api:aws',
      0,
    )
    const cluster = async () => getCluster(store, { id: 'told' })
    expect(await cluster()).toMatchObject({
      name: 'told',
      provider: 'eks',
      version: '1.31',
      status: 'ACTIVE',
      tags: { a: '1', b: '2' },
      facts: { gitVersion: hostile, provider: 'eks' },
      toldAt: at(2),
      goneAt: null,
    })
    await tell(
      'told',
      { version: '1.32', provider: 'eks', status: 'ACTIVE', subnetIds: ['y', 'x'] },
      3,
      'eks-api:aws',
      0,
    )
    await tell('told', { version: '1.33', provider: 'kubernetes', tags: { b: '2', a: '1' } }, 4)
    expect(await cluster(), 'the provider is believed over the API server').toMatchObject({ version: '1.32' })
    const changed = (seconds: number, field: string, before: string, after: string) => ({
      seconds,
      subject: 'cluster told',
      field,
      before,
      after,
    })
    expect(await changesOf('told')).toEqual([
      changed(3, 'version', '1.31', '1.32'),
      changed(2, 'provider', 'kubernetes', 'eks'),
      changed(2, 'version', '1.32', '1.31'),
    ])
    expect(await toldOfCluster(store, { clusterId: 'told', limit: 10 })).toMatchObject([
      { sourceId: 'eks-api:aws', rank: 0, observedAt: at(3) },
      { sourceId: 'kube-api:one', rank: 10, observedAt: at(4) },
    ])
  })

  it('calls a cluster that is backed up no more changed, and one that was backed up again not', async () => {
    await identify('kept', [])
    const none = { lastBackupAt: null, unknownWhy: null }
    const backup = (seconds: number) => ({ ...none, knownAt: at(seconds).toISOString() })
    const facts = async () =>
      (await fleetClusters(store, { among: ['kept'], goneAfter: null, limit: 1 }))[0]?.facts
    await tell('kept', { backupProtection: true, backup: backup(1) }, 1)
    await tell('kept', { backupProtection: true, backup: backup(2) }, 2)
    expect(await facts()).toMatchObject({ backupProtection: true, backup: backup(2) })
    await tell('kept', { backup: { ...backup(2), unknownWhy: hostile } }, 3)
    expect(await facts()).toMatchObject({ backupProtection: null, backup: { unknownWhy: hostile } })
    await tell('kept', { backupProtection: true, backup: backup(4) }, 4)
    expect(await changesOf('kept')).toEqual([])
    await tell('kept', { backupProtection: false, backup: backup(5) }, 5)
    const change = { seconds: 5, subject: 'cluster kept', field: 'backupProtection' }
    expect(await changesOf('kept')).toEqual([{ ...change, before: true, after: false }])
  })

  it('counts a cluster gone when the last of its sources finds it no more, and back when one does', async () => {
    await identify('gone', [])
    const gone = (sourceId: string, seconds: number) =>
      tellClusterGone(store, { clusterId: 'gone', sourceId, now: at(seconds) })
    await tell('gone', { version: '1.30', tier: null }, 1)
    await tell('gone', { version: '1.31' }, 2, 'eks-api:aws', 0)
    expect(
      (await clustersOfSource(store, { sourceId: 'eks-api:aws', afterId: 'f', limit: 9 })).map(
        ({ clusterId }) => clusterId,
      ),
    ).toContain('gone')
    await gone('eks-api:aws', 3)
    await gone('eks-api:aws', 4)
    const cluster = () => getCluster(store, { id: 'gone' })
    expect(await cluster()).toMatchObject({ goneAt: null, version: '1.30' })
    await gone('kube-api:one', 5)
    await gone('kube-api:never', 6)
    expect(await cluster()).toMatchObject({ goneAt: at(5), version: '1.30' })
    await tell('gone', { version: '1.30', tier: null }, 7)
    expect(await cluster()).toMatchObject({ goneAt: null, toldAt: at(7) })
    expect(
      (await changesOf('gone')).map(({ seconds, field, before, after }) => [seconds, field, before, after]),
    ).toEqual([
      [7, '', null, { version: '1.30', tier: null }],
      [5, '', { version: '1.30', tier: null }, null],
      [3, 'version', '1.31', '1.30'],
      [2, 'version', '1.30', '1.31'],
    ])
    await forgetTold(store, { sourceId: 'kube-api:one' })
    expect(await toldOfCluster(store, { clusterId: 'gone', limit: 10 })).toMatchObject([
      { sourceId: 'eks-api:aws', goneAt: at(3) },
    ])
    expect(await cluster()).toMatchObject({ version: '1.30' })
  })

  it('loses nothing when two sources tell at once', async () => {
    await identify('busy', [])
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        tell('busy', { [`t${index}`]: index } as ClusterFacts, index, `kube-api:${index}`),
      ),
    )
    const facts = (await getCluster(store, { id: 'busy' }))?.facts ?? {}
    expect(Object.keys(facts)).toHaveLength(12)
  })

  const group = (over: Partial<NodeGroup>): NodeGroup => ({
    version: '1.32',
    releaseVersion: null,
    status: 'ACTIVE',
    capacityType: null,
    amiType: null,
    instanceTypes: ['m7i.large', 'm7i.xlarge'],
    minSize: 1,
    maxSize: 9,
    desiredSize: 3,
    labels: {},
    taints: [],
    nodeRepair: null,
    autoScalingGroups: [],
    tags: {},
    health: [],
    createdAt: null,
    ...over,
  })
  const tellGroups = (seconds: number, groups: Record<string, NodeGroup>) =>
    tellClusterParts(store, {
      clusterId: 'parted',
      kind: 'node-group',
      parts: Object.entries(groups).map(([name, facts]) => ({ kind: 'node-group', name, facts })),
      sourceId: 'eks-api:aws',
      now: at(seconds),
    })
  const groups = () => listParts(store, { among: ['parted'], kind: 'node-group', after: null, limit: 100 })

  it('keeps the parts of a cluster as last told, and tells what came, changed and went', async () => {
    await identify('parted', [])
    await tellGroups(1, {})
    expect((await getCluster(store, { id: 'parted' }))?.partSums['node-group']).toMatchObject({ total: 0 })
    await tellGroups(2, { [hostile]: group({}), b: group({}) })
    await tellGroups(3, {
      [hostile]: group({ version: '1.33', desiredSize: 7 }),
      b: group({ desiredSize: 4, instanceTypes: ['m7i.xlarge', 'm7i.large'] }),
    })
    await tellGroups(4, { b: group({ desiredSize: 4 }), c: group({}) })
    await tellGroups(5, { b: group({ desiredSize: 4 }), c: group({}) })
    expect(
      (await groups()).map(({ name, facts, firstSeenAt, observedAt }) => [
        name,
        facts.desiredSize,
        firstSeenAt,
        observedAt,
      ]),
    ).toEqual([
      ['b', 4, at(2), at(3)],
      ['c', 3, at(4), at(4)],
    ])
    const { desiredSize: _noise, autoScalingGroups: _derived, ...kept } = group({})
    expect(await changesOf('parted')).toEqual([
      { seconds: 4, subject: 'node-group c', field: '', before: null, after: kept },
      {
        seconds: 4,
        subject: `node-group ${hostile}`,
        field: '',
        before: { ...kept, version: '1.33' },
        after: null,
      },
      { seconds: 3, subject: `node-group ${hostile}`, field: 'version', before: '1.32', after: '1.33' },
      { seconds: 2, subject: 'node-group b', field: '', before: null, after: kept },
      { seconds: 2, subject: `node-group ${hostile}`, field: '', before: null, after: kept },
    ])
    expect((await getCluster(store, { id: 'parted' }))?.partSums['node-group']).toMatchObject({ total: 2 })
    await expect(
      tellClusterParts(store, { clusterId: 'nobody', kind: 'update', parts: [], sourceId: 'x', now: at(0) }),
    ).rejects.toMatchObject({ code: 'NotFound' })
  })

  it('takes the first telling of a kind, and a provider that merely looked again, for no change', async () => {
    const insight = (over: Partial<ProviderInsight>): ProviderInsight => ({
      title: 'Kubelet version skew',
      category: 'UPGRADE_READINESS',
      status: 'PASSING',
      reason: null,
      description: null,
      recommendation: null,
      targetVersion: null,
      lastRefreshAt: '2026-11-20T10:00:00Z',
      lastTransitionAt: null,
      resources: [],
      deprecations: [],
      addOns: [],
      ...over,
    })
    const tellInsight = (seconds: number, facts: ProviderInsight) =>
      tellClusterParts(store, {
        clusterId: 'looked',
        kind: 'insight',
        parts: [{ kind: 'insight', name: 'id-1', facts }],
        sourceId: 'eks-api:aws',
        now: at(seconds),
      })
    await identify('looked', [])
    await tellInsight(1, insight({}))
    await tellInsight(2, insight({ lastRefreshAt: '2026-11-21T10:00:00Z', reason: 'looked again' }))
    await tellInsight(3, insight({ lastRefreshAt: '2026-11-22T10:00:00Z', status: 'ERROR' }))
    expect(await changesOf('looked')).toEqual([
      { seconds: 3, subject: 'insight id-1', field: 'status', before: 'PASSING', after: 'ERROR' },
    ])
    const [kept] = await listParts(store, { among: 'all', kind: 'insight', after: null, limit: 1 })
    expect(kept?.facts.lastRefreshAt, 'what is no change is kept all the same').toBe('2026-11-22T10:00:00Z')
  })

  it('takes thousands of parts at once, and pages through them', async () => {
    const facts: PodIdentity = {
      namespace: 'n',
      serviceAccount: 's',
      roleArn: null,
      targetRoleArn: null,
      ownerArn: null,
    }
    const names = Array.from({ length: 5_000 }, (_, index) => `a-${String(index).padStart(5, '0')}`)
    const tellNames = (seconds: number, some: readonly string[]) =>
      tellClusterParts(store, {
        clusterId: 'many',
        kind: 'pod-identity',
        parts: some.map((name) => ({ kind: 'pod-identity', name, facts })),
        sourceId: 'eks-api:aws',
        now: at(seconds),
      })
    await identify('many', [])
    await tellNames(1, names)
    await tellNames(2, names.slice(2_500))
    const page = (after: string, limit: number) =>
      listParts(store, {
        among: 'all',
        kind: 'pod-identity',
        after: { clusterId: 'many', name: after },
        limit,
      })
    expect((await page('', 9_999)).map(({ name }) => name)).toEqual(names.slice(2_500))
    expect((await page('a-03000', 2)).map(({ name }) => name)).toEqual(['a-03001', 'a-03002'])
    const all: string[] = []
    let after: { at: Date; id: number } | null = null
    for (;;) {
      const rows = await listClusterChanges(store, {
        among: 'all',
        from: at(2),
        to: at(3),
        subjectKinds: ['pod-identity'],
        after,
        limit: 999,
      })
      all.push(...rows.map(({ subjectName }) => subjectName))
      const last = rows.at(-1)
      if (last === undefined) break
      after = last
    }
    expect(all.sort()).toEqual(names.slice(0, 2_500))
  })
})
