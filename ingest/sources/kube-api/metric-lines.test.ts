// What is kept of an API server's metrics against counting in the same text with nothing but line matching;
// however the text is split, and with names of older servers.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apiSampleMetrics } from '../../../domain/model/api-sample.ts'
import { MetricLines } from './metric-lines.ts'
import { recordedMetrics } from './source-rig.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`metric-lines.test.ts: seed ${seed}`)

function read(text: string, sizes: readonly number[] = [4_096]) {
  const bytes = Buffer.from(text)
  const lines = new MetricLines()
  for (let at = 0, n = 0; at < bytes.length; n += 1) {
    const size = sizes[n % sizes.length] as number
    lines.push(Buffer.from(bytes.subarray(at, at + size)))
    at += size
  }
  return { readings: lines.end(), startedAt: lines.startedAt }
}

/** As grep and awk would: the sum of the last words of lines that begin so and hold all of these. */
function grep(text: string, name: string, ...holds: string[]): number {
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => holds.every((part) => line.includes(part)))
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

const valueIn = (text: string, metric: string, labels: string) =>
  read(text).readings.find((reading) => reading.metric === metric && reading.labels === labels)?.value

describe('a real server of 1.33', () => {
  const { readings, startedAt } = read(recordedMetrics)

  test('only metrics of the closed list, each set of labels once', () => {
    for (const { metric } of readings) expect(Object.keys(apiSampleMetrics)).toContain(metric)
    const keys = readings.map(({ metric, labels }) => `${metric} ${labels}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('requests by code and verb', () => {
    const all = readings.filter(({ metric }) => metric === 'apiserver_request_total')
    expect(all.length).toBeGreaterThan(5)
    for (const { labels, value } of all) {
      const [, code = '', verb = ''] = /^code=(\d+),verb=([A-Z]+)$/.exec(labels) ?? []
      expect(value).toBe(grep(recordedMetrics, 'apiserver_request_total', `code="${code}"`, `verb="${verb}"`))
    }
    const sum = all.reduce((total, { value }) => total + value, 0)
    expect(sum).toBe(grep(recordedMetrics, 'apiserver_request_total'))
  })

  test('seconds and counts of latency by verb, without watches and connections that are held', () => {
    for (const name of [
      'apiserver_request_duration_seconds_sum',
      'apiserver_request_duration_seconds_count',
    ]) {
      const all = readings.filter(({ metric }) => metric === name)
      expect(all.map(({ labels }) => labels)).toContain('verb=LIST')
      expect(all.map(({ labels }) => labels).filter((labels) => /WATCH|CONNECT/.test(labels))).toEqual([])
      for (const { labels, value } of all) {
        const verb = labels.slice('verb='.length)
        expect(value).toBeCloseTo(grep(recordedMetrics, name, `verb="${verb}"`), 9)
      }
      const held = grep(recordedMetrics, name, 'verb="WATCH"') + grep(recordedMetrics, name, 'verb="CONNECT"')
      expect(held).toBeGreaterThan(0)
      const sum = all.reduce((total, { value }) => total + value, 0)
      expect(sum).toBeCloseTo(grep(recordedMetrics, name) - held, 6)
    }
  })

  test('seats, queues and requests in flight', () => {
    for (const [name, label] of [
      ['apiserver_flowcontrol_current_executing_seats', 'priority_level'],
      ['apiserver_flowcontrol_nominal_limit_seats', 'priority_level'],
      ['apiserver_flowcontrol_current_limit_seats', 'priority_level'],
      ['apiserver_flowcontrol_current_inqueue_requests', 'priority_level'],
      ['apiserver_current_inflight_requests', 'request_kind'],
    ] as const) {
      const all = readings.filter(({ metric }) => metric === name)
      expect(all.length).toBeGreaterThan(1)
      for (const { labels, value } of all) {
        expect(labels.startsWith(`${label}=`)).toBe(true)
        expect(value).toBe(grep(recordedMetrics, name, `${label}="${labels.slice(label.length + 1)}"`))
      }
    }
  })

  test('the size of the database, and when the server was started', () => {
    expect(valueIn(recordedMetrics, 'apiserver_storage_size_bytes', '')).toBe(2_375_680)
    expect(startedAt).toBe('1.76228325881e+09')
  })

  test('what it does not have is not there', () => {
    expect(recordedMetrics).not.toContain('apiserver_flowcontrol_rejected_requests_total')
    expect(readings.filter(({ metric }) => metric.includes('rejected'))).toEqual([])
  })

  test('the same however it is split', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 10 }), (sizes) => {
        expect(read(recordedMetrics, sizes)).toEqual({ readings, startedAt })
      }),
      { seed, numRuns: 20 },
    )
  })
})

describe('other servers', () => {
  test('older names of the same thing', () => {
    const text = `apiserver_flowcontrol_request_concurrency_in_use{flow_schema="a",priority_level="p"} 2
apiserver_flowcontrol_request_concurrency_in_use{flow_schema="b",priority_level="p"} 3
apiserver_flowcontrol_request_concurrency_limit{priority_level="p"} 40
etcd_db_total_size_in_bytes{endpoint="https://10.0.0.1:2379"} 1e+06
etcd_db_total_size_in_bytes{endpoint="https://10.0.0.2:2379"} 1.5e+06
`
    expect(valueIn(text, 'apiserver_flowcontrol_current_executing_seats', 'priority_level=p')).toBe(5)
    expect(valueIn(text, 'apiserver_flowcontrol_nominal_limit_seats', 'priority_level=p')).toBe(40)
    expect(valueIn(text, 'apiserver_storage_size_bytes', '')).toBe(1_500_000)
  })

  test('the newest name where there are several', () => {
    const text = `apiserver_flowcontrol_request_concurrency_in_use{priority_level="p"} 2
apiserver_flowcontrol_current_executing_seats{flow_schema="a",priority_level="p"} 7
apiserver_storage_db_total_size_in_bytes{endpoint="e"} 9
apiserver_storage_size_bytes{storage_cluster_id="etcd-0"} 10
apiserver_storage_size_bytes{storage_cluster_id="etcd-1"} 4
etcd_db_total_size_in_bytes{endpoint="e"} 8`
    expect(read(text).readings).toEqual([
      { metric: 'apiserver_flowcontrol_current_executing_seats', labels: 'priority_level=p', value: 7 },
      { metric: 'apiserver_storage_size_bytes', labels: '', value: 10 },
    ])
  })

  test('deprecated APIs that were called, as a server of 1.33 and one with a removal say it', () => {
    const text = `apiserver_requested_deprecated_apis{group="",removed_release="",resource="endpoints",subresource="",version="v1"} 1
apiserver_requested_deprecated_apis{group="flowcontrol.apiserver.k8s.io",removed_release="1.32",resource="flowschemas",subresource="",version="v1beta3"} 1`
    expect(read(text).readings.map(({ labels, value }) => `${labels} ${value}`)).toEqual([
      'group=,removed_release=,resource=endpoints,subresource=,version=v1 1',
      'group=flowcontrol.apiserver.k8s.io,removed_release=1.32,resource=flowschemas,subresource=,version=v1beta3 1',
    ])
  })

  test('requests to APIs that go, added up by which, beside all requests', () => {
    const line = (labels: string, value: number) => `apiserver_request_total{${labels}} ${value}`
    const flows = 'group="flowcontrol.apiserver.k8s.io",version="v1beta3",resource="flowschemas"'
    const text = [
      line(`code="200",verb="LIST",${flows}`, 3),
      line(`code="404",verb="GET",${flows}`, 4),
      line(
        'code="200",verb="LIST",group="flowcontrol.apiserver.k8s.io",version="v1",resource="flowschemas"',
        5,
      ),
      line('code="200",verb="LIST",group="",version="v1",resource="pods"', 6),
    ].join('\n')
    expect(
      read(text)
        .readings.map(({ metric, labels, value }) => [metric, labels, value])
        .sort(),
    ).toEqual([
      [
        'apiserver_removed_api_request_total',
        'group=flowcontrol.apiserver.k8s.io,resource=flowschemas,version=v1beta3',
        7,
      ],
      ['apiserver_request_total', 'code=200,verb=LIST', 14],
      ['apiserver_request_total', 'code=404,verb=GET', 4],
    ])
  })

  test('rejections by level and reason, labels with anything in them, times at the end', () => {
    const text = `apiserver_flowcontrol_rejected_requests_total{flow_schema="x\\"} 1",priority_level="a,b=c",reason="queue-full"} 3 1700000000000
apiserver_flowcontrol_rejected_requests_total{flow_schema="y",priority_level="a,b=c",reason="queue-full"} 4`
    expect(read(text).readings).toEqual([
      {
        metric: 'apiserver_flowcontrol_rejected_requests_total',
        labels: 'priority_level=a_b_c,reason=queue-full',
        value: 7,
      },
    ])
  })

  test('lines that are none, endless ones, and NaN are left out', () => {
    const text = `apiserver_storage_size_bytes{storage_cluster_id="a"} NaN
apiserver_storage_size_bytes{storage_cluster_id="b"
apiserver_current_inflight_requests{request_kind="${'x'.repeat(200_000)}"} 1
apiserver_current_inflight_requests{request_kind="readOnly"} 2
constructor{a="b"} 1
<html>`
    expect(read(text).readings).toEqual([
      { metric: 'apiserver_current_inflight_requests', labels: 'request_kind=readOnly', value: 2 },
    ])
  })
})
