// What a tail knows, against a plain account of the same requests: whatever comes late or twice, what arrives adds up.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TailCounts } from './tail-counts.ts'

const now = new Date('2026-11-24T12:00:30Z')
const minute = (before: number) => (Math.floor(now.getTime() / 60_000) - before) * 60
const request = fc.record({
  clusterId: fc.constantFrom('a', 'b'),
  minute: fc.constantFrom(...[0, 1, 2, 3].map(minute)),
})

test('what arrives in all steps is what there is, less what stood there at first', () => {
  fc.assert(
    fc.property(fc.array(fc.array(request, { maxLength: 6 }), { minLength: 1, maxLength: 8 }), (steps) => {
      const counts = new TailCounts(now, null)
      const all = new Map<string, { clusterId: string; minute: number; n: number }>()
      let arrived = 0
      let told = 0
      steps.forEach((step, at) => {
        for (const each of step) {
          const known = all.get(JSON.stringify(each)) ?? { ...each, n: 0 }
          all.set(JSON.stringify(each), { ...known, n: known.n + 1 })
        }
        const minutes = counts.changed([...all.values()], at * 1_000, 1)
        const asked = new Set(
          minutes.map(({ clusterId, minute: of }) => JSON.stringify({ clusterId, minute: of })),
        )
        const found = [...all].filter(([key]) => asked.has(key)).map(([, counted]) => counted)
        const more = counts.take(found)
        if (at === 0) told = more
        else arrived += more
      })
      expect(told + arrived).toBe(steps.flat().length)
      expect(counts.id()).toBe(`${minute(4)}.${steps.flat().length}`)
    }),
  )
})

test('a minute is looked into again for a moment after it was touched, and then no more', () => {
  const counts = new TailCounts(now, null)
  const touched = [{ clusterId: 'a', minute: minute(0), n: 3 }]
  expect(counts.changed(touched, 0, 5_000)).toHaveLength(1)
  expect(counts.changed(touched, 4_999, 5_000)).toHaveLength(1)
  expect(counts.changed(touched, 5_000, 5_000)).toHaveLength(0)
  expect(counts.changed([{ clusterId: 'a', minute: minute(0), n: 4 }], 6_000, 5_000)).toHaveLength(1)
})

test('another tail goes on where one was cut, and knows what it missed', () => {
  const before = new TailCounts(now, null)
  const five = [{ clusterId: 'a', minute: minute(1), n: 5 }]
  before.changed(five, 0, 1)
  before.take(five)
  const later = new Date(now.getTime() + 120_000)
  const after = new TailCounts(later, before.id())
  const seven = [{ clusterId: 'a', minute: minute(1), n: 7 }]
  after.moveTo(later)
  after.changed(seven, 0, 1)
  after.take(seven)
  expect(after.missed()).toBe(2)
  for (const id of [null, 'nonsense', '1.1', `${minute(-9)}.3`]) {
    expect(new TailCounts(now, id).missed()).toBeNull()
  }
})

test('minutes that are no longer live are forgotten, with what was shown of them', () => {
  const counts = new TailCounts(now, null)
  counts.remember([{ id: '1', at: now }])
  const one = [{ clusterId: 'a', minute: minute(0), n: 1 }]
  counts.changed(one, 0, 1)
  counts.take(one)
  counts.moveTo(new Date(now.getTime() + 60 * 60_000))
  expect([counts.told(), counts.id().split('.')[1]]).toEqual([[], '0'])
})
