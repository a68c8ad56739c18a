// More and more pods while many change: a change takes a second once there are 120,000 of them, within 2 %.
import { expect, it } from 'vitest'
import { chosenScenarios } from '../scenarios/scenarios.ts'
import { FrozenClock, firstDay, minuteMs, testEpochMs } from '../world/clock.ts'
import type { Cluster } from '../world/fleet.ts'
import { momentOf } from '../world/scenario.ts'
import { World } from '../world/world.ts'
import { s17Truths } from './s17.ts'

const cluster = 'stream-euw1-c4'
const fromMs = testEpochMs + momentOf(13)
const world = new World({
  seed: 20_260_105,
  scale: 'small',
  epochMs: testEpochMs,
  clock: new FrozenClock(testEpochMs + momentOf(firstDay)),
  scenarios: chosenScenarios(['S17']),
})

const state = world.state(world.cluster(cluster) as Cluster)

function told(toMs: number): Readonly<Record<string, number>> {
  const facts = s17Truths.ofCluster?.(state, { fromMs: toMs, toMs }, world) ?? []
  return Object.fromEntries(facts.map(({ metric, value }) => [metric.replace('watch.', ''), value]))
}

it('crosses a second at 120,000 pods, both ways, and nowhere else', () => {
  const day = Array.from({ length: 24 * 6 }, (_, n) => told(fromMs + n * 10 * minuteMs))
  const slow = day.filter(({ mutatingP99ms = 0 }) => mutatingP99ms > 1_000)
  const quick = day.filter(({ mutatingP99ms = 0 }) => mutatingP99ms <= 1_000)
  expect(slow.length).toBeGreaterThan(0)
  expect(quick.length).toBeGreaterThan(0)
  for (const { pods, podChangesPerSecond } of day) {
    expect(podChangesPerSecond).toBe(120)
    expect(pods).toBeGreaterThan(0)
  }
  expect(Math.min(...slow.map(({ pods = 0 }) => pods))).toBeGreaterThan(0.98 * 120_000)
  expect(Math.max(...quick.map(({ pods = 0 }) => pods))).toBeLessThan(1.02 * 120_000)
})
