import { describe, expect, test } from 'vitest'
import { growthExponent, isBroken, median, percentile, tableOf, verdictOf } from './harness.ts'

describe('percentile', () => {
  test('is a value that was measured, by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect(percentile(values, 0.95)).toBe(95)
    expect(percentile(values, 0)).toBe(1)
    expect(percentile(values, 1)).toBe(100)
    expect(median([3, 1, 2])).toBe(2)
  })

  test('of nothing is not a number', () => {
    expect(percentile([], 0.5)).toBeNaN()
  })
})

test('the growth exponent of a power law is its power', () => {
  const power = (exponent: number) => [1, 4, 16].map((size) => ({ size, cost: 3 * size ** exponent }))
  for (const exponent of [0, 0.5, 1, 2]) expect(growthExponent(power(exponent))).toBeCloseTo(exponent, 10)
})

describe('verdict', () => {
  const measured = { what: 'x', unit: 'ms' }
  test('is within, over or under a budget, and nothing without one', () => {
    expect(verdictOf({ ...measured, value: 5, atMost: 5 })).toBe('within')
    expect(verdictOf({ ...measured, value: 5.1, atMost: 5 })).toBe('over')
    expect(verdictOf({ ...measured, value: 4, atLeast: 5 })).toBe('under')
    expect(verdictOf({ ...measured, value: 4 })).toBe('')
  })

  test('is never within for what could not be measured', () => {
    expect(verdictOf({ ...measured, value: Number.NaN, atMost: 5 })).toBe('over')
  })
})

test('a promise is held or broken, a budget is not', () => {
  const lost = { what: 'lost', unit: '', atMost: 0 }
  expect(isBroken({ ...lost, value: 1, promised: true })).toBe(true)
  expect(isBroken({ ...lost, value: Number.NaN, promised: true })).toBe(true)
  expect(isBroken({ ...lost, value: 0, promised: true })).toBe(false)
  expect(isBroken({ ...lost, value: 1 })).toBe(false)
  const measurements = [1, 0].map((value) => ({ ...lost, value, promised: true }))
  expect(tableOf([{ id: 's', title: 's', seconds: 1, measurements }])).toMatch(/BROKEN\n.* held$/)
})

test('the table shows every measurement and every failure', () => {
  const table = tableOf([
    {
      id: 'b0',
      title: 'zero',
      seconds: 1,
      measurements: [{ what: 'rate', value: 50_123.4, unit: '/s', atLeast: 50_000 }],
    },
    { id: 'b9', title: 'nine', seconds: 1, measurements: [], failure: 'no browser\nat line 1' },
  ])
  expect(table).toMatch(/b0 +rate +50,123 +\/s +≥ 50,000 +within/)
  expect(table).toMatch(/b9 +FAILED: no browser +.*failed/)
})
