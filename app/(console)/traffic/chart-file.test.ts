import { describe, expect, it } from 'vitest'
import { fileText } from '../../../components/format/table-file.ts'
import type { TalkerSeries } from '../../../domain/model/talker.ts'
import { chartFile } from './chart-file.ts'
import { chartData } from './chart-series.ts'

const minute = (at: number) => new Date(Date.parse('2026-03-09T01:00:00Z') + at * 60_000)

const answer: TalkerSeries = {
  window: { from: minute(0), to: minute(3), grain: 'minute' },
  freshness: { asOf: minute(3), clustersCovered: 1, clustersTotal: 1, stale: [], simulated: false },
  buckets: [minute(0), minute(1), minute(2)],
  covered: [1, 0, 1],
  series: [{ key: { userAgent: '@sum' }, values: [45, null, 15] }],
  other: [15, null, 0],
  total: [60, null, 15],
  lastBucketPartial: true,
}

const text = (mode: 'stacked' | 'share', format: 'csv' | 'json') =>
  fileText(
    chartFile({
      answer,
      data: chartData(answer, new Date(minute(2).getTime() + 30_000)),
      mode,
      question: { scope: { clusters: ['a'] }, window: { from: 'a', to: 'b' } },
      split: 'userAgent',
      rankBy: 'requests',
      link: 'http://127.0.0.1:3000/traffic',
      readAt: minute(3),
    }),
    format,
  )

describe('the chart as a file', () => {
  it('has its values bucket by bucket; a gap has none, and the unfinished bucket says so', () => {
    expect(text('stacked', 'csv').trimEnd().split('\r\n')).toEqual([
      'From (UTC),State,Total (req/s),@sum (req/s),Other (req/s)'.replace('@', "'@"),
      '2026-03-09T01:00:00.000Z,,1,0.75,0.25',
      '2026-03-09T01:01:00.000Z,no data,,,',
      '2026-03-09T01:02:00.000Z,partial,0.5,0.5,0',
    ])
  })

  it('has shares where the chart draws shares', () => {
    const [head, first] = text('share', 'csv').split('\r\n')
    expect(head).toBe(
      `From (UTC),State,Total (req/s),"'@sum (of all requests, 0 to 1)","Other (of all requests, 0 to 1)"`,
    )
    expect(first).toBe('2026-03-09T01:00:00.000Z,,1,0.75,0.25')
  })

  it('says what its bands are', () => {
    expect(JSON.parse(text('stacked', 'json'))).toMatchObject({
      scope: { clusters: ['a'] },
      drawnAs: 'stacked',
      bands: [{ userAgent: '@sum' }],
      rows: [{ band1: 0.75, band2: 0.25 }, { state: 'no data', total: null }, { state: 'partial' }],
    })
  })
})
