// 429s of two witnesses in words, by hand.
import { expect, test } from 'vitest'
import type { ControlPlaneLine } from '../../../domain/model/control-plane-series.ts'
import { throttledText } from './throttled-words.ts'

const from = new Date('2026-03-09T02:00:00Z')
const window = { from, to: new Date('2026-03-09T02:03:00Z'), grain: 'minute' as const }
const line = (total: (number | null)[], parts: Record<string, (number | null)[]> = {}) =>
  ({
    total,
    parts: Object.entries(parts).map(([name, values]) => ({ name, values })),
  }) as unknown as ControlPlaneLine
const told = (throttled: number, disruptionBlocked = 0) => ({ throttled, disruptionBlocked })

test('each witness says its own number; a disruption budget is none of the reasons', () => {
  const rejected = line([10, 5, 0], { 'queue-full': [9, 5, 0], 'time-out': [1, 0, 0], cancelled: [0, 0, 0] })
  expect(throttledText(told(880, 12), rejected, window)).toBe(
    'Audit log: 880 requests throttled; beside them 12 evictions that a PodDisruptionBudget refused, also with 429. ' +
      "API servers' metrics, all clients: about 900 rejected, by reason: queue-full 840, time-out 60.",
  )
})

test('what was not read is said, and nothing is said of nothing', () => {
  expect(throttledText(told(0), line([0, 0, 0]), window)).toBeNull()
  expect(throttledText(told(0), undefined, window)).toBeNull()
  expect(throttledText(told(3), undefined, window)).toMatch(/reasons are not known\.$/)
  expect(throttledText(told(3), line([null, null, null]), window)).toMatch(/reasons are not known\.$/)
  expect(throttledText(told(0), line([1, null, null]), window)).toMatch(
    /about 60 rejected, in 1 of 3 steps that were read\.$/,
  )
})
