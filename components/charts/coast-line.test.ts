import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coastHeight, markRadius, shoreAt, shorePath } from './coast-line.ts'

describe('the coast', () => {
  it('stays within its strip with room for the largest mark', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (part) => {
        expect(shoreAt(part)).toBeGreaterThan(markRadius(Number.MAX_SAFE_INTEGER))
        expect(shoreAt(part)).toBeLessThan(coastHeight - markRadius(Number.MAX_SAFE_INTEGER))
      }),
    )
  })

  it('is drawn from edge to edge, and closed over the sky', () => {
    expect(shorePath(1_000, false)).toMatch(/^M0\.0 [\d.]+L/)
    expect(shorePath(1_000, false)).toMatch(/L1000\.0 [\d.]+$/)
    expect(shorePath(1_000, true)).toMatch(/L1000 0L0 0Z$/)
  })

  it('has larger marks for more clusters', () => {
    const sizes = [1, 5, 18, 48].map(markRadius)
    expect([...sizes].sort((left, right) => left - right)).toEqual(sizes)
    expect(new Set(sizes).size).toBe(sizes.length)
  })
})
