// Seats against the worked table of the model, borrowing against what it promises, and one flow's run against a second,
// plainer one.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { priorityLevels } from '../world/flow-schemas.ts'
import { borrowedSeats, fairShares, leastSeats, nominalSeats, overloaded } from './apf.ts'
import { FlowRun } from './apf-run.ts'

describe('seats', () => {
  it.each([
    [600, [25, 98, 74, 98, 245, 49, 13], 24],
    [1_700, [70, 278, 209, 278, 694, 139, 35], 69],
    [8_000, [327, 1_307, 980, 1_307, 3_266, 654, 164], 327],
  ])('of %i are shared as Kubernetes shares them', (seats, nominal, leastOfLow) => {
    expect(priorityLevels.map((level) => nominalSeats(seats, level, priorityLevels))).toEqual(nominal)
    const low = priorityLevels.find(({ name }) => name === 'workload-low')
    expect(low && leastSeats(seats, low, priorityLevels)).toBe(leastOfLow)
  })

  it('are lent and come back: no more than there are, and nobody below what it needs of its own', () => {
    const needs = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 7, maxLength: 7 })
    fc.assert(
      fc.property(fc.constantFrom(600, 1_700, 2_000, 16_000), needs, (seats, wanted) => {
        const given = borrowedSeats(seats, priorityLevels, wanted)
        const all = given.reduce((a, b) => a + b, 0)
        // Rounding up of each level's own makes a few more than there are.
        expect(all).toBeGreaterThan(seats - 1e-6)
        expect(all).toBeLessThan(seats + priorityLevels.length)
        for (const [n, level] of priorityLevels.entries()) {
          const own = nominalSeats(seats, level, priorityLevels)
          const kept = Math.min(own, Math.max(leastSeats(seats, level, priorityLevels), wanted[n] ?? 0))
          expect(given[n]).toBeGreaterThanOrEqual(kept - 1e-6)
        }
      }),
      { verbose: 1 },
    )
  })

  it('go to flows by what they ask for, the least first', () => {
    expect(fairShares(10, [1, 20, 3])).toEqual([1, 6, 3])
    expect(fairShares(10, [20, 20])).toEqual([5, 5])
  })
})

/** Instant by instant: a list of who runs, a list of who waits. */
function plainly(arrivals: readonly number[], servers: number, holdMs: number) {
  const events = new Set<number>(arrivals)
  let [running, waiting]: [number[], number[]] = [[], []]
  const counts = { served: 0, 'queue-full': 0, 'time-out': 0 }
  const due = [...arrivals]
  for (;;) {
    const now = Math.min(...events)
    if (!Number.isFinite(now)) return counts
    events.delete(now)
    const run = (): void => {
      running.push(now + holdMs)
      events.add(now + holdMs)
      counts.served += 1
    }
    for (const end of running.filter((one) => one <= now)) {
      running = running.filter((one) => one !== end)
      while (waiting[0] !== undefined && now - waiting[0] > 15_000) {
        waiting = waiting.slice(1)
        counts['time-out'] += 1
      }
      if (waiting.length > 0) {
        waiting = waiting.slice(1)
        run()
      }
    }
    while (due[0] === now) {
      due.shift()
      if (running.length < servers) run()
      else if (waiting.length < 300) waiting.push(now)
      else counts['queue-full'] += 1
    }
  }
}

describe('a flow that asks for too much', () => {
  it('fares as in a run that is kept more plainly', () => {
    const choice = fc.record({
      every: fc.integer({ min: 11, max: 60 }),
      servers: fc.integer({ min: 1, max: 40 }),
      holdMs: fc.integer({ min: 200, max: 4_001 }),
    })
    fc.assert(
      fc.property(choice, ({ every, servers, holdMs }) => {
        // No two end in one millisecond.
        const arrivals = Array.from({ length: 1_200 }, (_, n) => 7 + n * every)
        const run = new FlowRun({ arrivals: Float64Array.from(arrivals), servers, holdMs })
        const counts = { served: 0, 'queue-full': 0, 'time-out': 0 }
        for (let n = 0; n < arrivals.length; n += 1) counts[run.fate(n)] += 1
        expect(counts).toEqual(plainly(arrivals, servers, holdMs))
        expect(run.waiting(Number.POSITIVE_INFINITY)).toBe(0)
      }),
      { verbose: 1, numRuns: 8 },
    )
  })

  it('fares as the closed form says', () => {
    const storm = { servers: 69, perSecond: 100 / 3, holdSeconds: 3.7 }
    const { served, queueFull, timedOut } = overloaded(storm)
    expect(served + queueFull + timedOut).toBeCloseTo(storm.perSecond, 9)
    expect([served, queueFull, timedOut].map((rate) => Math.round(rate * 1_800))).toEqual([
      33_568, 24_000, 2_432,
    ])
  })
})
