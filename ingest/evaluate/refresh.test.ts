// Asking those who run clusters to judge them anew: many at once but not all, each on its own, told in words, and stopped
// when somebody stops it. The stores are away here; what checks find is tested beside real ones.
import { setImmediate as breathe } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { unavailable } from '../../domain/errors.ts'
import { fixedClock } from '../../domain/units/clock.ts'
import type { RefreshCluster } from '../collection.ts'
import type { EvaluateStores } from './load-slices.ts'
import { openRefreshing, type RefresherOf } from './refresh.ts'

const clock = fixedClock(new Date('2026-11-26T12:00:00Z'))
const away = { relational: { db: {} }, events: {} } as unknown as EvaluateStores
const storeSays = 'a store could not be read or written; what was found before stands'

const open = (refresherOf: RefresherOf) => openRefreshing(away, clock, refresherOf)
const untilEnded = (refreshing: ReturnType<typeof open>) =>
  expect.poll(() => refreshing.progress()?.endedAt ?? null).not.toBeNull()

/** Clusters that are asked until the test answers, or the asking is stopped. */
function answered() {
  const waiting = new Map<string, (says: string | null) => void>()
  const asked: string[] = []
  const refresh: RefreshCluster = (clusterId, tell, signal) =>
    new Promise((resolve, reject) => {
      asked.push(clusterId)
      tell('EKS is looking')
      waiting.set(clusterId, resolve)
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
  return {
    refresh,
    asked,
    answer: (clusterId: string, says: string | null) => waiting.get(clusterId)?.(says),
  }
}

test('one that is asked keeps no other waiting, and each says where it is', async () => {
  const { refresh, answer } = answered()
  const refreshing = open((clusterId) => (clusterId.startsWith('eks') ? refresh : undefined))
  refreshing.start(['eks-1', 'other', 'eks-2'])
  await expect.poll(() => refreshing.progress()?.done).toBe(1)
  expect(refreshing.progress()).toMatchObject({
    underWay: ['eks-1', 'eks-2'].map((clusterId) => ({ clusterId, says: 'EKS is looking' })),
    failures: [{ clusterId: 'other', says: storeSays }],
    endedAt: null,
  })
  answer('eks-2', null)
  await expect.poll(() => refreshing.progress()?.done).toBe(2)
  expect(refreshing.progress()?.underWay.map(({ clusterId }) => clusterId)).toEqual(['eks-1'])
  answer('eks-1', 'EKS did not look anew')
  await untilEnded(refreshing)
  const ended = refreshing.progress()
  expect(ended).toMatchObject({ done: 3, underWay: [], isStopped: false })
  // Checked all the same, by what is known.
  expect(ended?.failures.at(-1)).toEqual({ clusterId: 'eks-1', says: `EKS did not look anew; ${storeSays}` })
})

test('what fails is said of its cluster, and the rest goes on', async () => {
  const failures: Record<string, () => Promise<string | null>> = {
    a: () => Promise.reject(unavailable('the store is away')),
    b: () => Promise.reject(new Error('with a secret in it')),
    c: () => Promise.resolve(null),
  }
  const refreshing = open((clusterId) => failures[clusterId])
  refreshing.start(['a', 'b', 'c'])
  await untilEnded(refreshing)
  const said = new Map(refreshing.progress()?.failures.map(({ clusterId, says }) => [clusterId, says]))
  expect(said.get('a')).toBe(`the store is away; ${storeSays}`)
  expect(said.get('b')).toBe(`asking for a new look at it failed unexpectedly; ${storeSays}`)
  expect(said.get('c')).toBe(storeSays)
  expect(refreshing.progress()?.done).toBe(3)
})

test('a hundred are asked at once, and no more', async () => {
  const { refresh, asked, answer } = answered()
  const refreshing = open(() => refresh)
  refreshing.start(Array.from({ length: 250 }, (_, n) => `c${n}`))
  await breathe()
  expect(asked).toHaveLength(100)
  answer('c7', null)
  await expect.poll(() => asked.length).toBe(101)
  expect(refreshing.progress()).toMatchObject({ done: 1 })
  await refreshing.close()
  expect(asked).toHaveLength(101)
})

test('stopping leaves those that are asked as they were', async () => {
  const { refresh } = answered()
  const refreshing = open((clusterId) => (clusterId === 'other' ? undefined : refresh))
  const id = refreshing.start(['a', 'b', 'other'])
  await expect.poll(() => refreshing.progress()?.done).toBe(1)
  expect(refreshing.stop(id)).toBe(true)
  await untilEnded(refreshing)
  expect(refreshing.progress()).toMatchObject({ done: 1, isStopped: true, underWay: [] })
  expect(refreshing.progress()?.failures.map(({ clusterId }) => clusterId)).toEqual(['other'])
})
