// Checking anew on demand: every cluster once, with what could not be looked at, one at a time, and stopped when asked.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lastEvaluations } from '../../db/relational/read/check-results.ts'
import { tellClusterFacts } from '../../db/relational/write/cluster-facts.ts'
import { registerCluster } from '../../db/relational/write/clusters.ts'
import { openTestStores, type TestStores } from '../../db/store-tests/stores.ts'
import { fixedClock } from '../../domain/units/clock.ts'
import { openRefreshing, type Refreshing } from './refresh.ts'

const now = new Date('2026-11-26T12:00:00Z')
const clusters = Array.from({ length: 12 }, (_, n) => `c${n}`)
/** No source can have a cluster judged elsewhere. */
const nobody = () => undefined
let stores: TestStores

beforeAll(async () => {
  stores = await openTestStores()
  const { relational } = stores
  for (const id of clusters) {
    await registerCluster(relational, { id, region: null, accountId: null, now })
    const facts = { provider: 'eks', version: '1.33' } as const
    await tellClusterFacts(relational, { clusterId: id, sourceId: `eks-api:${id}`, rank: 0, facts, now })
  }
})
afterAll(() => stores.close())

async function untilEnded(refreshing: Refreshing) {
  await expect.poll(() => refreshing.progress()?.endedAt ?? null, { timeout: 20_000 }).not.toBeNull()
  return refreshing.progress()
}

test('every cluster is looked at, and where a check could not look it says why', async () => {
  const refreshing = openRefreshing(stores, fixedClock(now), nobody)
  expect(refreshing.progress()).toBeUndefined()
  const id = refreshing.start(clusters)
  expect(refreshing.progress()).toMatchObject({ id, done: 0, endedAt: null })
  expect(() => refreshing.start(['c0'])).toThrow(/0 of 12 clusters are checked anew already/)
  const ended = await untilEnded(refreshing)
  expect(ended).toMatchObject({ done: 12, isStopped: false, endedAt: now })
  // No source reads their objects.
  expect(ended?.failures.map(({ clusterId }) => clusterId)).toEqual(clusters)
  expect(ended?.failures[0]?.says).toMatch(/kubelet-skew.* could not look: /)
  const written = await lastEvaluations(stores.relational, { limit: 100 })
  expect(written.map(({ clusterId, evaluatedAt }) => [clusterId, evaluatedAt])).toEqual(
    [...clusters].sort().map((clusterId) => [clusterId, now]),
  )
  expect(refreshing.start(['c0'])).not.toBe(id)
  await refreshing.close()
})

test('stopping leaves the others as they are', async () => {
  const later = new Date(now.getTime() + 60_000)
  const refreshing = openRefreshing(stores, fixedClock(later), nobody)
  const id = refreshing.start(clusters)
  expect(refreshing.stop('00000000-0000-4000-8000-000000000000')).toBe(false)
  expect(refreshing.stop(id)).toBe(true)
  expect(await untilEnded(refreshing)).toMatchObject({ done: 5, isStopped: true })
  expect(refreshing.stop(id)).toBe(false)
  const written = await lastEvaluations(stores.relational, { limit: 100 })
  expect(written.filter(({ evaluatedAt }) => evaluatedAt.getTime() === later.getTime())).toHaveLength(5)
})

test('a store that is away is said of each cluster, and ends nothing else', async () => {
  const broken = { ...stores, relational: { db: {} } } as unknown as TestStores
  const refreshing = openRefreshing(broken, fixedClock(now), nobody)
  refreshing.start(['c0', 'c1'])
  expect(await untilEnded(refreshing)).toMatchObject({
    done: 2,
    failures: ['c0', 'c1'].map((clusterId) => ({
      clusterId,
      says: expect.stringContaining('a store could not'),
    })),
  })
})

test('a cluster is checked by what its source told when it was asked to look anew', async () => {
  const later = new Date(now.getTime() + 120_000)
  const evaluatedAt = async () =>
    (await lastEvaluations(stores.relational, { limit: 100 })).find(({ clusterId }) => clusterId === 'c3')
      ?.evaluatedAt
  let before: Date | undefined
  const refreshing = openRefreshing(stores, fixedClock(later), (clusterId) =>
    clusterId === 'c3'
      ? async (_clusterId, tell) => {
          tell('reading')
          before = await evaluatedAt()
          return null
        }
      : undefined,
  )
  refreshing.start(['c3'])
  const ended = await untilEnded(refreshing)
  expect(ended).toMatchObject({ done: 1, underWay: [], isStopped: false })
  expect(ended?.failures[0]?.says).toMatch(/could not look/)
  expect(before?.getTime()).toBeLessThan(later.getTime())
  expect(await evaluatedAt()).toEqual(later)
})
