import { afterEach, describe, expect, it, vi } from 'vitest'
import { CollectionFailure } from '../collection.ts'
import {
  type Behaviour,
  countingInventory,
  fakeCollector,
  memoryStore,
  readsWell,
  source,
  startWorker,
  type Worker,
} from './fake-rig.ts'

const workers: Worker[] = []
const started = (...args: Parameters<typeof startWorker>): Worker => {
  const worker = startWorker(...args)
  workers.push(worker)
  return worker
}
afterEach(async () => {
  await Promise.all(workers.splice(0).map(({ supervisor }) => supervisor.stop()))
})

const eventually = <T>(look: () => T) => vi.waitFor(look, { timeout: 10_000, interval: 10 })

/** As a source of clusters does: finds out whose cluster it is, asks for it, reads. */
const readsCluster =
  (clusterId: string): Behaviour =>
  async (tools, signal) => {
    tools.report.clusters([clusterId])
    await tools.claim(clusterId)
    await readsWell(tools, signal)
  }
const refused = new CollectionFailure({ kind: 'unauthorized', says: '401', steps: ['renew'], subject: '' })

/** How many read a cluster after its claim, and the most at once. */
function counted(behaviour: Behaviour) {
  let now = 0
  let most = 0
  const counting: Behaviour = (tools, signal) =>
    behaviour(
      {
        ...tools,
        turn: async (work) => {
          now += 1
          most = Math.max(most, now)
          signal.addEventListener('abort', () => (now -= 1), { once: true })
          return tools.turn(work)
        },
      },
      signal,
    )
  return { counting, most: () => most }
}

const pair = [source('one'), source('two')]
type Store = ReturnType<typeof memoryStore>
const healthOf = (store: Store, name: string) => store.rows.get(`kube-api:${name}`)?.health
const statesOf = (store: Store) => ['one', 'two'].map((name) => healthOf(store, name)?.state)

describe('two sources that lead to one cluster', () => {
  it('are read once; the other says which source reads it and what to do', async () => {
    const store = memoryStore()
    const { counting, most } = counted(readsCluster('prod'))
    const fake = fakeCollector({ one: counting, two: counting })
    const worker = started(fake.collector, store)
    worker.supervisor.want([source('one'), source('three')])
    await eventually(() => expect(statesOf(store)[0]).toBe('watching'))
    worker.supervisor.want([...pair, source('three')])
    await eventually(() => expect(statesOf(store)).toEqual(['watching', 'spare']))
    const spare = healthOf(store, 'two')
    expect(spare?.clusterIds).toEqual(['prod'])
    expect(spare?.nextTryAt).not.toBeNull()
    expect(spare?.troubles).toMatchObject([
      {
        kind: 'conflict',
        subject: 'prod',
        says: 'It leads to the cluster prod, which the source one reads already. A cluster is read once; this source takes over when one cannot read it.',
        steps: [expect.stringContaining('Remove this source or one')],
      },
    ])
    expect(healthOf(store, 'one')?.troubles).toEqual([])
    expect(healthOf(store, 'three')).toMatchObject({ state: 'watching', troubles: [] })
    expect(fake.reads()).toEqual(['one', 'three'])
    expect(most()).toBe(1)
  })

  it('are read once over several workers too', async () => {
    const store = memoryStore()
    const { counting, most } = counted(readsCluster('prod'))
    const names = Array.from({ length: 20 }, (_unused, n) => `s${n}`)
    const fake = fakeCollector(Object.fromEntries(names.map((name) => [name, counting])))
    const wanted = names.map((name) => source(name))
    for (let n = 0; n < 3; n += 1) started(fake.collector, store).supervisor.want(wanted)
    await eventually(() => {
      const states = [...store.rows.values()].map(({ health }) => health.state)
      expect(states.filter((state) => state === 'watching')).toHaveLength(1)
      expect(states.filter((state) => state === 'spare')).toHaveLength(19)
    })
    expect(most()).toBe(1)
  })

  it('take turns when the one that reads cannot any more, and not back', async () => {
    const store = memoryStore()
    let break_: () => void = () => undefined
    let isBroken = false
    const fails: Behaviour = async (tools, signal) => {
      if (isBroken) throw refused
      await Promise.race([
        readsCluster('prod')(tools, signal),
        new Promise<never>((_resolve, reject) => {
          break_ = () => reject(refused)
        }),
      ])
    }
    const fake = fakeCollector({ one: fails, two: readsCluster('prod') })
    const worker = started(fake.collector, store)
    worker.supervisor.want([source('one')])
    await eventually(() => expect(statesOf(store)[0]).toBe('watching'))
    worker.supervisor.want(pair)
    await eventually(() => expect(statesOf(store)).toEqual(['watching', 'spare']))
    isBroken = true
    break_()
    await eventually(() => expect(statesOf(store)).toEqual(['failing', 'watching']))
    expect(healthOf(store, 'one')?.troubles).toMatchObject([{ kind: 'unauthorized' }])
    expect(healthOf(store, 'two')?.troubles).toEqual([])
    isBroken = false
    worker.supervisor.nudge('kube-api:one')
    await eventually(() => expect(statesOf(store)).toEqual(['spare', 'watching']))
  })

  it('are read by the one that stays when the other is removed, or leads elsewhere now', async () => {
    const store = memoryStore()
    const fake = fakeCollector({ one: readsCluster('prod'), two: readsCluster('prod') })
    // So long that nothing lapses and nobody asks by himself: it is given up, and the spare told.
    const worker = started(fake.collector, store, { claimMs: 600_000, spareMs: 600_000 })
    worker.supervisor.want([source('one')])
    await eventually(() => expect(statesOf(store)[0]).toBe('watching'))
    worker.supervisor.want(pair)
    await eventually(() => expect(statesOf(store)).toEqual(['watching', 'spare']))
    worker.supervisor.want([source('two')])
    await eventually(() => expect(statesOf(store)).toEqual([undefined, 'watching']))
    worker.supervisor.want([source('one'), source('two')])
    await eventually(() => expect(statesOf(store)).toEqual(['spare', 'watching']))
  })
})

describe('a claim', () => {
  it('outlives a worker that stops, for the same source elsewhere', async () => {
    const store = memoryStore()
    const fake = fakeCollector({ one: readsCluster('prod'), two: readsCluster('prod') })
    const first = startWorker(fake.collector, store, { claimMs: 600_000 })
    first.supervisor.want([source('one')])
    await eventually(() => expect(statesOf(store)[0]).toBe('watching'))
    await first.supervisor.stop()
    expect(store.claimed.get('prod')?.holder).toBe('kube-api:one')
    started(fake.collector, store).supervisor.want(pair)
    await eventually(() => expect(statesOf(store)).toEqual(['watching', 'spare']))
  })

  it('lapses with a worker that is gone and whose source nobody defines any more', async () => {
    const store = memoryStore()
    store.claimed.set('prod', { holder: 'kube-api:gone', expiresAt: performance.now() + 150 })
    const fake = fakeCollector({ two: readsCluster('prod') })
    started(fake.collector, store).supervisor.want([source('two')])
    await eventually(() => expect(statesOf(store)[1]).toBe('spare'))
    await eventually(() => expect(statesOf(store)[1]).toBe('watching'))
  })

  it('that another source has taken meanwhile ends the reading', async () => {
    const store = memoryStore()
    const { inventory } = countingInventory()
    const fake = fakeCollector({ one: readsCluster('prod') })
    const worker = started(fake.collector, store, { claimMs: 90 }, inventory)
    worker.supervisor.want([source('one')])
    await eventually(() => expect(fake.reads()).toEqual(['one']))
    store.claimed.set('prod', { holder: 'kube-api:two', expiresAt: Number.POSITIVE_INFINITY })
    await eventually(() => expect(statesOf(store)[0]).toBe('spare'))
    expect(fake.reads()).toEqual([])
  })

  it('that cannot be renewed for a moment disturbs no reading', async () => {
    const store = memoryStore()
    const fake = fakeCollector({ one: readsCluster('prod') })
    const worker = started(fake.collector, store, { claimMs: 90, leaseMs: 60_000 })
    worker.supervisor.want([source('one')])
    await eventually(() => expect(fake.reads()).toEqual(['one']))
    store.setAway(true)
    const failed = 'claims on clusters were not renewed; it is tried again'
    await eventually(() => expect(worker.logged).toContain(failed))
    store.setAway(false)
    await eventually(() => expect(statesOf(store)[0]).toBe('watching'))
    expect(fake.begun()).toBe(1)
  })
})
