// The size of a database: never below what is in use, never falling between two defragmentations, and the
// same in whatever order it is asked for.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dayMs, FrozenClock, firstDay, hourMs, testEpochMs } from '../world/clock.ts'
import type { Cluster } from '../world/fleet.ts'
import { type ClusterState, World } from '../world/world.ts'
import { bytesAllocated, bytesInUse } from './store-size.ts'

const clock = new FrozenClock(testEpochMs + firstDay * dayMs)
const stateOf = (name: string): ClusterState => {
  const world = new World({ seed: 20_260_105, scale: 'small', epochMs: testEpochMs, clock })
  return world.state(world.cluster(name) as Cluster)
}

/** Told one hour after the other, without remembering anything. */
function highestOf(state: ClusterState, ms: number): number {
  const week = Math.floor((ms - testEpochMs) / (7 * dayMs))
  let most = bytesInUse(state, ms)
  for (let at = testEpochMs + week * 7 * dayMs; at <= ms; at += hourMs) {
    most = Math.max(most, bytesInUse(state, at))
  }
  return most
}

it('is the most that was in use since the file was defragmented, asked in any order', () => {
  const state = stateOf('stream-use1-c1')
  const instant = fc.integer({ min: testEpochMs, max: testEpochMs + 15 * dayMs })
  fc.assert(
    fc.property(fc.array(instant, { minLength: 1, maxLength: 4 }), (instants) => {
      for (const ms of instants) expect(bytesAllocated(state, ms)).toBe(highestOf(state, ms))
    }),
    { numRuns: 20, verbose: 1 },
  )
})

it('keeps the height of the day through the night, and lets go of it after a week', () => {
  const state = stateOf('stream-use1-c1')
  const at = (hours: number): number => testEpochMs + 6 * dayMs + hours * hourMs
  const day = Array.from({ length: 24 }, (_, hour) => bytesInUse(state, at(hour)))
  const lowest = day.indexOf(Math.min(...day))
  expect(bytesAllocated(state, at(lowest))).toBeGreaterThan(day[lowest] as number)
  const newWeek = testEpochMs + 7 * dayMs
  expect(bytesAllocated(state, newWeek)).toBe(bytesInUse(state, newWeek))
})

it('is larger where there is more', () => {
  const ms = testEpochMs + 10 * dayMs
  const small = bytesAllocated(stateOf('edge-oslo'), ms)
  expect(small).toBeGreaterThan(60_000_000)
  expect(bytesAllocated(stateOf('gpu-infer-usw2'), ms)).toBeGreaterThan(small)
})
