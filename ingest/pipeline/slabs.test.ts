import { expect, it } from 'vitest'
import { Slabs } from './slabs.ts'

it('uses a buffer again for a body of about the same size, and only once at a time', () => {
  const slabs = new Slabs()
  const first = slabs.take(5_000_000)
  expect(first.length).toBeGreaterThanOrEqual(5_000_000)
  slabs.give(first)
  const again = slabs.take(4_300_000)
  // Told apart by identity only: comparing their bytes takes a test its time.
  expect(again === first).toBe(true)
  expect(slabs.take(4_300_000) === first).toBe(false)
  expect(slabs.take(100).length).toBeLessThan(1 << 20)
})

it('keeps a bounded amount, and nothing huge', () => {
  const slabs = new Slabs()
  const huge = slabs.take(40 << 20)
  slabs.give(huge)
  expect(slabs.take(40 << 20) === huge).toBe(false)
  const many = Array.from({ length: 20 }, () => slabs.take(8 << 20))
  for (const one of many) slabs.give(one)
  const kept = Array.from({ length: 20 }, () => slabs.take(8 << 20)).filter((one) => many.includes(one))
  expect(kept.length).toBe(6)
})
