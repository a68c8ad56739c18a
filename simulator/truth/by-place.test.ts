// Sums by account against the fleet's, and the day of regions that stream against counts hour by hour.
import { describe, expect, it } from 'vitest'
import { chosenScenarios } from '../scenarios/scenarios.ts'
import { dayMs, FrozenClock, firstDay, hourMs, testEpochMs } from '../world/clock.ts'
import { podCount, World } from '../world/world.ts'
import { ledgerOf } from './ledger.ts'

const nowMs = testEpochMs + firstDay * dayMs
const seed = Math.floor(Math.random() * 2 ** 31)

describe.each(['small', 'demo'] as const)(`a %s fleet (seed ${seed})`, (scale) => {
  const clock = new FrozenClock(nowMs)
  const world = new World({ seed, scale, epochMs: testEpochMs, clock, scenarios: chosenScenarios([]) })
  const truths = ledgerOf(world, { fromMs: testEpochMs, toMs: nowMs })
  const valuesOf = (metric: string): number[] =>
    truths.filter((truth) => truth.metric === metric).map(({ value }) => value)

  it.each(['clusters', 'nodes', 'pods'])('has as many %s in its accounts as in all', (what) => {
    const all = valuesOf(`account.${what}`).reduce((a, b) => a + b, 0)
    expect([all]).toEqual(valuesOf(`fleet.${what}`))
  })

  it('falls by night to 0.55 of what it is by day, in each region that streams, on each day', () => {
    const stated = truths.filter(({ metric }) => metric === 'region.stream.troughToPeak')
    const streaming = world.fleet.clusters.filter(({ family }) => family.name === 'stream')
    expect(stated.map(({ subject }) => subject)).toEqual(
      [...new Set(streaming.map(({ region }) => region.code))].sort(),
    )
    for (const { subject, value, tol } of stated) {
      expect(Math.abs(value - 0.55)).toBeLessThanOrEqual(tol)
      const states = streaming.filter(({ region }) => region.code === subject).map((one) => world.state(one))
      for (let day = 0; day < firstDay; day += 1) {
        const counts = Array.from({ length: 24 }, (_, hour) =>
          states.reduce((all, state) => all + podCount(state, testEpochMs + day * dayMs + hour * hourMs), 0),
        )
        const found = Math.min(...counts) / Math.max(...counts)
        expect([subject, day, Math.abs(found - 0.55) <= tol ? 'so' : found]).toEqual([subject, day, 'so'])
      }
    }
  })
})
