import { expect, test } from 'vitest'
import { freshnessOf, newestOfBoth } from './freshness.ts'

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

test('two sources of a cluster tell of the newer instant, and are stale when neither is fresh any more', () => {
  const [streamed, hourly] = [1_000, 10_000]
  const told = (streamedAgo: number, hourAgo: number) => {
    const of = (ms: number, staleAfterMs?: number) => [
      { clusterId: 'both', newest: before(ms), ...(staleAfterMs && { staleAfterMs }) },
    ]
    const both = newestOfBoth(of(streamedAgo), of(hourAgo, hourly), streamed)
    const { asOf, stale } = freshnessOf(both, args)
    return [asOf, stale.length]
  }
  expect(told(500, 9_000)).toEqual([before(500), 0])
  // The stream is silent; the hour that was read last is as new as the next could be.
  expect(told(5_000, 9_000)).toEqual([before(5_000), 0])
  expect(told(5_000, 10_001)).toEqual([before(5_000), 1])
  expect(told(999, 20_000)).toEqual([before(999), 0])
  expect(told(30_000, 9_000)).toEqual([before(9_000), 0])
})

test('clusters of one source stand as that tells of them, all by id', () => {
  const [streamed, read] = [
    { clusterId: 'b', newest: before(1) },
    { clusterId: 'a', newest: before(2), staleAfterMs: 5 },
  ]
  expect(newestOfBoth([streamed], [read], 1_000)).toEqual([read, streamed])
})
