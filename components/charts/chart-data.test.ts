import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChartData, gapsOf, highest, plotRows } from './chart-data.ts'

const minute = 60_000
const start = Date.parse('2026-03-09T02:00:00Z')

function chart(values: (number | null)[], partialLast = false): ChartData {
  return {
    from: new Date(start),
    to: new Date(start + values.length * minute),
    bucketMs: minute,
    buckets: values.map((_, index) => new Date(start + index * minute)),
    bands: [
      { id: 'a', label: 'a', fill: 1, values: values.map((value) => (value === null ? null : value / 2)) },
      { id: '', label: 'Other', fill: 0, values: values.map((value) => (value === null ? null : value / 2)) },
    ],
    total: values,
    partialLast,
  }
}

describe('rows of a time chart', () => {
  it('breaks at a gap instead of drawing through it', () => {
    const rows = plotRows(chart([4, null, 6]), 'stacked')
    expect(rows.map((row) => [(row.at - start) / minute, row.v0])).toEqual([
      [0, 2],
      [1, 2],
      [1, null],
      [2, 3],
      [3, 3],
    ])
  })

  it('gives a lone bucket its width', () => {
    const rows = plotRows(chart([null, 8, null]), 'stacked').filter((row) => row.v0 !== null)
    expect(rows.map((row) => (row.at - start) / minute)).toEqual([1, 2])
  })

  it('keeps the unfinished bucket apart', () => {
    const rows = plotRows(chart([4, 4, 1], true), 'stacked')
    expect(rows.filter((row) => row.p0 !== null).map((row) => (row.at - start) / minute)).toEqual([2, 3])
    expect(rows.some((row) => row.p0 !== null && row.v0 !== null)).toBe(false)
  })

  it('shares of a bucket add up to one, and a bucket without requests has none', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(1e6)), { minLength: 1, maxLength: 50 }), (values) => {
        for (const row of plotRows(chart(values), 'share')) {
          if (row.v0 === null) continue
          const sum = (row.v0 ?? 0) + (row.v1 ?? 0)
          expect(sum === 0 || Math.abs(sum - 1) < 1e-9).toBe(true)
        }
      }),
    )
  })

  it('joins neighbouring gaps', () => {
    expect(gapsOf(chart([1, null, null, 2, null]))).toEqual([
      { from: start + minute, to: start + 3 * minute },
      { from: start + 4 * minute, to: start + 5 * minute },
    ])
  })

  it('knows the highest value it draws', () => {
    const data = chart([2, null, 10])
    expect([highest(data, 'stacked'), highest(data, 'lines'), highest(data, 'share')]).toEqual([10, 5, 1])
  })
})
