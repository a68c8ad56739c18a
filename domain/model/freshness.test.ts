import { expect, test } from 'vitest'
import { freshnessOf } from './freshness.ts'

const now = new Date('2026-11-24T12:00:00Z')
const before = (ms: number) => new Date(now.getTime() - ms)
const args = { now, staleAfterMs: 1_000, simulated: new Set(['made-up']) }

test('counts those that are not stale, names those that are, oldest first', () => {
  const newest = [
    { clusterId: 'fresh', newest: before(1_000) },
    { clusterId: 'late', newest: before(1_001) },
    { clusterId: 'later', newest: before(2_000) },
  ]
  expect(freshnessOf(newest, args)).toEqual({
    asOf: before(1_000),
    clustersCovered: 1,
    clustersTotal: 3,
    stale: [
      { clusterId: 'later', since: before(2_000) },
      { clusterId: 'late', since: before(1_001) },
    ],
    simulated: false,
  })
})

test('is simulated as soon as one of the clusters is, stale or not', () => {
  const one = (clusterId: string, ageMs: number) => ({ clusterId, newest: before(ageMs) })
  expect(freshnessOf([], args).simulated).toBe(false)
  expect(freshnessOf([one('real', 0)], args).simulated).toBe(false)
  expect(freshnessOf([one('real', 0), one('made-up', 5_000)], args).simulated).toBe(true)
})
