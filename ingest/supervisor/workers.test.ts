import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  countingInventory,
  fakeCollector,
  memoryStore,
  source,
  startWorker,
  untilAborted,
  type Worker,
} from './fake-rig.ts'
import { partCount, partOf, partsFor } from './parts.ts'

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
const names = Array.from({ length: 200 }, (_unused, n) => `cluster-${n}`)
const wanted = names.map((name) => source(name))
const sorted = [...names].sort()

describe('parts of sources', () => {
  it('each go to exactly one of the workers alive, about evenly, and move only with a worker', () => {
    const alive = ['w1', 'w2', 'w3', 'w4']
    const shares = alive.map((worker) => partsFor(worker, alive))
    expect(shares.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: partCount }, (_u, part) => part))
    for (const share of shares) expect(share.length).toBeGreaterThan(4)
    const without = alive.slice(0, 3).map((worker) => partsFor(worker, alive.slice(0, 3)))
    without.forEach((share, at) => {
      expect(share).toEqual(expect.arrayContaining(shares[at] ?? []))
    })
    expect(partsFor('alone', [])).toHaveLength(partCount)
    expect(partsFor('alone', ['alone'])).toHaveLength(partCount)
  })

  it('spread sources', () => {
    const parts = new Set(names.map((name) => partOf(`kube-api:${name}`)))
    expect(parts.size).toBeGreaterThan(partCount / 2)
    for (const part of parts) expect(part).toBeLessThan(partCount)
  })
})

describe('several workers', () => {
  it('share the sources, never read one twice, and take over what one lets go', async () => {
    const store = memoryStore()
    const shared = fakeCollector()
    const [one, two] = [fakeCollector(), fakeCollector()]
    const both = (own: ReturnType<typeof fakeCollector>) => ({
      ...own.collector,
      run: async (...args: Parameters<typeof own.collector.run>) => {
        await Promise.all([own.collector.run(...args), shared.collector.run(...args)])
      },
    })
    const first = started(both(one), store)
    first.supervisor.want(wanted)
    await eventually(() => expect(one.reads()).toEqual(sorted))
    const second = started(both(two), store)
    second.supervisor.want(wanted)
    await eventually(() => {
      expect([...one.reads(), ...two.reads()].sort()).toEqual(sorted)
      expect(two.reads().length).toBeGreaterThan(40)
      expect(one.reads().length).toBeGreaterThan(40)
    })
    await first.supervisor.stop()
    await eventually(() => expect(two.reads()).toEqual(sorted))
    expect(one.reads()).toEqual([])
    expect(shared.most()).toBe(1)
    for (const { health } of store.rows.values())
      expect(['watching', 'stopped', 'waiting']).toContain(health.state)
  })

  it('one that is killed loses its sources to the others within the length of its lease', async () => {
    const store = memoryStore()
    const dead = fakeCollector()
    const alive = fakeCollector()
    // Never renews: as a process that is gone.
    const killed = startWorker(dead.collector, store, { leaseMs: 300, beatMs: 100_000 })
    killed.supervisor.want(wanted)
    await eventually(() => expect(dead.reads()).toHaveLength(200))
    started(alive.collector, store, { leaseMs: 300, beatMs: 20 }).supervisor.want(wanted)
    await eventually(() => expect(alive.reads()).toEqual(sorted))
    await killed.supervisor.stop()
    expect(alive.reads()).toEqual(sorted)
  })

  it('one that cannot renew stops by itself before anybody else begins, and stores nothing more', async () => {
    const store = memoryStore()
    const { inventory, puts } = countingInventory()
    let write: (() => Promise<void>) | undefined
    const cut = fakeCollector({
      'cluster-1': async (tools, signal) => {
        write = () => tools.inventory.putObjects([])
        tools.report.state('watching')
        await untilAborted(signal)
      },
    })
    const worker = started(cut.collector, store, { leaseMs: 300, beatMs: 20 }, inventory)
    worker.supervisor.want([source('cluster-1')])
    await eventually(() => expect(cut.reads()).toEqual(['cluster-1']))
    store.setAway(true)
    await eventually(() => expect(cut.reads()).toEqual([]))
    await expect(write?.()).rejects.toMatchObject({ code: 'Unavailable' })
    expect(puts()).toBe(0)
    store.setAway(false)
    await eventually(() => expect(cut.reads()).toEqual(['cluster-1']))
    await eventually(() => expect(store.rows.get('kube-api:cluster-1')?.health.state).toBe('watching'))
  })

  it('a store that is away for a moment disturbs no reading', async () => {
    const store = memoryStore()
    const { collector, begun, reads } = fakeCollector()
    const worker = started(collector, store, { leaseMs: 20_000, beatMs: 20 })
    worker.supervisor.want(wanted)
    await eventually(() => expect(reads()).toEqual(sorted))
    store.setAway(true)
    await eventually(() =>
      expect(worker.logged).toContain('leases of sources were not renewed; it is tried again'),
    )
    store.setAway(false)
    worker.supervisor.want([...wanted, source('one-more')])
    await eventually(() => expect(reads()).toContain('one-more'))
    expect(begun()).toBe(201)
  })

  it('a stop is bounded although the store is away', async () => {
    const store = memoryStore()
    const { collector, reads } = fakeCollector()
    const worker = started(collector, store)
    worker.supervisor.want([source('a')])
    await eventually(() => expect(reads()).toEqual(['a']))
    store.setAway(true)
    await worker.supervisor.stop()
    expect(reads()).toEqual([])
    expect(worker.logged).toContain('leases of sources were not given back; they lapse')
  })
})
