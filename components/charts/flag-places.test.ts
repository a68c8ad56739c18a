import { expect, test } from 'vitest'
import type { ChartData } from './chart-data.ts'
import { placeFlags } from './flag-places.ts'

const from = new Date('2026-01-18T13:00:00Z')
const data: ChartData = {
  ...{ from, to: new Date('2026-01-18T14:40:00Z'), bucketMs: 60_000, buckets: [], bands: [], total: [] },
  partialLast: false,
}
const size = { width: 1_000, height: 200, max: 1 }
const flag = (minute: number, words = 'policy-agent started') => ({
  ...{ id: `${minute}`, at: new Date(from.getTime() + minute * 60_000), words },
})
const placed = (...flags: ReturnType<typeof flag>[]) =>
  placeFlags(data, flags, size).map(({ left, words }) => [left, words?.side ?? null])

test('words stand on the side with more room; what is out of the window is not drawn', () => {
  expect(placed(flag(10), flag(80))).toEqual([
    [100, 'right'],
    [800, 'left'],
  ])
  expect(placed(flag(-1), flag(100))).toEqual([])
})

test('the first flag keeps its words, one that would cover them has none', () => {
  expect(placed(flag(10), flag(15))).toEqual([
    [100, 'right'],
    [150, null],
  ])
  expect(placed(flag(40), flag(60))).toEqual([
    [400, 'right'],
    [600, null],
  ])
})

test('words are never wider than the room beside the pole', () => {
  const [only] = placeFlags(data, [flag(90, 'long '.repeat(400))], size)
  expect(only?.words).toEqual({ side: 'left', width: 888 })
})
