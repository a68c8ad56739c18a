// Whether a database kept up, by tables worked out by hand and by a queue that is worked off one second after another.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type {
  ControlPlaneLine,
  ControlPlaneMeasure,
  ControlPlaneSeries,
} from '../model/control-plane-series.ts'
import { compareDatabases, type DatabaseLoad, databaseLoadOf } from './database-load.ts'

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 18, 9, minute))

type Values = readonly (number | null)[]
function seriesOf(rates: Values, inFlight: Values, within: Values = []) {
  const line = (measure: ControlPlaneMeasure, total: Values) =>
    ({ measure, total }) as unknown as ControlPlaneLine
  return {
    buckets: rates.map((_, minute) => at(minute)),
    lines: [
      line('databaseRequests', rates),
      line('databaseInFlight', inFlight),
      line('databaseWithin25Ms', within),
    ],
  } satisfies Pick<ControlPlaneSeries, 'buckets' | 'lines'>
}

describe('a database', () => {
  it.each([
    ['nobody told of', [null, null], [null, null], { kind: 'unread' }],
    ['nothing was asked of', [0, 0], [0, 0], { kind: 'kept-up', most: 0, at: at(0), within25Ms: 0.9 }],
    ['of which only the rate is known', [5, 6], [null, null], { kind: 'unread' }],
    [
      'that keeps up: what it did most, not where most waited',
      [600, 2_400, null, 2_000],
      [5, 24, null, 30],
      { kind: 'kept-up', most: 2_400, at: at(1), within25Ms: 0.8 },
    ],
    [
      'that falls behind, and catches up',
      [2_400, 2_000, 2_734, 2_734, 2_700, 0],
      [24, 5_000, 90_000, 164_040, 3_000, 0],
      {
        ...{ kind: 'behind', since: at(1), until: at(5), carries: (2_700 + 2_734) / 2 },
        ...{ waiting: 164_040, waitingAt: at(3), seconds: 60 },
      },
    ],
    [
      'that is still behind: also a slow one that nobody asks much of',
      [100, 10, 10],
      [1, 10, 40],
      { kind: 'behind', since: at(1), until: null, carries: 10, waiting: 40, waitingAt: at(2), seconds: 4 },
    ],
  ] as const)('%s', (_, rates, inFlight, wanted) => {
    expect(databaseLoadOf(seriesOf(rates, inFlight, [0.9, 0.8, null, 0.7]))).toEqual(wanted)
  })

  it('of which other measures alone were asked for is not read', () => {
    expect(databaseLoadOf({ buckets: [at(0)], lines: [] })).toEqual({ kind: 'unread' })
  })
})

it('is behind where more was asked of it than it can do, and shows then what it can', () => {
  const load = fc.record({
    can: fc.integer({ min: 10, max: 10_000 }),
    share: fc.double({ min: 0.05, max: 0.9, noNaN: true }),
  })
  fc.assert(
    fc.property(
      load,
      fc.double({ min: 1.2, max: 6, noNaN: true }),
      fc.boolean(),
      ({ can, share }, over, isOver) => {
        let waiting = 0
        const [rates, held]: [number[], number[]] = [[], []]
        for (let minute = 0; minute < 20; minute += 1) {
          const asked = can * (isOver && minute >= 5 && minute < 15 ? over : share)
          let [done, inFlight] = [0, 0]
          for (let second = 0; second < 60; second += 1) {
            const now = Math.min(can, waiting + asked)
            waiting = Math.min(60 * can, waiting + asked - now)
            done += now
            // A request takes five milliseconds of its own, and what waits before it.
            inFlight += now * (0.005 + waiting / can)
          }
          rates.push(done / 60)
          held.push(inFlight / 60)
        }
        const found = databaseLoadOf(seriesOf(rates, held))
        expect(found.kind).toBe(isOver ? 'behind' : 'kept-up')
        if (found.kind !== 'behind') return
        expect(found.since).toEqual(at(5))
        expect(Math.abs(found.carries / can - 1)).toBeLessThan(0.01)
        expect(found.seconds).toBeLessThanOrEqual(60.01)
      },
    ),
    { verbose: 1 },
  )
})

describe('two databases', () => {
  const keptUp = (most: number): DatabaseLoad => ({ kind: 'kept-up', most, at: at(0), within25Ms: 1 })
  const behind = (carries: number): DatabaseLoad => ({
    ...{ kind: 'behind', since: at(0), until: null, carries },
    ...{ waiting: 60 * carries, waitingAt: at(0), seconds: 60 },
  })

  it.each([
    [
      'one behind, the other not',
      behind(2_734),
      keptUp(8_202),
      { factor: 3, more: 'other', isAtLeast: true },
    ],
    ['the same the other way', keptUp(8_202), behind(2_734), { factor: 3, more: 'one', isAtLeast: true }],
    ['both behind', behind(9_000), behind(3_000), { factor: 3, more: 'one', isAtLeast: false }],
    ['neither behind', keptUp(100), keptUp(900), null],
    ['of the one that kept up less was asked', keptUp(900), behind(2_734), null],
    ['of one nothing is known', { kind: 'unread' }, behind(2_734), null],
  ] satisfies [string, DatabaseLoad, DatabaseLoad, object | null][])('%s', (_, one, other, wanted) => {
    expect(compareDatabases(one, other)).toEqual(wanted)
  })
})
