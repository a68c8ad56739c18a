import { describe, expect, it } from 'vitest'
import { StoreError } from '../../db/events/client.ts'
import { away, type FakeStore, fakeStore } from './fake-source.ts'
import { type Delivery, GroupCommit, type Stored } from './group-commit.ts'
import type { IngestLimits } from './limits.ts'

const pause = () => Promise.resolve()

interface Setup {
  readonly store: FakeStore
  readonly groups: GroupCommit
  readonly failures: unknown[]
  submit(cluster: string, bodyId: number, lines: readonly string[]): Promise<Stored>
}

function setup(limits: Partial<IngestLimits> = {}): Setup {
  const store = fakeStore()
  const failures: unknown[] = []
  const groups = new GroupCommit({
    source: store.source,
    limits: { groupBytes: 4_000, groupMs: 50, groupBusyMs: 50, groupsInFlight: 2, ...limits },
    bounds: () => ({ notBefore: 0, notAfter: 1 }),
    pause,
    onGroup: () => undefined,
    onFailure: (error) => failures.push(error),
  })
  const submit = async (clusterId: string, bodyId: number, lines: readonly string[]): Promise<Stored> => {
    const bytes = Buffer.from(lines.join('\n'))
    const { pieces } = await store.source.split(bytes, pause)
    const delivery: Delivery = { clusterId, bodyId, bytes, pieces }
    return groups.submit(delivery)
  }
  return { store, groups, failures, submit }
}

const clean: Stored = { refused: [], judged: [] }
const many = (count: number, word = 'x') => Array.from({ length: count }, (_, n) => `${word}${n}`)

describe('GroupCommit', () => {
  it('gathers bodies that come together into one insert', async () => {
    const { store, submit } = setup()
    expect(await Promise.all([submit('a', 1, ['x', 'y']), submit('b', 2, ['z'])])).toEqual([clean, clean])
    expect(store.inserts).toHaveLength(1)
    expect(store.stored).toEqual(['a/1/1:x', 'a/1/2:y', 'b/2/1:z'])
  })

  it('stores a body larger than a group in parts, once each, and answers after the last', async () => {
    const { store, groups, submit } = setup({ groupBytes: 2_000 })
    const done = submit('a', 1, many(500))
    expect(await done).toEqual(clean)
    expect(store.inserts.length).toBeGreaterThan(20)
    expect(Math.max(...store.inserts)).toBeLessThan(2_600)
    expect(new Set(store.stored).size).toBe(500)
    expect(store.stored).toHaveLength(500)
    expect(groups.queuedBytes).toBe(0)
  })

  it('does not make a small body wait for a huge one', async () => {
    const { submit } = setup({ groupBytes: 2_000, groupsInFlight: 1 })
    const order: string[] = []
    const huge = submit('a', 1, many(2_000)).then(() => order.push('huge'))
    const small = submit('b', 2, ['x']).then(() => order.push('small'))
    await Promise.all([huge, small])
    expect(order).toEqual(['small', 'huge'])
  })

  it('takes an event larger than a group', async () => {
    const { store, submit } = setup({ groupBytes: 1_000 })
    await submit('a', 1, ['x'.repeat(50_000), 'y'])
    expect(store.stored).toHaveLength(2)
  })

  it('refuses a bad line alone, whoever shared its group', async () => {
    const { store, submit } = setup()
    const [good, bad, other] = await Promise.all([
      submit('a', 1, many(5, 'good')),
      submit('b', 2, ['x', 'POISON', 'y']),
      submit('c', 3, many(5, 'other')),
    ])
    expect(good).toEqual(clean)
    expect(other).toEqual(clean)
    expect(bad).toEqual({
      refused: [{ line: 2, reason: 'the event store cannot read this line', excerpt: 'POISON' }],
      judged: [],
    })
    expect(new Set(store.stored).size).toBe(12)
  })

  it('finds every bad line among many, explained by the source where it can', async () => {
    const { store, submit } = setup({ groupBytes: 1 << 20 })
    const lines = many(1_000)
    lines[10] = 'BROKEN POISON'
    lines[500] = 'ODD POISON'
    lines[501] = 'ODD but fine'
    lines[999] = 'POISON'
    const { refused } = await submit('a', 1, lines)
    expect(refused.map(({ line, reason }) => [line, reason])).toEqual([
      [11, 'broken'],
      [501, 'odd'],
      [1_000, 'the event store cannot read this line'],
    ])
    expect(new Set(store.stored).size).toBe(997)
  })

  it('ends when every line is bad, after a bounded number of tries', async () => {
    const { store, submit } = setup({ groupBytes: 1 << 20 })
    let tries = 0
    store.before = async () => {
      tries += 1
    }
    const { refused } = await submit('a', 1, many(2_000, 'POISON'))
    expect(refused).toHaveLength(2_000)
    // Two parts of the body, a hundred tries and a few each.
    expect(tries).toBeLessThan(220)
  })

  it('tells each body which of its lines the store judged', async () => {
    const { submit } = setup()
    const [a, b] = await Promise.all([submit('a', 1, ['STALE', 'x']), submit('b', 2, ['x', 'y', 'STALE'])])
    expect(a.judged).toEqual([{ body: 1, line: 1, reason: 'stale' }])
    expect(b.judged).toEqual([{ body: 2, line: 3, reason: 'stale' }])
  })

  it('fails everybody at once while the store is away, and works again when it is back', async () => {
    const { store, groups, submit } = setup({ groupBytes: 500, groupsInFlight: 1 })
    store.before = async () => {
      throw away()
    }
    const waiting = [submit('a', 1, many(50)), submit('b', 2, ['x']), submit('c', 3, many(50))]
    const settled = await Promise.allSettled(waiting)
    expect(settled.map((one) => one.status === 'rejected' && (one.reason as { code?: string }).code)).toEqual(
      ['Unavailable', 'Unavailable', 'Unavailable'],
    )
    expect(groups.queuedBytes).toBe(0)
    store.before = () => Promise.resolve()
    expect(await submit('a', 4, ['x'])).toEqual(clean)
  })

  it('fails one body alone when the store fails over it for another reason', async () => {
    const { store, failures, submit } = setup()
    store.before = async (text) => {
      if (text.includes('TOOMUCH')) throw new StoreError(60, 'no such table', undefined)
    }
    const settled = await Promise.allSettled([submit('a', 1, ['x']), submit('b', 2, ['TOOMUCH'])])
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(failures).toHaveLength(1)
  })

  it('lets a barrier pass when what was in flight at the call has finished, and no later', async () => {
    const { store, groups, submit } = setup({ groupMs: 1 })
    const gates: (() => void)[] = []
    store.before = () => new Promise((resolve) => gates.push(resolve))
    const first = submit('a', 1, ['x'])
    await until(() => gates.length === 1)
    let passed = false
    const barrier = groups.barrier().then(() => {
      passed = true
    })
    const second = submit('b', 2, ['y'])
    await until(() => gates.length === 2)
    expect(passed).toBe(false)
    gates[0]?.()
    await first
    await barrier
    expect(groups.groupsInFlight).toBe(1)
    gates[1]?.()
    await second
    await groups.barrier()
  })

  it('gathers what comes while a group is on its way until that has finished', async () => {
    const { store, submit } = setup({ groupMs: 1, groupBusyMs: 60_000 })
    const gates: (() => void)[] = []
    store.before = () => new Promise((resolve) => gates.push(resolve))
    const first = submit('a', 1, ['x'])
    await until(() => gates.length === 1)
    const others = [submit('b', 2, ['y']), submit('c', 3, ['z'])]
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(gates).toHaveLength(1)
    gates[0]?.()
    await first
    await until(() => gates.length === 2)
    gates[1]?.()
    await Promise.all(others)
    expect(store.inserts).toHaveLength(2)
  })

  it('sends a full group beside the one on its way', async () => {
    const { store, submit } = setup({ groupMs: 1, groupBusyMs: 60_000, groupBytes: 2_000 })
    const gates: (() => void)[] = []
    store.before = () => new Promise((resolve) => gates.push(resolve))
    const first = submit('a', 1, ['x'])
    await until(() => gates.length === 1)
    const full = submit('b', 2, many(15))
    await until(() => gates.length === 2)
    for (const open of gates) open()
    store.before = () => Promise.resolve()
    await Promise.all([first, full])
  })

  it('drains what is waiting when it stops', async () => {
    const { store, groups, submit } = setup({ groupMs: 60_000 })
    const one = submit('a', 1, ['x'])
    await until(() => groups.queuedBytes > 0)
    await groups.drain()
    await one
    expect(store.stored).toEqual(['a/1/1:x'])
  })
})

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 1))
}
