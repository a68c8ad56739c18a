import { expect, it } from 'vitest'
import { trendShape } from './trend-path.ts'

it.each([
  ['nothing', []],
  ['one day', [3]],
  ['one day of many', [null, 3, null]],
])('draws no trend of %s', (_, values) => {
  expect(trendShape(values, 44, 16)).toBeNull()
})

it('goes from the lowest to the highest value, and ends where it ends', () => {
  expect(trendShape([1, 3, 2], 44, 16)).toEqual({
    path: 'M2 14L2 14L22 2L42 8',
    last: { x: 42, y: 8 },
  })
})

it('does not draw through days that nobody read', () => {
  const shape = trendShape([1, null, 3, 3], 44, 16)
  expect(shape?.path.split('M').slice(1)).toHaveLength(2)
  expect(shape?.path).toMatch(/^M2 14L2 14M28.7 2/)
})

it('draws what does not change in the middle', () => {
  expect(trendShape([5, 5], 44, 16)?.last).toEqual({ x: 42, y: 8 })
})
