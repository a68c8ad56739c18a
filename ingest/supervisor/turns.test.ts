import { describe, expect, it } from 'vitest'
import { waitAfter } from './back-off.ts'
import { Turns } from './turns.ts'

const never = new AbortController().signal

describe('turns', () => {
  it('go to a few at a time, in the order they came', async () => {
    const turns = new Turns({ width: 2, overdueMs: 60_000 })
    const order: string[] = []
    const ends: (() => void)[] = []
    const work = (name: string) =>
      turns.run(() => {
        order.push(name)
        return new Promise<void>((resolve) => ends.push(resolve))
      }, never)
    const all = ['a', 'b', 'c', 'd'].map(work)
    await Promise.resolve()
    await new Promise((resolve) => setImmediate(resolve))
    expect([order.join(''), turns.held, turns.waiting]).toEqual(['ab', 2, 2])
    ends[1]?.()
    await all[1]
    await new Promise((resolve) => setImmediate(resolve))
    expect(order.join('')).toBe('abc')
    ends[0]?.()
    ends[2]?.()
    await Promise.all([all[0], all[2]])
    await new Promise((resolve) => setImmediate(resolve))
    ends[3]?.()
    await all[3]
    expect([order.join(''), turns.held, turns.waiting]).toEqual(['abcd', 0, 0])
  })

  it('go to the lowest ticket first, and among equals to who came first', async () => {
    const turns = new Turns({ width: 1, overdueMs: 60_000 })
    const first = await turns.take(never)
    const order: string[] = []
    const waits = [
      ['c', 7],
      ['a', 2],
      ['d', 7],
      ['b', 2],
    ].map(async ([name, ticket]) => {
      const giveBack = await turns.take(never, Number(ticket))
      order.push(String(name))
      giveBack()
    })
    first()
    await Promise.all(waits)
    expect(order.join('')).toBe('abcd')
  })

  it('are given back by whoever fails, and left by whoever no longer wants one', async () => {
    const turns = new Turns({ width: 1, overdueMs: 60_000 })
    await expect(turns.run(() => Promise.reject(new Error('no')), never)).rejects.toThrow('no')
    const giveBack = await turns.take(never)
    const leaving = new AbortController()
    const waits = turns.take(leaving.signal)
    leaving.abort(new Error('left'))
    await expect(waits).rejects.toThrow('left')
    await expect(turns.take(leaving.signal)).rejects.toThrow('left')
    expect(turns.waiting).toBe(0)
    giveBack()
    giveBack()
    expect(turns.held).toBe(0)
  })

  it('held far too long make room for others', async () => {
    const turns = new Turns({ width: 1, overdueMs: 10 })
    const late = await turns.take(never)
    const giveBack = await turns.take(never)
    late()
    expect(turns.held).toBe(1)
    giveBack()
    expect(turns.held).toBe(0)
  })
})

describe('waits after failures', () => {
  const wait = (failures: number, chance = 0, retryAfterMs?: number) =>
    waitAfter({ failures, chance, retryAfterMs })

  it('double up to two minutes, with chance in the upper half', () => {
    expect([1, 2, 3, 4].map((failures) => wait(failures))).toEqual([500, 1_000, 2_000, 4_000])
    expect(wait(1, 0.999_999)).toBe(1_000)
    expect([wait(8), wait(50), wait(1e9, 0.999_999)]).toEqual([60_000, 60_000, 120_000])
  })

  it('are never shorter than the server asked, up to an hour', () => {
    expect(wait(1, 0, 30_000)).toBe(30_000)
    expect(wait(1, 0.5, 30_000)).toBe(31_500)
    expect(wait(20, 0, 5)).toBe(60_000)
    expect(wait(1, 0, 86_400_000)).toBe(3_600_000)
    expect(wait(1, 0, -5)).toBe(500)
  })
})
