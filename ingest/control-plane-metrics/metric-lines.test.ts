// What is kept of an API server's metrics against counting in the same text with nothing but line matching;
// however the text is split, and with names of older servers.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { apiSampleMetrics } from '../../domain/model/api-sample.ts'
import { MetricLines } from './metric-lines.ts'
import { recordedMetrics } from './recorded.ts'

const seed = Math.floor(Math.random() * 2 ** 31)
console.log(`metric-lines.test.ts: seed ${seed}`)

function read(text: string, sizes: readonly number[] = [4_096], lines = new MetricLines()) {
  const bytes = Buffer.from(text)
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

  test('objects in the database, of the 50 kinds with the most', () => {
    const all = readings.filter(({ metric }) => metric === 'apiserver_storage_objects')
    const counted = recordedMetrics
      .split('\n')
      .flatMap((line) => /^apiserver_storage_objects\{resource="(.*)"\} (\d+)$/.exec(line)?.slice(1) ?? [])
    expect(all.length).toBe(Math.min(50, counted.length / 2))
    for (const { labels, value } of all) {
      const resource = labels.slice('resource='.length)
      expect(value).toBe(grep(recordedMetrics, 'apiserver_storage_objects', `resource="${resource}"`))
    }
  })

  test('what answers took, by verb and by some of the bounds, those that counted nothing left out', () => {
    const name = 'apiserver_request_duration_seconds_bucket'
    const all = readings.filter(({ metric }) => metric === name)
    expect(all.length).toBeGreaterThan(10)
    expect(new Set(all.map(({ labels }) => /verb=(.*)$/.exec(labels)?.[1]))).not.toContain('WATCH')
    for (const { labels, value } of all) {
      const [, le = '', verb = ''] = /^le=(.+),verb=([A-Z]+)$/.exec(labels) ?? []
      expect(value).toBeGreaterThan(0)
      expect(value).toBe(grep(recordedMetrics, name, `le="${le}"`, `verb="${verb}"`))
    }
  })

  test('what the database took, by operation: all kinds of object together, by some of the bounds', () => {
    const name = 'etcd_request_duration_seconds'
    for (const operation of ['create', 'update']) {
      for (const part of ['count', 'sum']) {
        const found = valueIn(recordedMetrics, `${name}_${part}`, `operation=${operation}`)
        expect(found).toBeCloseTo(grep(recordedMetrics, `${name}_${part}`, `operation="${operation}"`), 9)
      }
    }
    const all = readings.filter(({ metric }) => metric === `${name}_bucket`)
    expect(all.map(({ labels }) => labels)).toContain('le=0.025,operation=update')
    expect(all.map(({ labels }) => labels)).not.toContain('le=0.6,operation=update')
    for (const { labels, value } of all) {
      const [, le = '', operation = ''] = /^le=(.+),operation=([a-zA-Z]+)$/.exec(labels) ?? []
      expect(value).toBe(grep(recordedMetrics, `${name}_bucket`, `le="${le}"`, `operation="${operation}"`))
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

  test('objects under the names of 1.20 to 1.35, a group told apart or within', () => {
    const old = 'etcd_object_counts{resource="jobs.batch"} 7'
    const middle =
      'apiserver_storage_objects{resource="jobs.batch"} 8\napiserver_storage_objects{resource="pods"} 2'
    const young =
      'apiserver_resource_objects{group="batch",resource="jobs"} 9\napiserver_resource_objects{group="",resource="pods"} 3'
    const of = (...texts: string[]) =>
      read(texts.join('\n')).readings.map(({ metric, labels, value }) => `${metric} ${labels} ${value}`)
    const name = 'apiserver_storage_objects'
    expect(of(old)).toEqual([`${name} resource=jobs.batch 7`])
    expect(of(middle, old)).toEqual([`${name} resource=jobs.batch 8`, `${name} resource=pods 2`])
    expect(of(old, young, middle)).toEqual([`${name} resource=jobs.batch 9`, `${name} resource=pods 3`])
  })

  test('the scheduler and the controller manager, each on an endpoint of its own', () => {
    const text = `scheduler_pending_pods{queue="active"} 3
scheduler_pending_pods{queue="gated"} 0
scheduler_schedule_attempts_total{profile="default-scheduler",result="scheduled"} 5
scheduler_schedule_attempts_total{profile="gpu",result="scheduled"} 6
scheduler_pod_scheduling_sli_duration_seconds_bucket{attempts="1",le="0.02"} 1
scheduler_pod_scheduling_sli_duration_seconds_bucket{attempts="2",le="0.02"} 2
scheduler_pod_scheduling_sli_duration_seconds_bucket{attempts="1",le="0.04"} 4
scheduler_pod_scheduling_sli_duration_seconds_bucket{attempts="1",le="+Inf"} 5
workqueue_depth{name="job"} 4
process_start_time_seconds 7`
    const of = (component: 'kube-scheduler' | 'kube-controller-manager' | 'kube-apiserver') => {
      const { readings, startedAt } = read(text, [64], new MetricLines(component))
      return [startedAt, ...readings.map(({ metric, labels, value }) => `${metric} ${labels} ${value}`)]
    }
    expect(of('kube-apiserver')).toEqual(['7'])
    expect(of('kube-controller-manager')).toEqual(['7', 'workqueue_depth name=job 4'])
    expect(of('kube-scheduler')).toEqual([
      '7',
      'scheduler_pending_pods queue=active 3',
      'scheduler_pending_pods queue=gated 0',
      'scheduler_schedule_attempts_total result=scheduled 11',
      'scheduler_pod_scheduling_sli_duration_seconds_bucket le=0.02 3',
      'scheduler_pod_scheduling_sli_duration_seconds_bucket le=+Inf 5',
    ])
  })

  test('bounds as OpenMetrics writes them are the same bounds', () => {
    const text = 'apiserver_request_duration_seconds_bucket{verb="GET",le="1.0"} 5'
    expect(read(text).readings.map(({ labels }) => labels)).toEqual(['le=1,verb=GET'])
  })

  test('a server with a hundred thousand absurd labels: the largest are kept, each cut short, the rest is counted', () => {
    const absurd = Array.from(
      { length: 100_000 },
      (_, n) => `apiserver_request_total{code="${n}",verb="${'v'.repeat(n < 3 ? 4_096 : 9)}"} ${n + 1}`,
    ).join('\n')
    const lines = new MetricLines()
    const { readings } = read(absurd, [65_536], lines)
    expect(readings).toHaveLength(500)
    expect(lines.leftOut).toBe(99_500)
    expect(Math.max(...readings.map(({ value }) => value))).toBe(20_000)
    const long = read(absurd.split('\n').slice(0, 3).join('\n')).readings
    expect(long.map(({ labels }) => labels.length)).toEqual([212, 212, 212])
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

  test('rejections by flow schema, level and reason, labels with anything in them, times at the end', () => {
    const text = `apiserver_flowcontrol_rejected_requests_total{flow_schema="x\\"} 1",priority_level="a,b=c",reason="queue-full"} 3 1700000000000
apiserver_flowcontrol_rejected_requests_total{flow_schema="y",priority_level="a,b=c",reason="queue-full"} 4
apiserver_flowcontrol_rejected_requests_total{flow_schema="y",priority_level="a,b=c",reason="queue-full",pod="q"} 5`
    const metric = 'apiserver_flowcontrol_rejected_requests_total'
    expect(read(text).readings).toEqual([
      { metric, labels: 'flow_schema=x"} 1,priority_level=a_b_c,reason=queue-full', value: 3 },
      { metric, labels: 'flow_schema=y,priority_level=a_b_c,reason=queue-full', value: 9 },
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
