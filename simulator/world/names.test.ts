// Names: their order is that of their numbers, numbers are read back, and no name is like another.
import { describe, expect, it } from 'vitest'
import { h32, hUuid } from './hash.ts'
import { byCode, nodeName, placeOfSuffix, podSuffix, slotOfNode, templateHash } from './names.ts'

describe.each([64, 1_000, 100_000])('names of %i slots', (slots) => {
  const step = Math.max(1, Math.floor(slots / 1_000))
  const numbers = Array.from({ length: Math.floor(slots / step) }, (_, n) => n * step)

  it('sort as their slots do, and say which slot', () => {
    const names = numbers.map((slot) => nodeName(7, slots, slot))
    expect([...names].sort(byCode)).toEqual(names)
    expect(names.map((name) => slotOfNode(slots, name))).toEqual(numbers)
    expect(names.every((name) => /^i-0[0-9a-f]{16}$/.test(name))).toBe(true)
  })

  it('say which place on the ring, whatever the number there', () => {
    for (const round of [0, 1, 5]) {
      const suffixes = numbers.map((place) => podSuffix(7, slots, place, place + round * slots))
      expect([...suffixes].sort(byCode)).toEqual(suffixes)
      expect(suffixes.map((suffix) => placeOfSuffix(slots, suffix))).toEqual(numbers)
    }
  })
})

it.each(['i-0', 'ip-10-0-0-1.ec2.internal', 'i-1000000000000000', 'i-0zzzzzzzzzzzzzzzz'])(
  '%s is no node',
  (name) => {
    expect(slotOfNode(100, name)).toBeUndefined()
  },
)

it.each(['', 'aaaaa', '2222', '222222', 'BBBBB'])('"%s" is no suffix', (suffix) => {
  expect(placeOfSuffix(100, suffix)).toBeUndefined()
})

it('gives the next generation of a slot another name at the same place', () => {
  const names = [0, 1, 2].map((generation) => nodeName(7, 100, 5, generation))
  expect(new Set(names).size).toBe(3)
  expect(names.map((name) => slotOfNode(100, name))).toEqual([5, 5, 5])
})

it('draws template hashes as Kubernetes does, another for each revision', () => {
  const hashes = Array.from({ length: 200 }, (_, n) => templateHash(7, n % 20, Math.floor(n / 20)))
  expect(new Set(hashes).size).toBe(200)
  for (const hash of hashes) expect(hash).toMatch(/^[2456789bcdfghjklmnpqrstvwxz]{10}$/)
})

it('hashes evenly, and differently for neighbours', () => {
  const buckets = new Array<number>(16).fill(0)
  for (let n = -8_000; n < 8_000; n += 1) {
    const bucket = h32(20_260_105, n) >>> 28
    buckets[bucket] = (buckets[bucket] as number) + 1
  }
  for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(150)
  expect(new Set(Array.from({ length: 5_000 }, (_, n) => hUuid(1, n, -n))).size).toBe(5_000)
  expect(hUuid(1, 2)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
