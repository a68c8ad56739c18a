// The file of a control plane's series: every bucket, every part, gaps as gaps.
import { expect, test } from 'vitest'
import { fileText } from '../../../components/format/table-file.ts'
import type { ControlPlaneLine, ControlPlaneSeries } from '../../../domain/model/control-plane-series.ts'
import { seriesFile } from './series-file.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 9, 2, minute))
const line = (rest: Partial<ControlPlaneLine>): ControlPlaneLine => ({
  ...{ measure: 'seats', unit: 'seats', total: [null, null, null], highest: [], parts: [], other: [] },
  ...{ peak: null, latest: null, limit: null, fullest: null },
  ...rest,
})

const answer: ControlPlaneSeries = {
  window: { from: at(0), to: at(3), grain: 'minute' },
  freshness: { asOf: at(2), clustersCovered: 1, clustersTotal: 1, stale: [], simulated: false },
  buckets: [at(0), at(1), at(2)],
  lastBucketPartial: true,
  clusterId: 'prod',
  servers: 2,
  lines: [
    line({
      total: [null, 12, 15],
      parts: [{ name: 'system', latest: 5, values: [null, 4, 5] }],
      limit: { value: 100, kind: 'nominal', source: 'metrics' },
    }),
    line({ measure: 'database', unit: 'bytes' }),
    line({ measure: 'rejected', unit: 'requests/s', total: [null, 0, 0.5] }),
  ],
}

test('a line a bucket, a column a measure and part; what nobody told has no column', () => {
  const file = seriesFile(answer, 'http://here/')
  expect(fileText(file, 'csv').trim().split(/\r?\n/)).toEqual([
    'From (UTC),State,seats (seats),seats system (seats),rejected (requests/s)',
    '2026-03-09T02:00:00.000Z,no data,,,',
    '2026-03-09T02:01:00.000Z,,12,4,0',
    '2026-03-09T02:02:00.000Z,partial,15,5,0.5',
  ])
  expect(file.head).toMatchObject({
    scope: { clusters: ['prod'] },
    limits: [{ measure: 'seats', value: 100, kind: 'nominal' }],
    serversHeard: 2,
  })
})
