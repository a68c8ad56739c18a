import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ObjectStamps } from './object-stamps.ts'

const at = (ms: number) => new Date(1_700_000_000_000 + ms)
const msOf = (version: bigint): number => Number(version / 4_096n) - 1_700_000_000_000

describe('ObjectStamps', () => {
  it('rise within a cluster whatever the clock does, and are of the moment when it is sound', async () => {
    const seed = Date.now() % 2 ** 31
    console.info(`seed ${seed}`)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1 }),
        async (moments) => {
          const stamps = new ObjectStamps(async () => 0n)
          await stamps.prepare('a')
          let last = 0n
          for (const ms of moments) {
            const version = stamps.next('a', at(ms))
            expect(version > last).toBe(true)
            if (ms > msOf(last)) expect(msOf(version)).toBe(ms)
            last = version
          }
        },
      ),
      { seed },
    )
  })

  it('go on from what is stored, again after a doubt', async () => {
    let stored = 5n * 4_096n + BigInt(at(0).getTime()) * 4_096n
    const asked: string[] = []
    const stamps = new ObjectStamps(async (clusterId) => {
      asked.push(clusterId)
      return stored
    })
    await stamps.prepare('a')
    expect(stamps.next('a', at(0)), 'another clock was ahead').toBe(stored + 1n)
    await stamps.prepare('a')
    stored += 100n
    stamps.doubt('a')
    await stamps.prepare('a')
    expect([stamps.next('a', at(0)), asked]).toEqual([stored + 1n, ['a', 'a']])
    stored = 0n
    stamps.doubt('a')
    await stamps.prepare('a')
    expect(stamps.next('a', at(6)), 'nor ever back').toBe(BigInt(at(6).getTime()) * 4_096n)
  })

  it('are the same for a state that is told again, and need a cluster to be prepared', async () => {
    const stamps = new ObjectStamps(async () => 0n)
    const state = {}
    expect(() => stamps.stamp('a', state, at(1))).toThrow('not prepared')
    await stamps.prepare('a')
    const first = stamps.stamp('a', state, at(1))
    stamps.next('a', at(2))
    expect(stamps.stamp('a', state, at(9))).toBe(first)
    expect(stamps.stamp('a', {}, at(2))).toBe(BigInt(at(2).getTime()) * 4_096n + 1n)
  })
})
