import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedFacts, factsWithout, isSameFact } from './cluster-change.ts'

describe('changedFacts', () => {
  it('tells what differs, before and after', () => {
    expect(
      changedFacts({ version: '1.32', tier: null, a: 1 }, { version: '1.33', tier: 'tier-xl', a: 1 }),
    ).toEqual([
      { field: 'version', before: '1.32', after: '1.33' },
      { field: 'tier', before: null, after: 'tier-xl' },
    ])
  })

  it('takes what is learned, not told any more, or noise for no change', () => {
    expect(changedFacts({ b: 1, noise: 1 }, { a: 1, noise: 2 }, ['noise'])).toEqual([])
    expect(factsWithout({ a: 1, noise: 2 }, ['noise'])).toEqual({ a: 1 })
  })

  it('looks at no order, neither of keys nor of lists', () => {
    expect(isSameFact({ a: [{ x: 1, y: 2 }, 'z'] }, { a: ['z', { y: 2, x: 1 }] })).toBe(true)
    expect(isSameFact(['a', 'a', 'b'], ['a', 'b', 'b'])).toBe(false)
  })

  it('takes a value for itself, however it went through JSON, and never for another', () => {
    const seed = Date.now() % 2 ** 31
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        expect(isSameFact(left, JSON.parse(JSON.stringify(left)))).toBe(true)
        if (typeof left === 'string' && typeof right === 'string')
          expect(isSameFact(left, right)).toBe(left === right)
        expect(isSameFact([left], left)).toBe(false)
      }),
      { seed },
    )
    console.info(`seed ${seed}`)
  })
})
