import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unowned } from '../../../domain/model/owner.ts'
import type { TalkerMeasures, TalkerRow, TopTalkers } from '../../../domain/model/talker.ts'
import { shownRows } from './table-rows.ts'

const at = new Date('2026-03-09T02:00:00Z')

function measures(requests: number): TalkerMeasures {
  return {
    requests,
    throttled: requests % 3,
    disruptionBlocked: 0,
    errors: requests % 5,
    aborted: 0,
    longRunning: 0,
    latencySecondsSum: requests / 7,
    seatSecondsEstimated: requests / 11,
  }
}

function answer(counts: readonly number[], hidden: number): TopTalkers {
  const rows: TalkerRow[] = counts.map((requests, index) => ({
    ...measures(requests),
    key: { userAgent: `${index % 2 === 0 ? 'even' : 'odd'}-${index}` },
    share: 0,
    latencyMsP50: null,
    latencyMsP99: null,
    firstSeenAt: at,
    lastSeenAt: at,
    owner: unowned,
  }))
  const sum = (measure: keyof TalkerMeasures) =>
    rows.reduce((all, row) => all + row[measure], 0) + measures(hidden)[measure]
  const total = {
    ...measures(0),
    requests: sum('requests'),
    throttled: sum('throttled'),
    errors: sum('errors'),
  }
  return {
    window: { from: at, to: at, grain: 'minute' },
    freshness: { asOf: at, clustersCovered: 1, clustersTotal: 1, stale: [], simulated: false },
    rows,
    other: { ...measures(hidden), keys: 1 },
    total: { ...total, latencySecondsSum: sum('latencySecondsSum'), keys: rows.length + 1 },
    nextCursor: null,
  }
}

describe('rows on screen', () => {
  it('add up to the total with the remainder, whatever is hidden', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1e6), { maxLength: 30 }),
        fc.nat(1e6),
        fc.constantFrom('', 'even', 'odd', 'x'),
        (counts, hidden, find) => {
          const given = answer(counts, hidden)
          const { rows, rest } = shownRows(given, find, 0)
          for (const measure of ['requests', 'throttled', 'errors'] as const) {
            const shown = rows.reduce((all, { row }) => all + row[measure], 0)
            expect(shown + rest[measure]).toBe(given.total[measure])
          }
          expect(rows.length + rest.keys).toBe(given.total.keys)
          expect(rest.latencySecondsSum).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })

  it('keep their place in the whole ranking', () => {
    const { rows } = shownRows(answer([9, 8, 7], 1), 'odd', 100)
    expect(rows.map(({ place }) => place)).toEqual([102])
  })
})
