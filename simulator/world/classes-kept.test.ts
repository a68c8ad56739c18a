// Classes of requests are kept of the clusters that were asked for last, and of no others, however many there are.
import { queryObjects } from 'node:v8'
import { expect, it } from 'vitest'
import { requestClassesOf } from './api-requests.ts'
import { dayMs, FrozenClock, firstDay, testEpochMs } from './clock.ts'
import { CountingProcess } from './counting.ts'
import { World } from './world.ts'

/** Each class has one of its own. After a full garbage collection. */
const processes = (): number => queryObjects(CountingProcess, { format: 'count' })
const mostClusters = 48

it('keeps the classes of no more clusters than it may, and makes the same again', () => {
  const world = new World({
    seed: 20_260_105,
    scale: 'demo',
    epochMs: testEpochMs,
    clock: new FrozenClock(testEpochMs + firstDay * dayMs),
  })
  const states = world.fleet.clusters.slice(0, 2 * mostClusters).map((cluster) => world.state(cluster))
  expect(states.length).toBe(2 * mostClusters)
  const before = processes()
  const told = states.map((state) =>
    requestClassesOf(state).map(({ key, calls }) => `${key} ${calls.before(world.nowMs())}`),
  )
  const last = told.slice(-mostClusters).reduce((sum, { length }) => sum + length, 0)
  expect(processes() - before).toBeGreaterThan(last / 2)
  expect(processes() - before).toBeLessThanOrEqual(last)
  const again = states.map((state) =>
    requestClassesOf(state).map(({ key, calls }) => `${key} ${calls.before(world.nowMs())}`),
  )
  expect(again).toEqual(told)
})
