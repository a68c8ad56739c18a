import { describe, expect, it } from 'vitest'
import type { ByLogsInsights } from '../../../domain/model/log-hour.ts'
import { unowned } from '../../../domain/model/owner.ts'
import type { TalkerMeasures, TalkerSeries, TopTalkers } from '../../../domain/model/talker.ts'
import { type AnswerInput, answerText, trafficAnswer } from './answer.ts'

const window = {
  from: new Date('2026-03-09T02:00:00Z'),
  to: new Date('2026-03-09T02:03:00Z'),
  grain: 'minute' as const,
}
const freshness = { asOf: window.to, clustersCovered: 1, clustersTotal: 1, stale: [], simulated: false }

const measures = (part: Partial<TalkerMeasures>): TalkerMeasures => ({
  requests: 0,
  throttled: 0,
  disruptionBlocked: 0,
  errors: 0,
  aborted: 0,
  longRunning: 0,
  latencySecondsSum: 0,
  seatSecondsEstimated: 0,
  ...part,
})

function talkers(first: Partial<TalkerMeasures>, total: Partial<TalkerMeasures>): TopTalkers {
  const all = measures(total)
  return {
    window,
    freshness,
    rows: [
      {
        ...measures(first),
        key: { userAgent: 'policy-agent/3.8.0 (linux/arm64)' },
        share: 0.5,
        latencyMsP50: 1,
        latencyMsP99: 2,
        firstSeenAt: window.from,
        lastSeenAt: window.to,
        owner: unowned,
      },
    ],
    other: { ...measures({}), keys: 3 },
    total: { ...all, keys: 4 },
    nextCursor: null,
  }
}

const series: TalkerSeries = {
  window,
  freshness,
  buckets: [0, 1, 2].map((minute) => new Date(window.from.getTime() + minute * 60_000)),
  covered: [1, 0, 1],
  series: [],
  other: [120, null, 600],
  total: [120, null, 600],
  lastBucketPartial: true,
}

const input = (part: Partial<AnswerInput>): AnswerInput => ({
  talkers: talkers({ requests: 9_400 }, { requests: 15_400 }),
  series: null,
  rankBy: 'requests',
  noun: ['client', 'clients'],
  narrowed: false,
  mostly: null,
  ...part,
})

describe('the answer line', () => {
  it('says who, how much and with what', () => {
    expect(answerText(trafficAnswer(input({ mostly: 'LIST pods' })))).toBe(
      'policy-agent/3.8.0 sent 9,400 of 15,400 requests, 61.0%, mostly LIST pods. ' +
        '4 clients sent 15,400 requests. Of these, none was throttled and none failed.',
    )
  })

  it('links the talker, the throttled and the failed to their evidence', () => {
    const parts = trafficAnswer(
      input({ talkers: talkers({ requests: 5 }, { requests: 10, throttled: 2, errors: 1 }) }),
    )
    expect(answerText(parts)).toContain('Of these, 2 were throttled and 1 failed (10.0%).')
    expect(parts.flatMap((part) => part.evidence?.kind ?? [])).toEqual(['talker', 'rank', 'rank'])
  })

  it('names the busiest finished bucket, not the one still filling', () => {
    const parts = trafficAnswer(input({ series }))
    expect(answerText(parts)).toContain('The busiest minute began Mon 9 Mar 02:00 at 2.00 req/s.')
    const finished = trafficAnswer(input({ series: { ...series, lastBucketPartial: false } }))
    expect(answerText(finished)).toContain('02:02 at 10.0 req/s')
  })

  it('follows the ranking', () => {
    const data = talkers(
      { errors: 40, latencySecondsSum: 30 },
      { requests: 99, errors: 52, latencySecondsSum: 120 },
    )
    expect(answerText(trafficAnswer(input({ talkers: data, rankBy: 'errors' })))).toContain(
      'policy-agent/3.8.0 got 40 of 52 errors, 76.9%.',
    )
    expect(answerText(trafficAnswer(input({ talkers: data, rankBy: 'latency' })))).toContain(
      'policy-agent/3.8.0 took 25.0% of all request time.',
    )
    expect(answerText(trafficAnswer(input({ talkers: data, rankBy: 'throttled' })))).toContain(
      'No throttled requests (429) in this window.',
    )
  })

  it('says so when there is nothing', () => {
    expect(answerText(trafficAnswer(input({ talkers: talkers({}, {}) })))).toBe(
      'No API requests in this window.',
    )
    expect(answerText(trafficAnswer(input({ talkers: talkers({}, {}), narrowed: true })))).toBe(
      'No API requests match in this window.',
    )
  })

  it('says what is counted hourly, what of that has no name, and what is left out', () => {
    const hourly = (byLogsInsights: ByLogsInsights | null, grain: 'minute' | 'hour') => {
      const data = talkers({ requests: 2 }, { requests: 3 })
      const whole = { ...data, window: { ...window, grain }, byLogsInsights }
      return answerText(trafficAnswer(input({ talkers: whole })))
    }
    expect(hourly({ hours: 1, unnamed: 0, leftOut: 0 }, 'hour')).toContain(
      ' 1 hour of a cluster counted hourly, by Logs Insights.',
    )
    expect(hourly({ hours: 48, unnamed: 1_200, leftOut: 0 }, 'hour')).toContain(
      ' 48 hours of clusters counted hourly, by Logs Insights; 1,200 requests of these have no name.',
    )
    expect(hourly({ hours: 0, unnamed: 0, leftOut: 2 }, 'minute')).toContain(
      ' 2 hours of clusters, known hourly by Logs Insights, are left out: choose more than 6 h.',
    )
    expect(hourly(null, 'hour')).not.toContain('Logs Insights')
  })

  it('keeps a name that is written from right to left from turning the numbers around it', () => {
    const data = talkers({ requests: 2 }, { requests: 3 })
    const [first] = data.rows
    const named = { ...data, rows: first ? [{ ...first, key: { userAgent: 'مراقب/2.1' } }] : [] }
    expect(answerText(trafficAnswer(input({ talkers: named, mostly: 'GET فضاء' })))).toMatch(
      /^\u2068مراقب\/2\.1\u2069 sent 2 of 3 requests, 66\.7%, mostly \u2068GET فضاء\u2069\. /,
    )
  })
})
