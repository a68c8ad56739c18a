// What stays of a fleet once everybody has scraped it and queried its metrics: its world and its classes of requests, but
// no series, of which each server has a thousand. Each is a function of time, so that functions are counted.
import { queryObjects } from 'node:v8'
import { expect, it } from 'vitest'
import { requestClassesOf } from '../../world/api-requests.ts'
import { dayMs, FrozenClock, firstDay, testEpochMs } from '../../world/clock.ts'
import { World } from '../../world/world.ts'
import { selectorOf } from '../prometheus/selector.ts'
import { Targets } from '../prometheus/targets.ts'
import { eksComponents, eksFamilies } from './eks-metrics.ts'
import { metricsText } from './metrics.ts'
import { textOf } from './series.ts'

/** After a full garbage collection. */
const functions = (): number => queryObjects(Function, { format: 'count' })

const days = [0, firstDay] as const

it('keeps no series of any cluster that was asked for its metrics', () => {
  const world = new World({
    seed: 20_260_105,
    scale: 'small',
    epochMs: testEpochMs,
    clock: new FrozenClock(testEpochMs + firstDay * dayMs),
  })
  const states = world.fleet.clusters.map((cluster) => world.state(cluster))
  const first = functions()
  const classes = states.reduce((sum, state) => sum + requestClassesOf(state).length, 0)
  const before = functions()
  // A class keeps a handful: this is how they are counted at all.
  expect(before - first).toBeGreaterThan(2 * classes)

  let lines = 0
  for (const day of days) {
    for (const state of states) {
      const ms = testEpochMs + day * dayMs
      lines += metricsText(state, ms).split('\n').length
      for (const component of eksComponents)
        lines += textOf(eksFamilies(component, state), ms).split('\n').length
    }
  }
  const targets = new Targets(world)
  for (const one of targets.select(selectorOf('{__name__=~".+"}')))
    if (one.at(world.nowMs()) !== undefined) lines += 1
  expect(lines / states.length).toBeGreaterThan(days.length * 1_000)
  expect((functions() - before) / states.length).toBeLessThan(20)
})
