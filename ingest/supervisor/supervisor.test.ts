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
  untilAborted,
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

const eventually = <T>(look: () => T) => vi.waitFor(look, { timeout: 8_000, interval: 10 })
const healthOf = (store: ReturnType<typeof memoryStore>, name: string) =>
  store.rows.get(`kube-api:${name}`)?.health

const forbidden = new CollectionFailure({
  kind: 'forbidden',
  says: 'LIST pods: 403',
  steps: ['Grant it.'],
  subject: 'pods',
})
const hangs: Behaviour = () => new Promise(() => undefined)

describe('a source', () => {
  it('is read, and how well stands in the store a moment later', async () => {
    const store = memoryStore()
    const { collector } = fakeCollector({
      a: async (tools, signal) => {
        tools.report.clusters(['one', 'two'])
        tools.report.count('objects', 3)
        tools.report.count('objects', 4)
        tools.report.clockSkew(1_500)
        tools.report.trouble({ kind: 'forbidden', says: 'no pods', steps: ['grant'], subject: 'pods' })
        await readsWell(tools, signal)
      },
    })
    const { supervisor } = started(collector, store)
    supervisor.want([source('a')])
    await eventually(() =>
      expect(healthOf(store, 'a')).toMatchObject({
        state: 'watching',
        clusterIds: ['one', 'two'],
        asOf: expect.any(Date),
        counts: { objects: 7 },
        clockSkewMs: 1_500,
        intervalMs: 60_000,
        troubles: [{ kind: 'forbidden', subject: 'pods' }],
      }),
    )
    const up = supervisor.metrics().find(({ name }) => name === 'periplus_source_up')
    expect(up?.samples).toEqual([{ labels: { kind: 'kube-api', name: 'a' }, value: 1 }])
  })

  it('that fails says why and when it is tried again, and is well again afterwards', async () => {
    const store = memoryStore()
    let tries = 0
    const { collector } = fakeCollector({
      a: async (tools, signal) => {
        tries += 1
        if (tries === 1) throw forbidden
        await readsWell(tools, signal)
      },
    })
    started(collector, store).supervisor.want([source('a')])
    const failed = await eventually(() => {
      const health = healthOf(store, 'a')
      expect(health).toMatchObject({ state: 'failing', troubles: [{ ...forbidden.trouble }], asOf: null })
      return health
    })
    expect(failed?.nextTryAt?.getTime()).toBeGreaterThan(failed?.lastTriedAt?.getTime() ?? Infinity)
    await eventually(() =>
      expect(healthOf(store, 'a')).toMatchObject({ state: 'watching', troubles: [], nextTryAt: null }),
    )
  })

  it('waits as long as its server asked, unless somebody nudges it', async () => {
    const store = memoryStore()
    const throttled = new CollectionFailure(
      { kind: 'throttled', says: '429', steps: [], subject: '' },
      { retryAfterMs: 600_000 },
    )
    let tries = 0
    const { collector } = fakeCollector({
      a: async (tools, signal) => {
        tries += 1
        if (tries === 1) throw throttled
        await readsWell(tools, signal)
      },
    })
    const { supervisor } = started(collector, store)
    supervisor.want([source('a')])
    await eventually(() => {
      const { nextTryAt, lastTriedAt } = healthOf(store, 'a') ?? {}
      expect((nextTryAt?.getTime() ?? 0) - (lastTriedAt?.getTime() ?? 0)).toBeGreaterThanOrEqual(600_000)
    })
    supervisor.nudge('kube-api:a')
    await eventually(() => expect(healthOf(store, 'a')?.state).toBe('watching'))
  })

  it('offers to have its clusters judged anew while it is read, and what was asked ends with the try', async () => {
    const store = memoryStore()
    let end = (_error: Error): void => undefined
    const { collector } = fakeCollector({
      a: async (tools, signal) => {
        tools.offerRefresh(async (clusterId, tell, asked) => {
          tell(`asking about ${clusterId}`)
          await untilAborted(asked)
          throw asked.reason
        })
        tools.report.clusters(['one'])
        await Promise.race([
          readsWell(tools, signal),
          new Promise<never>((_resolve, reject) => {
            end = reject
          }),
        ])
      },
      b: async (tools, signal) => {
        tools.report.clusters(['two'])
        await readsWell(tools, signal)
      },
    })
    const { supervisor } = started(collector, store)
    supervisor.want([source('a'), source('b')])
    await eventually(() => expect(supervisor.refresherOf('one')).toBeDefined())
    expect(supervisor.refresherOf('three')).toBeUndefined()
    await eventually(() => expect(supervisor.refresherOf('two')).toBeDefined())
    const silent = supervisor.refresherOf('two')?.('two', () => undefined, new AbortController().signal)
    expect(await silent).toBe('Somebody did not look anew: b is watching; see Sources')
    const told: string[] = []
    const ask = () => supervisor.refresherOf('one')?.('one', (says) => told.push(says), asking.signal)
    const asking = new AbortController()
    const stopped = ask()
    asking.abort(new Error('somebody stopped it'))
    await expect(stopped).rejects.toThrow('somebody stopped it')
    expect(told).toEqual(['asking about one'])
    const still = supervisor.refresherOf('one')?.('one', () => undefined, new AbortController().signal)
    end(forbidden)
    await expect(still).rejects.toThrow('its source is no longer read')
    await eventually(() => expect(healthOf(store, 'a')?.state).toBe('failing'))
    const failing = supervisor.refresherOf('one')?.('one', () => undefined, new AbortController().signal)
    expect(await failing).toBe('Somebody did not look anew: a is failing; see Sources')
  })

  it('with a definition that cannot be used says so and is not tried', async () => {
    const store = memoryStore()
    const { collector, begun } = fakeCollector()
    const trouble = {
      kind: 'configuration',
      says: 'no such credential',
      steps: ['define it'],
      subject: '',
    } as const
    const { supervisor } = started(collector, store)
    supervisor.want([{ ...source('a'), plan: { trouble } }])
    await eventually(() =>
      expect(healthOf(store, 'a')).toMatchObject({ state: 'failing', nextTryAt: null, troubles: [trouble] }),
    )
    expect(begun()).toBe(0)
    supervisor.want([source('a')])
    await eventually(() => expect(healthOf(store, 'a')).toMatchObject({ state: 'watching', troubles: [] }))
  })
})

describe('a source that misbehaves', () => {
  const odd: Record<string, Behaviour> = {
    'throws-null': () => Promise.reject(null),
    'throws-nothing': () => Promise.reject(undefined),
    'throws-text': () => Promise.reject('a secret text'),
    'throws-at-once': () => {
      throw new TypeError('a secret text')
    },
    'throws-odd-error': () => Promise.reject(Object.create(null)),
    'ends-by-itself': () => Promise.resolve(),
    'hangs-for-ever': hangs,
    'floods-troubles': async (tools, signal) => {
      for (let n = 0; n < 20_000; n += 1) {
        const says = `${'x'.repeat(5_000)}\0\ud800`
        tools.report.trouble({
          kind: 'internal',
          says,
          steps: new Array(50).fill(says),
          subject: `thing ${n}`,
        })
        tools.report.count(`kind ${n}`, 1)
        tools.report.state(n % 2 === 0 ? 'listing' : 'watching')
      }
      await untilAborted(signal)
    },
    'tells-nonsense': async (tools, signal) => {
      tools.report.complete(new Date(Number.NaN))
      tools.report.count('objects', Number.NaN)
      tools.report.clockSkew(Number.POSITIVE_INFINITY)
      tools.report.clear('what nobody said')
      await untilAborted(signal)
    },
  }

  it('harms no other, shows bounded words without secrets, and stops within bounds', async () => {
    const store = memoryStore()
    const { collector } = fakeCollector(odd)
    const { supervisor, logged } = started(collector, store)
    const names = [...Object.keys(odd), 'well']
    supervisor.want(names.map((name) => source(name)))
    await eventually(() => expect(healthOf(store, 'well')?.state).toBe('watching'))
    for (const name of names.filter((one) => /^throws|^ends/.test(one))) {
      await eventually(() =>
        expect(healthOf(store, name), name).toMatchObject({
          state: 'failing',
          troubles: [{ kind: 'internal' }],
        }),
      )
    }
    await eventually(() => expect(healthOf(store, 'floods-troubles')?.troubles.length).toBeGreaterThan(2))
    const flood = JSON.stringify(healthOf(store, 'floods-troubles'))
    expect(flood.length).toBeLessThan(300_000)
    expect(flood).not.toMatch(/\\u0000|\\ud800/)
    expect(Object.keys(healthOf(store, 'floods-troubles')?.counts ?? {}).length).toBeLessThanOrEqual(50)
    expect(healthOf(store, 'tells-nonsense')).toMatchObject({ asOf: null, counts: {}, clockSkewMs: null })
    for (const { health } of store.rows.values())
      expect(JSON.stringify(health)).not.toContain('a secret text')
    await supervisor.stop()
    expect(logged.filter((line) => line.includes('did not stop'))).toEqual([
      'kube-api:hangs-for-ever did not stop within 0.2 s and is cut off',
    ])
    for (const { health } of store.rows.values()) expect(health.state).toBe('stopped')
  })

  it('stores nothing any more once it is cut off', async () => {
    const store = memoryStore()
    const { inventory, puts } = countingInventory()
    let late: (() => Promise<void>) | undefined
    const { collector } = fakeCollector({
      a: (tools) => {
        late = () => tools.inventory.putObjects([])
        tools.report.state('watching')
        return new Promise(() => undefined)
      },
    })
    const { supervisor } = started(collector, store, {}, inventory)
    supervisor.want([source('a')])
    await eventually(() => expect(healthOf(store, 'a')?.state).toBe('watching'))
    await late?.()
    expect(puts()).toBe(1)
    supervisor.want([])
    await eventually(() => expect(store.rows.size).toBe(0))
    await expect(late?.()).rejects.toMatchObject({ code: 'Unavailable' })
    expect(puts()).toBe(1)
  })

  it('cannot keep the others from their turn by hanging in its own', async () => {
    const store = memoryStore()
    const hangsInTurn: Behaviour = (tools) => tools.turn(() => new Promise(() => undefined))
    const { collector } = fakeCollector({ h1: hangsInTurn, h2: hangsInTurn, h3: hangs, h4: hangs })
    const limits = { turnsAtOnce: 2, turnOverdueMs: 100, startsAtOnce: 2, startOverdueMs: 100 }
    const names = ['h1', 'h2', 'h3', 'h4', 'a', 'b', 'c']
    started(collector, store, limits).supervisor.want(names.map((name) => source(name)))
    await eventually(() => {
      for (const name of ['a', 'b', 'c']) expect(healthOf(store, name)?.state).toBe('watching')
    })
  })
})

describe('while it runs', () => {
  it('sources are added, changed and removed, and the others go on undisturbed', async () => {
    const store = memoryStore()
    const { collector, reads, begun } = fakeCollector()
    const { supervisor } = started(collector, store)
    supervisor.want([source('a'), source('b')])
    await eventually(() => expect(reads()).toEqual(['a', 'b']))
    supervisor.want([source('a'), source('c')])
    await eventually(() => expect(reads()).toEqual(['a', 'c']))
    await eventually(() => expect([...store.rows.keys()].sort()).toEqual(['kube-api:a', 'kube-api:c']))
    expect(begun()).toBe(3)
    supervisor.want([source('a', 'another version'), source('c')])
    await eventually(() => expect(begun()).toBe(4))
    await eventually(() => expect(reads()).toEqual(['a', 'c']))
  })

  it('a thousand sources begin a few at a time', async () => {
    const store = memoryStore()
    let [now, most, turning, mostTurning] = [0, 0, 0, 0]
    const pause = () => new Promise((resolve) => setTimeout(resolve, 1))
    const slow: Behaviour = async (tools, signal) => {
      now += 1
      most = Math.max(most, now)
      await pause()
      now -= 1
      await tools.turn(async () => {
        turning += 1
        mostTurning = Math.max(mostTurning, turning)
        await pause()
        turning -= 1
      })
      tools.report.complete(tools.clock.now())
      tools.report.state('watching')
      await untilAborted(signal)
    }
    const names = Array.from({ length: 1_000 }, (_unused, n) => `cluster-${n}`)
    const { collector, reads } = fakeCollector(Object.fromEntries(names.map((name) => [name, slow])))
    const { supervisor } = started(collector, store, { startsAtOnce: 10, turnsAtOnce: 4, leaseMs: 20_000 })
    supervisor.want(names.map((name) => source(name)))
    await eventually(() => {
      expect([...store.rows.values()].filter(({ health }) => health.state === 'watching')).toHaveLength(1_000)
    })
    expect(reads()).toHaveLength(1_000)
    expect([most, mostTurning]).toEqual([10, 4])
  })

  it('what was known of a source outlives the worker: since when it fails, how fresh it is', async () => {
    const store = memoryStore()
    const { collector } = fakeCollector({ a: () => Promise.reject(forbidden) })
    const first = started(collector, store)
    first.supervisor.want([source('a')])
    await eventually(() => expect(healthOf(store, 'a')?.state).toBe('failing'))
    await first.supervisor.stop()
    const before = healthOf(store, 'a')
    started(collector, store).supervisor.want([source('a')])
    await eventually(() => {
      expect(healthOf(store, 'a')?.state).toBe('failing')
      expect(healthOf(store, 'a')?.lastTriedAt).not.toEqual(before?.lastTriedAt)
    })
    expect(healthOf(store, 'a')?.troubles).toEqual(before?.troubles)
  })

  it('what is not defined at a start is forgotten after a day, not at once', async () => {
    const store = memoryStore()
    const { collector, reads } = fakeCollector()
    const first = started(collector, store)
    first.supervisor.want([source('a'), source('old'), source('young')])
    await eventually(() => expect(store.rows.size).toBe(3))
    await first.supervisor.stop()
    const old = store.rows.get('kube-api:old')
    const updatedAt = new Date(Date.now() - 25 * 3_600_000)
    if (old) store.rows.set('kube-api:old', { ...old, health: { ...old.health, updatedAt } })
    started(collector, store).supervisor.want([source('a')])
    await eventually(() => expect(store.rows.has('kube-api:old')).toBe(false))
    await eventually(() => expect(reads()).toEqual(['a']))
    expect(store.rows.has('kube-api:young')).toBe(true)
  })
})
