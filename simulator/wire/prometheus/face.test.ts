// Prometheus's HTTP API as its readers use it: what a query of any instant tells is what a scrape of then told; what is
// not spoken is refused by name, and what was never scraped is a gap.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayMs, firstDay, hourMs, testEpochMs } from '../../world/clock.ts'
import { Rig } from '../kube/client-rig.ts'
import { queryOf } from './query.ts'
import { BadData, fits, selectorOf } from './selector.ts'
import { scrapeEveryMs } from './targets.ts'

const nowMs = testEpochMs + firstDay * dayMs
const cluster = 'stream-use1-c1'
let rig: Rig
beforeAll(async () => {
  rig = await Rig.open()
  await rig.control('/_sim/clock', { byMs: scrapeEveryMs })
})
afterAll(() => rig.close())

const api = '/prometheus/api/v1'
const get = (path: string, given: Record<string, string>) =>
  rig.ask(`${path}?${new URLSearchParams(given)}`, { token: null })

/** Values of an instant by all labels but those that Prometheus adds. */
async function told(query: string, ms: number): Promise<Map<string, number>> {
  const { json } = await get(`${api}/query`, { query, time: String(ms / 1_000) })
  expect(json.status).toBe('success')
  return new Map(
    json.data.result.map(({ metric, value }: { metric: Record<string, string>; value: [number, string] }) => {
      const { cluster: _, instance: __, job: ___, __name__: name, ...labels } = metric
      const text = Object.entries(labels).map(([key, label]) => `${key}="${label}"`)
      return [text.length === 0 ? name : `${name}{${text.join(',')}}`, Number(value[1])]
    }),
  )
}

const linesOf = (text: string): Map<string, number> =>
  new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  )

it.each([
  ['apiserver', '/metrics'],
  ['ksh-metrics', '/apis/metrics.eks.amazonaws.com/v1/ksh/container/metrics'],
  ['kcm-metrics', '/apis/metrics.eks.amazonaws.com/v1/kcm/container/metrics'],
])(
  'tells of %s what its target told at one second of the last half minute, and no more',
  async (job, path) => {
    const asked = await told(`{cluster="${cluster}",job="${job}"}`, nowMs + scrapeEveryMs)
    asked.delete('up')
    const other = await Rig.open()
    let scraped = new Map<string, number>()
    for (let second = 1; second <= 30; second += 1) {
      await other.control('/_sim/clock', { byMs: 1_000 })
      scraped = linesOf((await other.ask(`/k8s/${cluster}${path}`)).text)
      if ([...asked].every(([line, value]) => scraped.get(line) === value)) break
    }
    await other.close()
    expect(asked).toEqual(scraped)
  },
)

describe('a range', () => {
  const range = (given: Record<string, string>, query = 'apiserver_storage_size_bytes') =>
    get(`${api}/query_range`, { query, ...given })
  const day = (n: number): string => String((testEpochMs + n * dayMs) / 1_000)

  it('has one point a step, as each instant alone has it', async () => {
    const query = 'apiserver_request_total{cluster=~"stream-.*",verb="PUT",resource="leases"}'
    const { json } = await range({ start: day(1), end: day(2), step: '1h' }, query)
    expect(json.data.resultType).toBe('matrix')
    for (const { metric, values } of json.data.result) {
      expect(values).toHaveLength(25)
      for (const [seconds, value] of values.slice(0, 3)) {
        const one = await get(`${api}/query`, {
          query: `apiserver_request_total{cluster="${metric.cluster}",verb="PUT",resource="leases"}`,
          time: String(seconds),
        })
        expect(one.json.data.result[0].value).toEqual([seconds, value])
      }
    }
    expect(json.data.result.length).toBeGreaterThan(0)
  })

  it('is a gap before the world began and after now, and none of a cluster that there is not', async () => {
    const given = { start: day(-1), end: day(0.25), step: '3600' }
    const { json } = await range(given, `apiserver_storage_size_bytes{cluster="${cluster}"}`)
    const [{ values }] = json.data.result
    expect(values[0][0] * 1_000).toBe(testEpochMs + hourMs)
    const later = await range({ start: String(nowMs / 1_000 + 30), end: day(firstDay + 0.1), step: '60' })
    for (const one of later.json.data.result) expect(one.values.length).toBeLessThanOrEqual(6)
    expect((await range(given, 'up{cluster="nowhere"}')).json.data.result).toEqual([])
  })

  it('is asked by a form too', async () => {
    const body = new URLSearchParams({ query: 'up', start: day(1), end: day(1), step: '60' })
    const { json } = await rig.ask(`${api}/query_range`, { method: 'POST', body, token: null })
    const { clusters } = await rig.control('/_sim/fleet')
    const servers = json.data.result.filter(
      ({ metric }: { metric: { job: string } }) => metric.job === 'apiserver',
    )
    expect(servers).toHaveLength(clusters.length)
  })

  it.each([
    [
      { start: 'x', end: '1', step: '60' },
      'invalid parameter "start": cannot parse "x" to a valid timestamp',
    ],
    [{ start: '2', end: '1', step: '60' }, 'end timestamp must not be before start time'],
    [{ start: '1', end: '2', step: '0' }, 'zero or negative query resolution step widths are not accepted'],
    [{ start: '1', end: '2', step: 'soon' }, 'cannot parse "soon" to a valid duration'],
    [
      { start: '0', end: '660060', step: '1m' },
      'exceeded maximum resolution of 11,000 points per timeseries',
    ],
  ])('refuses %o', async (given, words) => {
    const { status, json } = await range(given)
    expect([status, json.status, json.errorType]).toEqual([400, 'error', 'bad_data'])
    expect(json.error).toContain(words)
  })

  it('takes 11,000 steps', async () => {
    const query = `up{cluster="${cluster}",job="apiserver"}`
    expect((await range({ start: '0', end: '660000', step: '1m' }, query)).status).toBe(200)
  })
})

describe('queries', () => {
  it.each(['sum by (cluster, verb, absent) (S)', 'sum(S) by (cluster, verb)'])(
    '%s adds up what is alike',
    async (form) => {
      const selector = `apiserver_request_total{cluster="${cluster}",verb!~"WATCH|CONNECT"}`
      const time = String(nowMs / 1_000)
      const [whole, sums] = await Promise.all(
        [selector, form.replace('S', selector)].map(async (query) => {
          const { json } = await get(`${api}/query`, { query, time })
          return json.data.result as { metric: Record<string, string>; value: [number, string] }[]
        }),
      )
      const expected = new Map<string, number>()
      for (const { metric, value } of whole ?? []) {
        const verb = metric.verb as string
        expected.set(verb, (expected.get(verb) ?? 0) + Number(value[1]))
      }
      expect(sums).toHaveLength(expected.size)
      for (const { metric, value } of sums ?? []) {
        expect(metric).toEqual({ cluster, verb: metric.verb })
        expect(Number(value[1])).toBe(expected.get(metric.verb as string))
      }
    },
  )

  it.each([
    ['rate(apiserver_request_total[5m])', 'range selectors'],
    ['max by (verb) (apiserver_request_total)', 'aggregations but sum by,'],
    ['sum by (job) (rate(up[5m]))', 'range selectors'],
    ['up offset 5m', 'the offset modifier'],
    ['up @ 100', 'the @ modifier'],
    ['max_over_time(up[1h:5m])', 'subqueries'],
    ['up == 1', 'operators between vectors'],
    ['up or down', 'operators between vectors'],
    ['{}', 'at least one non-empty matcher'],
    ['{job=~".*"}', 'at least one non-empty matcher'],
    ['up{job="a"', 'is no vector selector'],
    ['', 'is no vector selector'],
    ['up{job=~"("}', 'error parsing regexp'],
  ])('%s is refused', (query, words) => {
    expect(() => queryOf(query)).toThrow(BadData)
    expect(() => queryOf(query)).toThrow(words)
  })

  it.each([
    ['up', { __name__: 'up' }, true],
    ['up', { __name__: 'ups' }, false],
    ['up{}', { __name__: 'up' }, true],
    ['{__name__=~"up|down"}', { __name__: 'down' }, true],
    ['up{job="a", mode!="b",}', { __name__: 'up', job: 'a', mode: 'c' }, true],
    ['up{job="a", mode!="b"}', { __name__: 'up', job: 'a', mode: 'b' }, false],
    ['up{job=~"a.*"}', { __name__: 'up', job: 'ba' }, false],
    ["up{job!~'a.*'}", { __name__: 'up' }, true],
    ['up{job=""}', { __name__: 'up' }, true],
    ['up{job="a\\"b, c=d"}', { __name__: 'up', job: 'a"b, c=d' }, true],
    ['up{job=`a\\b`}', { __name__: 'up', job: 'a\\b' }, true],
  ] satisfies [string, Record<string, string>, boolean][])('%s of %o: %s', (query, labels, is) => {
    expect(fits(selectorOf(query), labels)).toBe(is)
  })

  it('finds any value that is written into a matcher', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(fits(selectorOf(`up{a=${JSON.stringify(value)}}`), { __name__: 'up', a: value })).toBe(true)
      }),
      { verbose: 1 },
    )
  })
})

it('says what labels and values there are, that it is ready, and what it is', async () => {
  const match = { 'match[]': `apiserver_flowcontrol_nominal_limit_seats{cluster="${cluster}"}` }
  const labels = await get(`${api}/labels`, match)
  expect(labels.json.data).toEqual(['__name__', 'cluster', 'instance', 'job', 'priority_level'])
  const levels = await get(`${api}/label/priority_level/values`, match)
  expect(levels.json.data).toContain('workload-low')
  expect((await get(`${api}/status/buildinfo`, {})).json.data.version).toMatch(/^\d+\.\d+\.\d+$/)
  expect((await get('/prometheus/-/ready', {})).text).toContain('Ready')
  expect((await get('/prometheus/api/v1/rules', {})).status).toBe(404)
})
