// What becomes of clusters when one of their sources is configured no more, on the embedded PGlite and on a
// real PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ClusterFacts } from '../../domain/model/cluster.ts'
import type { Capability } from '../../domain/model/cluster-part.ts'
import { type Engine, relationalEngines } from '../store-tests/relational-engines.ts'
import { openRelational, type Relational } from './client.ts'
import { migrateRelational } from './migrate.ts'
import { getCluster } from './read/cluster.ts'
import { listClusterChanges } from './read/cluster-changes.ts'
import { toldOfCluster } from './read/cluster-facts.ts'
import { listParts } from './read/cluster-parts.ts'
import { forgetTold, tellClusterFacts } from './write/cluster-facts.ts'
import { tellClusterParts } from './write/cluster-parts.ts'
import { registerCluster } from './write/clusters.ts'

const at = (seconds: number) => new Date(Date.parse('2026-11-23T12:00:00.123Z') + seconds * 1_000)
const kube = { sourceId: 'kube-api:prod', rank: 10 }
const aws = { sourceId: 'eks-api:removed', rank: 0 }
const facts = { version: '1.33', tier: 'tier-4xl', supportType: 'EXTENDED' } as const

const engines = relationalEngines('forgotten sources', process.env.PERIPLUS_TEST_POSTGRES_BIN)

describe.each(engines)('a source that is removed, on $name', ({ open }) => {
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

  const tell = (clusterId: string, by: typeof kube, told: ClusterFacts, seconds: number) =>
    tellClusterFacts(store, { clusterId, ...by, facts: told, now: at(seconds) })
  const tellCapability = (clusterId: string, sourceId: string, seconds: number) => {
    const capability: Capability = { type: 'ARGOCD', status: 'ACTIVE', version: '1', health: [] }
    const parts = [{ kind: 'capability', name: 'argo', facts: capability } as const]
    return tellClusterParts(store, { clusterId, kind: 'capability', parts, sourceId, now: at(seconds) })
  }
  const cluster = (id: string) => getCluster(store, { id })
  const countParts = async (clusterId: string): Promise<number> =>
    (await listParts(store, { among: [clusterId], kind: 'capability', after: null, limit: 10 })).length
  const changes = (clusterId: string) =>
    listClusterChanges(store, { among: [clusterId], from: at(-1), to: at(99), after: null, limit: 100 })
  const known = async (id: string) => {
    await registerCluster(store, { id, region: null, accountId: null, now: at(0) })
    await tell(id, aws, facts, 1)
    await tellCapability(id, aws.sourceId, 1)
  }

  it('leaves to a cluster what the others say of it; what only it told is a gap, and no change', async () => {
    await known('shared')
    await tell('shared', kube, { version: '1.32', provider: 'eks' }, 2)
    await forgetTold(store, { sourceId: aws.sourceId })
    await forgetTold(store, { sourceId: aws.sourceId })
    expect(await cluster('shared')).toMatchObject({
      version: '1.32',
      provider: 'eks',
      tier: null,
      supportType: null,
      partSums: {},
      goneAt: null,
    })
    expect(await countParts('shared')).toBe(0)
    expect(await changes('shared')).toEqual([])
    // Defined again under another name: what it tells was known before.
    await tell('shared', { sourceId: 'eks-api:again', rank: 0 }, { ...facts, version: '1.32' }, 5)
    await tellCapability('shared', 'eks-api:again', 5)
    expect(await cluster('shared')).toMatchObject({ tier: 'tier-4xl' })
    expect(await countParts('shared')).toBe(1)
    expect(await changes('shared')).toEqual([])
  })

  it('leaves a cluster nobody speaks of as it was last known, and no source stands for it', async () => {
    await known('alone')
    await forgetTold(store, { sourceId: aws.sourceId })
    expect(await cluster('alone')).toMatchObject({ ...facts, goneAt: null, toldAt: at(1) })
    expect(await countParts('alone')).toBe(1)
    expect(await toldOfCluster(store, { clusterId: 'alone', limit: 10 })).toEqual([])
  })

  it('leaves parts to another source of their provider', async () => {
    await known('twice')
    await tell('twice', { sourceId: 'eks-api:other', rank: 0 }, { version: '1.33', tier: 'tier-xl' }, 2)
    await forgetTold(store, { sourceId: aws.sourceId })
    expect(await cluster('twice')).toMatchObject({ tier: 'tier-xl', supportType: null })
    expect(await countParts('twice')).toBe(1)
  })
})
