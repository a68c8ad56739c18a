// More and more pods while many change: a change takes a second once there are 120,000 of them, within 2 %.
import { expect, it } from 'vitest'
import { chosenScenarios } from '../scenarios/scenarios.ts'
import { apiServerFamilies } from '../wire/kube/metrics.ts'
import { requestClassesOf } from '../world/api-requests.ts'
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

const mutating: readonly string[] = ['DELETE', 'PATCH', 'POST', 'PUT']
const durations = apiServerFamilies(state)
  .filter(({ name }) => name === 'apiserver_request_duration_seconds')
  .flatMap(({ series }) => series())
  .filter(({ labels }) => mutating.includes(labels.verb as string))

/** Of changes in the ten minutes before: how many took no longer than a second. */
function quickShare(ms: number): number {
  const risen = (part: string, le?: string): number =>
    durations
      .filter(({ name, labels }) => name.endsWith(part) && labels.le === le)
      .reduce((sum, { at }) => sum + (at(ms) ?? 0) - (at(ms - 10 * minuteMs) ?? 0), 0)
  return risen('_bucket', '1') / risen('_count')
}

it('is what the API server measures: one change in a hundred takes a second when the ledger says so', () => {
  for (let ms = fromMs + 60 * minuteMs; ms < fromMs + 24 * 60 * minuteMs; ms += 60 * minuteMs) {
    const { pods = 0, mutatingP99ms = 0 } = told(ms)
    if (Math.abs(pods / 120_000 - 1) < 0.005) continue
    expect([pods, quickShare(ms) < 0.99]).toEqual([pods, mutatingP99ms > 1_000])
  }
  // Before, a change took milliseconds.
  expect(quickShare(fromMs - minuteMs)).toBeGreaterThan(0.9999)
})

it('takes as long by its audit log, call by call', () => {
  const ms = fromMs + 20 * 60 * minuteMs
  const leases = requestClassesOf(state).find(({ key }) => key.startsWith('kubelet/update leases'))
  if (leases === undefined) throw new Error('nobody renews a lease')
  const took = Array.from({ length: 2_000 }, (_, k) => leases.outcome(leases.calls.before(ms) + k).tookUs)
  const p99 = took.sort((a, b) => a - b)[1_980] as number
  const { mutatingP99ms = 0 } = told(ms)
  expect(mutatingP99ms).toBeGreaterThan(500)
  // A lease is quicker than the mean of all changes, before it waits.
  expect(Math.abs(p99 / 1_000 - mutatingP99ms)).toBeLessThan(40)
})
