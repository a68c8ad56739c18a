import { describe, expect, it } from 'vitest'
import { bandLabels, endLabels } from './band-labels.ts'
import type { ChartData } from './chart-data.ts'

const minute = 60_000

function chart(bands: Record<string, number[]>): ChartData {
  const series = Object.entries(bands).map(([id, values], place) => ({
    id,
    label: id,
    fill: place + 1,
    values,
  }))
  const length = series[0]?.values.length ?? 0
  return {
    from: new Date(0),
    to: new Date(length * minute),
    bucketMs: minute,
    buckets: Array.from({ length }, (_, index) => new Date(index * minute)),
    bands: series,
    total: Array.from({ length }, (_, index) =>
      series.reduce((sum, band) => sum + (band.values[index] ?? 0), 0),
    ),
    partialLast: false,
  }
}

const size = { width: 600, height: 200, max: 100 }

describe('names on the chart', () => {
  it('names a thick band inside itself and leaves a thin one to the legend', () => {
    const labels = bandLabels(chart({ thick: Array(20).fill(60), thin: Array(20).fill(2) }), 'stacked', size)
    expect(labels.map((label) => label.band.id)).toEqual(['thick'])
    expect(labels[0]?.top).toBeGreaterThan(200 - 60 * 2)
    expect(labels[0]?.top).toBeLessThan(200 - 14)
  })

  it('does not name a band where its stretch is too short for the words', () => {
    const values = Array.from({ length: 20 }, (_, index) => (index === 3 ? 60 : 1))
    expect(bandLabels(chart({ 'a-rather-long-client-name': values }), 'stacked', size)).toEqual([])
  })

  it('puts a name where the band is thick', () => {
    const values = Array.from({ length: 20 }, (_, index) => (index >= 10 ? 60 : 1))
    expect(bandLabels(chart({ late: values }), 'stacked', size)[0]?.left).toBeGreaterThanOrEqual(300)
  })

  it('keeps the names of neighbouring lines apart', () => {
    const labels = endLabels(chart({ a: [50, 50], b: [50, 51], c: [1, 0] }), size)
    const tops = labels.map((label) => label.top)
    for (let index = 1; index < tops.length; index += 1) {
      expect((tops[index] ?? 0) - (tops[index - 1] ?? 0)).toBeGreaterThanOrEqual(14)
    }
    expect(Math.max(...tops)).toBeLessThanOrEqual(200 - 7)
  })
})
