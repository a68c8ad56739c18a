// Texts of pods are kept of the workloads that were asked for last, and of no others, however many there are.
import { queryObjects } from 'node:v8'
import { expect, it } from 'vitest'
import { dayMs, FrozenClock, firstDay, testEpochMs } from '../../../world/clock.ts'
import { World } from '../../../world/world.ts'
import { Template } from '../template.ts'
import { podTextOf } from './pod-text.ts'

/** Ten kilobytes each. */
const mostTexts = 512
/** After a full garbage collection; the prototype of a class counts as none of it. */
const templates = (): number => queryObjects(Template, { format: 'count' })

const world = new World({
  seed: 20_260_105,
  scale: 'demo',
  epochMs: testEpochMs,
  clock: new FrozenClock(testEpochMs + firstDay * dayMs),
})

it('keeps no more texts than it may when the pods of a whole fleet are read', () => {
  const before = templates()
  const workloads = world.fleet.clusters.slice(0, 60).flatMap((cluster) => world.state(cluster).workloads)
  expect(workloads.length).toBeGreaterThan(2 * mostTexts)
  for (const workload of workloads) podTextOf(workload, 'running')
  const kept = templates() - before
  // Each text is of two templates.
  expect(kept).toBe(2 * mostTexts)
  const last = workloads.at(-1)
  if (last === undefined) throw new Error('there is no workload')
  expect(podTextOf(last, 'running')).toBe(podTextOf(last, 'running'))
  expect(templates() - before).toBe(kept)
})
