// States on their way to a store that is slow, away or broken: all of them arrive, in bounded batches, and
// what is told as durable is.
import { describe, expect, test } from 'vitest'
import { unavailable } from '../../../domain/errors.ts'
import type { FingerprintedState } from '../../collection.ts'
import { until } from './collector-rig.ts'
import { Stowage, type StowageOptions } from './stowage.ts'

const stateOf = (n: number) =>
  ({ state: { uid: String(n) }, fingerprint: BigInt(n) }) as unknown as FingerprintedState
const states = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => stateOf(from + n))
const at = (seconds: number) => new Date(1_000 * seconds)

function open(put: StowageOptions['put'], more: Partial<StowageOptions> = {}) {
  const durable: number[] = []
  const told: string[] = []
  const stowage = new Stowage({
    put,
    batchSize: 10,
    mostUnderWay: 2,
    pace: { firstMs: 1, mostMs: 2 },
    random: () => 0,
    signal: new AbortController().signal,
    onDurable: (instant) => durable.push(instant.getTime() / 1_000),
    onAway: () => told.push('away'),
    onBack: () => told.push('back'),
    onFailure: (error) => told.push(String(error)),
    ...more,
  })
  return { stowage, durable, told }
}

/** A store whose puts are let through one by one. */
function slowStore() {
  const waiting: { readonly uids: string[]; done(): void; fail(error: Error): void }[] = []
  const put = (batch: readonly FingerprintedState[]) =>
    new Promise<void>((resolve, reject) => {
      waiting.push({ uids: batch.map(({ state }) => state.uid), done: resolve, fail: reject })
    })
  return { waiting, put }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('a first state goes at once, those that come meanwhile go together', async () => {
  const { waiting, put } = slowStore()
  const { stowage } = open(put)
  await stowage.add(states(0, 1), undefined)
  for (let n = 1; n < 6; n += 1) await stowage.add(states(n, n + 1), undefined)
  expect(waiting.map(({ uids }) => uids)).toEqual([['0']])
  waiting[0]?.done()
  await turn()
  expect(waiting.map(({ uids }) => uids.length)).toEqual([1, 5])
})

test('whoever adds waits when too much is under way', async () => {
  const { waiting, put } = slowStore()
  const { stowage } = open(put)
  let isAdded = false
  const adding = stowage.add(states(0, 45), undefined).then(() => {
    isAdded = true
  })
  await turn()
  expect([waiting.length, isAdded]).toEqual([2, false])
  for (let n = 0; n < 3; n += 1) {
    waiting[n]?.done()
    await turn()
  }
  await adding
  const flushed = stowage.flush()
  for (let n = 3; n < waiting.length; n += 1) {
    waiting[n]?.done()
    await turn()
  }
  await flushed
  expect(waiting.flatMap(({ uids }) => uids)).toEqual(Array.from({ length: 45 }, (_, n) => String(n)))
  expect(Math.max(...waiting.map(({ uids }) => uids.length))).toBe(10)
})

describe('what is told as durable', () => {
  test('is an instant of which nothing is under way any more', async () => {
    const { waiting, put } = slowStore()
    const { stowage, durable } = open(put)
    await stowage.add([], at(1))
    expect(durable).toEqual([1])
    await stowage.add(states(0, 10), at(2))
    await stowage.add(states(10, 20), at(3))
    await stowage.add([], at(4))
    waiting[1]?.done()
    await turn()
    expect(durable).toEqual([1])
    waiting[0]?.done()
    await turn()
    expect(durable.at(-1)).toBe(4)
  })

  test('is none while a part of it still waits to be sent', async () => {
    const { waiting, put } = slowStore()
    const { stowage, durable } = open(put)
    await stowage.add(states(0, 25), at(1))
    waiting[0]?.done()
    waiting[1]?.done()
    await turn()
    expect(durable).toEqual([])
    waiting[2]?.done()
    await turn()
    expect(durable).toEqual([1])
  })
})

test('a store that is away is tried until it is back', async () => {
  let left = 3
  const stored: string[] = []
  const { stowage, told, durable } = open(async (batch) => {
    left -= 1
    if (left >= 0) throw unavailable('away')
    stored.push(...batch.map(({ state }) => state.uid))
  })
  await stowage.add(states(0, 3), at(1))
  await stowage.flush()
  expect(stored).toEqual(['0', '1', '2'])
  expect(told).toEqual(['away', 'away', 'away', 'back'])
  expect(durable).toEqual([1])
})

test('any other failure is told, and nothing more is taken', async () => {
  const { stowage, told, durable } = open(() => Promise.reject(new Error('a mistake')))
  await stowage.add(states(0, 1), at(1))
  await until(
    () => told.length > 0,
    () => 'told',
  )
  expect(told).toEqual(['Error: a mistake'])
  await expect(stowage.add(states(1, 2), at(2))).rejects.toThrow('a mistake')
  await expect(stowage.flush()).rejects.toThrow('a mistake')
  expect(durable).toEqual([])
})

test('stopping ends the waiting for a store that is away', async () => {
  const stop = new AbortController()
  const { stowage, told } = open(() => Promise.reject(unavailable('away')), {
    signal: stop.signal,
    pace: { firstMs: 60_000, mostMs: 60_000 },
  })
  await stowage.add(states(0, 1), at(1))
  const flushed = stowage.flush()
  stop.abort(new Error('told to stop'))
  await expect(flushed).rejects.toThrow('told to stop')
  expect(told).toEqual(['away'])
})
