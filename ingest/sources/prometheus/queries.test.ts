import { expect, test } from 'vitest'
import { witnessMetrics } from '../../../domain/model/api-sample.ts'
import { metricsAsked, witnessName } from './queries.ts'

test('what says that a server was read is asked after all else: what is not there by then stood at zero', () => {
  const order = metricsAsked.map(([family]) => family?.metric)
  const witnesses = Object.values(witnessMetrics).flat()
  expect(new Set(order.slice(-witnesses.length))).toEqual(new Set(witnesses))
  expect(metricsAsked.at(-1)?.[0]?.name).toBe(witnessName)
  expect(new Set(order).size).toBe(order.length)
})
