import { describe, expect, it } from 'vitest'
import { anomalyFill } from '../../../components/charts/chart-data.ts'
import type { TalkerSeries } from '../../../domain/model/talker.ts'
import type { TalkerOnset } from '../../../domain/model/talker-onset.ts'
import { anomalyIn, chartData, fillOf } from './chart-series.ts'

const from = new Date('2026-03-09T02:00:00Z')
const minute = (count: number) => new Date(from.getTime() + count * 60_000)

const answer: TalkerSeries = {
  window: { from, to: minute(3), grain: 'minute' },
  freshness: { asOf: minute(2), clustersCovered: 1, clustersTotal: 1, stale: [], simulated: false },
  buckets: [minute(0), minute(1), minute(2)],
  covered: [1, 0, 1],
  series: [
    { key: { userAgent: 'kubelet/v1 (linux/amd64)' }, values: [60, null, 15] },
    { key: { userAgent: 'kubelet/v1 (linux/arm64)' }, values: [30, null, 0] },
  ],
  other: [30, null, 0],
  total: [120, null, 15],
  lastBucketPartial: true,
}

describe('the chart of a series', () => {
  const data = chartData(answer, minute(2.25))

  it('draws requests per second; the bucket still filling by the seconds it had', () => {
    expect(data.total).toEqual([2, null, 1])
    expect(data.bands.map((band) => band.values)).toEqual([
      [1, null, 1],
      [0.5, null, 0],
      [0.5, null, 0],
    ])
  })

  it('keeps gaps as gaps and Other last', () => {
    expect(data.bands.map((band) => band.fill)).toEqual([1, 2, 0])
    expect(data.bands.at(-1)?.label).toBe('Other')
    expect(chartData({ ...answer, other: [0, null, 0] }, minute(3)).bands).toHaveLength(2)
  })

  it('tells apart clients of one name', () => {
    expect(data.bands.slice(0, 2).map((band) => band.label)).toEqual([
      'kubelet/v1 linux/amd64',
      'kubelet/v1 linux/arm64',
    ])
  })

  it('gives a table row the colour of its band, also when the row says more', () => {
    const userAgent = 'kubelet/v1 (linux/arm64)'
    expect(fillOf(answer, { userAgent })).toBe(2)
    expect(fillOf(answer, { userAgent, verb: 'get' })).toBe(2)
    expect(fillOf(answer, { verb: 'get' })).toBe(0)
    expect(fillOf(undefined, { userAgent })).toBe(0)
  })

  it('puts what stands out on top, in a colour of its own; the others keep theirs', () => {
    const userAgent = 'kubelet/v1 (linux/amd64)'
    const onset = { agent: 'kubelet', userAgents: [userAgent], users: [] } as unknown as TalkerOnset
    const anomaly = anomalyIn(answer, onset)
    const { bands } = chartData(answer, minute(2.25), anomaly)
    expect(bands.map(({ label, fill }) => [label, fill])).toEqual([
      ['kubelet/v1 linux/arm64', 2],
      ['Other', 0],
      ['kubelet/v1 linux/amd64', anomalyFill],
    ])
    expect(fillOf(answer, { userAgent, verb: 'get' }, anomaly)).toBe(anomalyFill)
    expect(fillOf(answer, { userAgent: 'kubelet/v1 (linux/arm64)' }, anomaly)).toBe(2)
    expect(anomalyIn(answer, { ...onset, userAgents: ['kubelet/v1 (windows)'] })).toBeNull()
    expect(anomalyIn(answer, null)).toBeNull()
  })
})
