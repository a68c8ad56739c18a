// Sources that are taken out of periplus.yaml or removed from the page, with the real collector, supervisor
// and stores: what they told is forgotten, their clusters and the past of these stay.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getCluster } from '../db/relational/read/cluster.ts'
import { toldOfCluster } from '../db/relational/read/cluster-facts.ts'
import { addSourceDefinition, removeSourceDefinition } from '../db/relational/write/source-definitions.ts'
import type { PageSource } from '../domain/model/source-definition.ts'
import { StandIn } from './kube-client/stand-in.ts'
import { clusterAt, eventually, ReadingRig, rigToken } from './reading-rig.ts'

let rig: ReadingRig
const servers: StandIn[] = []
beforeAll(async () => {
  rig = await ReadingRig.open()
})
afterAll(async () => {
  await rig?.close()
  for (const server of servers) await server.close()
})

async function openServer(uid: string): Promise<StandIn> {
  const server = await StandIn.open({
    tokens: () => [rigToken],
    metrics: () => 'apiserver_storage_size_bytes 1\n',
  })
  servers.push(server)
  for (const name of ['kube-system', 'shop'])
    server.world.put('/api/v1/namespaces', {
      metadata: { name, uid: `${uid}-${name}`, creationTimestamp: '2026-01-01T00:00:00Z' },
      status: { phase: 'Active' },
    })
  return server
}

const told = async (clusterId: string): Promise<string[]> =>
  (await toldOfCluster(rig.stores.relational, { clusterId, limit: 10 })).map(({ sourceId }) => sourceId)

/** Nobody speaks of it any more, and all that was known of it is still there. */
async function expectForgotten(name: string): Promise<void> {
  await eventually(async () => {
    expect(await rig.health(name)).toBeUndefined()
    expect(await told(name)).toEqual([])
  })
  const cluster = await getCluster(rig.stores.relational, { id: name })
  expect(cluster).toMatchObject({ version: '1.33', goneAt: null })
  expect((await rig.objects(name, 'Namespace')).map((one) => one.name)).toEqual(['kube-system', 'shop'])
}

describe('a source that is removed', () => {
  it('from the file leaves its cluster as it was last known; the others are read on', async () => {
    const [one, two] = [await openServer('u-one'), await openServer('u-two')]
    await rig.read(clusterAt('one', one.url), clusterAt('two', two.url))
    await Promise.all([rig.isRead('one'), rig.isRead('two')])
    await eventually(async () => expect(await told('one')).toEqual(['kube-api:one']))
    await rig.read(clusterAt('two', two.url))
    await expectForgotten('one')
    expect(one.openWatches).toBe(0)
    await rig.isRead('two')
    expect(await told('two')).toEqual(['kube-api:two'])
    // Defined again it is the same cluster, and goes on.
    await rig.read(clusterAt('one', one.url), clusterAt('two', two.url))
    await rig.isRead('one')
    await eventually(async () => expect(await told('one')).toEqual(['kube-api:one']))
  })

  it('from the page does the same', async () => {
    const server = await openServer('u-paged')
    const { relational } = rig.stores
    const sourceId = 'kube-api:paged'
    const definition: PageSource = {
      ...{ kind: 'kube-api', name: 'paged', server: server.url, credential: 'rig' },
    }
    await addSourceDefinition(relational, { sourceId, definition, now: new Date(), most: 10 })
    await rig.look()
    await rig.isRead('paged')
    await eventually(async () => expect(await told('paged')).toEqual([sourceId]))
    await removeSourceDefinition(relational, { sourceId })
    await rig.look()
    await expectForgotten('paged')
  })

  it('is succeeded by another that leads to its cluster', async () => {
    const server = await openServer('u-shared')
    await rig.read(clusterAt('first', server.url))
    await rig.isRead('first')
    await rig.read(clusterAt('first', server.url), clusterAt('second', server.url))
    await eventually(async () => {
      const { state, clusterIds } = (await rig.health('second')) ?? {}
      expect([state, clusterIds]).toEqual(['spare', ['first']])
    })
    expect(server.watchesOf('/api/v1/pods')).toBe(1)
    await rig.read(clusterAt('second', server.url))
    await eventually(async () => {
      expect(await rig.health('first')).toBeUndefined()
      expect((await rig.health('second'))?.state).toBe('watching')
    }, 100_000)
    await eventually(async () => expect(await told('first')).toEqual(['kube-api:second']))
  }, 180_000)
})
