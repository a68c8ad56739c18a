// Lines of control planes as charts take them: bands in order, the rest folded, gaps kept.
import { expect, test } from 'vitest'
import type { ControlPlaneLine } from '../../../domain/model/control-plane-series.ts'
import { controlPlaneChart, formatOf, hasReadings, limitShare, limitText } from './control-plane-chart.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 2, 9, 2, minute))
const answer = {
  window: { from: at(0), to: at(3), grain: 'minute' },
  buckets: [at(0), at(1), at(2)],
  lastBucketPartial: true,
} as const

const line = (rest: Partial<ControlPlaneLine>): ControlPlaneLine => ({
  ...{ measure: 'seats', unit: 'seats', total: [null, null, null], parts: [], other: [null, null, null] },
  ...{ highest: [], fullest: null },
  ...{ peak: null, latest: null, limit: null },
  ...rest,
})

test('parts become bands in their order; what is beyond six is part of Other', () => {
  const parts = Array.from({ length: 8 }, (_, n) => ({ name: `p${n}`, latest: 1, values: [1, null, 1] }))
  const data = controlPlaneChart(answer, line({ total: [9, null, 8], parts, other: [1, null, 0] }), 'Seats')
  expect(data.bands.map(({ label, fill }) => [label, fill])).toEqual([
    ...[0, 1, 2, 3, 4, 5].map((n) => [`p${n}`, n + 1]),
    ['Other', 0],
  ])
  expect(data.bands.at(-1)?.values).toEqual([3, null, 2])
  expect(data).toMatchObject({ total: [9, null, 8], bucketMs: 60_000, partialLast: true })
})

test('a measure without parts is one band by its own name, without Other', () => {
  const data = controlPlaneChart(answer, line({ total: [5, 6, null] }), 'Database')
  expect(data.bands).toEqual([{ id: '', label: 'Database', fill: 1, values: [5, 6, null] }])
  expect([hasReadings(line({})), hasReadings(line({ total: [null, 0, null] }))]).toEqual([false, true])
})

test('values are written in their unit', () => {
  expect(formatOf('seats')(1304.4)).toBe('1,304')
  expect(formatOf('requests')(2.5)).toBe('2.5')
  expect(formatOf('requests/s')(0.004)).toBe('<0.01')
  expect(formatOf('s')(0.25)).toBe('250 ms')
  expect(formatOf('bytes')(6.1e9)).toBe('6.10 GB')
  expect(formatOf('seats')(null)).toBe('–')
  expect([limitText(16e9, 'bytes'), limitText(3400, 'seats')]).toEqual(['16 GB', '3,400'])
  expect([limitShare(34, 100), limitShare(181, 100)]).toEqual(['34.0%', '181%'])
})
