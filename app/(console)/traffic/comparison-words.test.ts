// Two windows beside each other in words, by hand.
import { describe, expect, it } from 'vitest'
import type { TalkerMeasures } from '../../../domain/model/talker.ts'
import { comparedWindow, type TalkerComparison } from '../../../domain/model/talker-comparison.ts'
import { changeText, comparisonText } from './comparison-words.ts'

const of = (requests: number, errors = 0): TalkerMeasures => ({
  ...{ requests, errors, throttled: 0, disruptionBlocked: 0, aborted: 0, longRunning: 0 },
  ...{ latencySecondsSum: 0, seatSecondsEstimated: 0 },
})
const change = (now: number, before: number, place: number | null, placeBefore: number | null) => ({
  ...{ now: of(now), before: of(before), place, placeBefore },
})

describe('a row', () => {
  it.each([
    [change(300, 100, 1, 4), '+200% ▲3'],
    [change(50, 100, 4, 1), '−50% ▼3'],
    [change(100, 100, 2, 2), '±0%'],
    [change(100, 0, 1, null), 'new'],
  ])('says more or less, up or down, or that it is new', (given, text) => {
    expect(changeText(given, 'requests', true)).toBe(text)
  })

  it('is not new where nobody watched, and has no part of nothing', () => {
    expect(changeText(change(100, 0, 1, null), 'requests', false)).toBe('–')
    const errors = { now: of(9, 3), before: of(9, 0), place: 1, placeBefore: 2 }
    expect(changeText(errors, 'errors', true)).toBe('from 0 ▲1')
    expect(changeText({ ...errors, now: of(9, 0) }, 'errors', true)).toBe('±0% ▲1')
  })
})

const window = {
  from: new Date('2026-03-09T02:00:00Z'),
  to: new Date('2026-03-09T03:00:00Z'),
  grain: 'minute' as const,
}
const watched = { buckets: 60, of: 60, clusters: 2 }
const answer = (more: Partial<TalkerComparison> = {}): TalkerComparison => ({
  ...{
    window,
    against: { ...window, ...comparedWindow(window, 'before') },
    rows: [],
    newKeys: 4,
    goneKeys: 2,
  },
  ...{ requests: { now: 3_400, before: 1_200 }, watched: { now: watched, before: watched } },
  gone: [{ ...change(0, 9, null, 3), key: { userAgent: 'old-agent/1.0' } }],
  ...more,
})

describe('the whole', () => {
  it('says both sums, what is new and who is gone', () => {
    expect(comparisonText(answer())).toMatch(
      / 1,200 requests then, 3,400 now, \+183%\. 4 new, 2 gone: old-agent\/1\.0, 1 more\.$/,
    )
  })

  it('says when the other window was watched in part, or not at all', () => {
    const part = { now: watched, before: { ...watched, buckets: 12 } }
    expect(comparisonText(answer({ watched: part }))).toMatch(/It was watched for 12 of its 60 steps\.$/)
    const fewer = { now: watched, before: { ...watched, clusters: 1 } }
    expect(comparisonText(answer({ watched: fewer }))).toMatch(/1 cluster told of requests then, 2 now\.$/)
    const none = { now: watched, before: { buckets: 0, of: 60, clusters: 0 } }
    expect(comparisonText(answer({ watched: none }))).toMatch(
      /nobody watched then, so there is nothing to compare with\.$/,
    )
  })

  it('compares with the window before, or the same hours of a day or a week ago', () => {
    const from = (how: 'before' | 'yesterday' | 'week') => comparedWindow(window, how).from.toISOString()
    expect([from('before'), from('yesterday'), from('week')]).toEqual([
      ...['2026-03-09T01:00:00.000Z', '2026-03-08T02:00:00.000Z', '2026-03-02T02:00:00.000Z'],
    ])
  })
})
