// The tables of the write path against runs of it, write after write, and against the published figures.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backlogAfter, gainOf, latencies, mean, mostWrites, quantile, shareWithin } from './store.ts'
import { quantilesOf, runStore, type Store, withOverhead } from './store-run.ts'
import { measured, quantiles } from './store-table.ts'

const seed = Math.floor(Math.random() * 2 ** 31)

describe('against published figures', () => {
  it.each([
    ['raft', 600, 75, 11, 35],
    ['raft', 1_400, 66, 12.5, 36],
    ['raft', 2_400, 35, 19, 39],
    ['journal', 600, 99, 6.4, 15],
    ['journal', 1_400, 99, 6.8, 15],
    ['journal', 2_400, 99, 7.1, 16],
    ['journal', 8_000, 96, 9.5, 18],
    ['journal', 8_800, 88, 11.3, 21],
  ] satisfies [Store, number, number, number, number][])(
    '%s at %d/s: so many of a hundred within 15 ms: %d; half, and 99: %d, %d ms',
    (store, load, within, p50, p99) => {
      const at = latencies(store, 'write', load)
      expect(Math.abs(100 * shareWithin(at, 15) - within)).toBeLessThanOrEqual(5)
      expect(Math.abs(quantile(at, 0.5) / p50 - 1)).toBeLessThanOrEqual(0.1)
      expect(Math.abs(quantile(at, 0.99) / p99 - 1)).toBeLessThanOrEqual(0.1)
    },
  )
})

describe(`against runs (seed ${seed})`, () => {
  const run = (store: Store, writesPerSecond: number, writes = 60_000) =>
    runStore({ store, writesPerSecond, writes, seed })

  it.each([
    ['raft', 1_400],
    ['raft', 2_400],
    ['journal', 2_400],
    ['journal', 8_000],
  ] satisfies [Store, number][])('%s at %d/s', (store, load) => {
    const { tookMs } = run(store, load)
    const row = measured[store].find((one) => one.load === load)
    const told = { store: latencies(store, 'store', load), write: latencies(store, 'write', load) }
    if (row !== undefined) expect(told).toEqual({ store: row.store, write: row.write })
    for (const [part, took] of [
      ['store', tookMs],
      ['write', withOverhead(tookMs, seed)],
    ] as const) {
      const found = quantilesOf(took, quantiles)
      const average = took.reduce((sum, ms) => sum + ms, 0) / took.length
      expect(Math.abs(mean(told[part]) - average)).toBeLessThanOrEqual(0.06 * average + 0.6)
      for (const [n, share] of quantiles.entries()) {
        if (share > 0.99) continue
        const expected = told[part][n] as number
        expect(Math.abs((found[n] as number) - expected)).toBeLessThanOrEqual(0.06 * expected + 0.6)
      }
    }
  })

  it.each(['raft', 'journal'] as const)('%s does no more than it can', (store) => {
    const { donePerSecond } = run(store, 2 * mostWrites[store])
    expect(donePerSecond / mostWrites[store]).toBeCloseTo(1, 1.5)
  })

  it.each([[[0.2, 0.2, 0.2, 0.2, 0.2]], [[0.3, 0.3, 0.2, 0.1, 0.1]], [[0.5, 0.2, 0.15, 0.1, 0.05]]])(
    'partitions with shares %j gain by the largest',
    (shares) => {
      const writes = 200_000
      const all = runStore({ store: 'journal', writesPerSecond: 100_000, writes, seed, shares })
      const one = runStore({ store: 'journal', writesPerSecond: 100_000, writes, seed })
      expect(Math.abs(all.donePerSecond / one.donePerSecond / gainOf(shares) - 1)).toBeLessThan(0.03)
    },
  )
})

it('is slower at a higher load and behind a longer queue, never faster', () => {
  const load = fc.double({ min: 1, max: 12_000, noNaN: true })
  fc.assert(
    fc.property(
      fc.constantFrom<Store>('raft', 'journal'),
      load,
      load,
      fc.nat(100_000),
      (store, a, b, backlog) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const [fast, slow] = [latencies(store, 'write', low), latencies(store, 'write', high, backlog)]
        for (const [n, ms] of fast.entries()) expect(slow[n]).toBeGreaterThanOrEqual(ms - 0.05)
        for (const ms of [1, 15, 40]) {
          expect(shareWithin(slow, ms)).toBeLessThanOrEqual(shareWithin(fast, ms) + 0.005)
        }
      },
    ),
    { verbose: 1 },
  )
})

it('keeps what it could not write, a minute of work at most, and works it off', () => {
  const over = backlogAfter('raft', 0, 8_500, 10_000)
  expect(over).toBe(57_660)
  expect(backlogAfter('raft', over, 8_500, 600_000)).toBe(60 * 2_734)
  expect(backlogAfter('raft', over, 0, 22_000)).toBe(0)
})
