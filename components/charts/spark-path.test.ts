// Runs and lines of a sparkline, by hand.
import { expect, test } from 'vitest'
import { sparkLine, sparkRuns, sparkTop } from './spark-path.ts'

test('gaps stand apart from values, and so does the bucket that has not ended', () => {
  expect(sparkRuns([1, 2, null, null, 3, 4], true)).toEqual([
    { from: 0, to: 2, isGap: false, isPartial: false },
    { from: 2, to: 4, isGap: true, isPartial: false },
    { from: 4, to: 5, isGap: false, isPartial: false },
    { from: 5, to: 6, isGap: false, isPartial: true },
  ])
  expect(sparkRuns([null, null], true)).toEqual([{ from: 0, to: 2, isGap: true, isPartial: false }])
  expect(sparkRuns([], true)).toEqual([])
})

test('the line goes through the middle of buckets and ends where its run does', () => {
  const [run] = sparkRuns([5, 10, null], false)
  expect(run && sparkLine([5, 10, null], run, 10)).toBe('M0 50L0.5 50L1.5 0L2 0')
})

test('a limit is always on the picture, and nothing but zeros has a floor to stand on', () => {
  expect(sparkTop([10, null, 20], null)).toBeCloseTo(22)
  expect(sparkTop([10], 100)).toBeCloseTo(110)
  expect(sparkTop([0, null], null)).toBe(1)
})
