import { expect, it } from 'vitest'
import { Budget } from './budget.ts'

it('gives no more than there is, and takes back what was given once', () => {
  const budget = new Budget(100)
  const one = budget.lease()
  const two = budget.lease()
  expect([one.grow(60), two.grow(41), two.grow(40), two.grow(1)]).toEqual([true, false, true, false])
  one.release()
  one.release()
  expect(budget.usedBytes).toBe(40)
  expect([one.grow(1), two.grow(60)]).toEqual([false, true])
  two.release()
  expect(budget.usedBytes).toBe(0)
})
