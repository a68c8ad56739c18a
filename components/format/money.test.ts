import { expect, it } from 'vitest'
import { usd, usdAdded } from './money.ts'

it.each([
  [0, '$0'],
  [0.004, '<$0.01'],
  [3.5, '$3.50'],
  [10, '$10'],
  [10_585.2, '$10,585'],
  [-1_825.4, '−$1,825'],
])('writes %d as %s', (value, text) => {
  expect(usd(value)).toBe(text)
})

it('says the sign of what is added a month', () => {
  expect([usdAdded(2_190), usdAdded(-2_555), usdAdded(0)]).toEqual(['+$2,190/mo', '−$2,555/mo', '$0/mo'])
})
