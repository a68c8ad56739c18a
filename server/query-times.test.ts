import { expect, it } from 'vitest'
import { metricsText } from './http/metrics.ts'
import { createQueryTimes } from './query-times.ts'

it('is a histogram by procedure: cumulative, with a sum, a count and the failures', () => {
  const times = createQueryTimes()
  times.observe('traffic.series', 0.02, false)
  times.observe('traffic.series', 30, true)
  times.observe('sources.list', 0.001, false)
  const text = metricsText(times.metrics())
  expect(text).toContain('periplus_query_seconds_count{procedure="traffic.series"} 2\n')
  expect(text).toContain('periplus_query_seconds_sum{procedure="traffic.series"} 30.02\n')
  expect(text).toContain('periplus_query_failures_total{procedure="traffic.series"} 1\n')
  expect(text).toContain('periplus_query_seconds_bucket{procedure="traffic.series",le="0.01"} 0\n')
  expect(text).toContain('periplus_query_seconds_bucket{procedure="traffic.series",le="0.025"} 1\n')
  expect(text).toContain('periplus_query_seconds_bucket{procedure="traffic.series",le="10"} 1\n')
  expect(text).toContain('periplus_query_seconds_bucket{procedure="traffic.series",le="+Inf"} 2\n')
})
