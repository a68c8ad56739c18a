// Reads the text that Prometheus servers read, line by line out of chunks, and adds up the few series the
// product shows. Never holds more than a line; every other family is passed over by the beginning of its
// lines. What is not there stays missing.
import type { ApiSampleMetric } from '../../../domain/model/api-sample.ts'
import { apiText, removalsByApi } from '../../../domain/support/api-lifecycle.ts'
import { shippedApiLifecycle } from '../../../domain/support/shipped-api-lifecycle.ts'

/** A sum of series: by the labels that are kept, in the order of their names. */
export interface Reading {
  readonly metric: ApiSampleMetric
  /** "code=200,verb=LIST". */
  readonly labels: string
  readonly value: number
}

interface Family {
  readonly metric: ApiSampleMetric
  /** Labels that tell one series from another; the others are added up. */
  readonly by: readonly string[]
  /** Of servers that do not have the metric by its own name: lower is preferred. */
  readonly age: number
  /** Several servers tell of the same thing: the largest, not the sum. */
  readonly isLargest?: boolean
  readonly skips?: RegExp
  /** What some of its series are kept as besides. */
  readonly also?: {
    readonly metric: ApiSampleMetric
    readonly by: readonly string[]
    isOf(labels: ReadonlyMap<string, string>): boolean
  }
}

const removals = removalsByApi(shippedApiLifecycle)
const isRemoved = (labels: ReadonlyMap<string, string>): boolean => {
  const [group = '', version = '', resource = ''] = ['group', 'version', 'resource'].map((name) =>
    labels.get(name),
  )
  return removals.has(apiText({ group, version, resource }))
}

const priority = ['priority_level'] as const
/** Their length is their client's wish, not the server's work. */
const longRunning = /[{,]verb="(WATCH|WATCHLIST|CONNECT)"/

const named: Readonly<Record<string, Family>> = {
  apiserver_current_inflight_requests: {
    metric: 'apiserver_current_inflight_requests',
    by: ['request_kind'],
    age: 0,
  },
  apiserver_flowcontrol_current_executing_seats: {
    metric: 'apiserver_flowcontrol_current_executing_seats',
    by: priority,
    age: 0,
  },
  apiserver_flowcontrol_request_concurrency_in_use: {
    metric: 'apiserver_flowcontrol_current_executing_seats',
    by: priority,
    age: 1,
  },
  apiserver_flowcontrol_current_inqueue_requests: {
    metric: 'apiserver_flowcontrol_current_inqueue_requests',
    by: priority,
    age: 0,
  },
  apiserver_flowcontrol_current_limit_seats: {
    metric: 'apiserver_flowcontrol_current_limit_seats',
    by: priority,
    age: 0,
  },
  apiserver_flowcontrol_nominal_limit_seats: {
    metric: 'apiserver_flowcontrol_nominal_limit_seats',
    by: priority,
    age: 0,
  },
  apiserver_flowcontrol_request_concurrency_limit: {
    metric: 'apiserver_flowcontrol_nominal_limit_seats',
    by: priority,
    age: 1,
  },
  apiserver_flowcontrol_rejected_requests_total: {
    metric: 'apiserver_flowcontrol_rejected_requests_total',
    by: ['priority_level', 'reason'],
    age: 0,
  },
  apiserver_request_duration_seconds_count: {
    metric: 'apiserver_request_duration_seconds_count',
    by: ['verb'],
    age: 0,
    skips: longRunning,
  },
  apiserver_request_duration_seconds_sum: {
    metric: 'apiserver_request_duration_seconds_sum',
    by: ['verb'],
    age: 0,
    skips: longRunning,
  },
  apiserver_request_total: {
    metric: 'apiserver_request_total',
    by: ['code', 'verb'],
    age: 0,
    also: {
      metric: 'apiserver_removed_api_request_total',
      by: ['group', 'resource', 'version'],
      isOf: isRemoved,
    },
  },
  apiserver_requested_deprecated_apis: {
    metric: 'apiserver_requested_deprecated_apis',
    by: ['group', 'removed_release', 'resource', 'subresource', 'version'],
    age: 0,
  },
  apiserver_storage_size_bytes: {
    metric: 'apiserver_storage_size_bytes',
    by: [],
    age: 0,
    isLargest: true,
  },
  apiserver_storage_db_total_size_in_bytes: {
    metric: 'apiserver_storage_size_bytes',
    by: [],
    age: 1,
    isLargest: true,
  },
  etcd_db_total_size_in_bytes: {
    metric: 'apiserver_storage_size_bytes',
    by: [],
    age: 2,
    isLargest: true,
  },
}

const families: ReadonlyMap<string, Family> = new Map(Object.entries(named))

const instanceMetric = 'process_start_time_seconds'
const longestLine = 64 << 10
const mostSeries = 20_000
const newline = 0x0a

interface Series {
  readonly metric: ApiSampleMetric
  readonly labels: string
  readonly age: number
  value: number
}

/** Throws nothing: a line that cannot be read is left out. */
export class MetricLines {
  /** When the process that answered was started, as it says it; tells one server from another. */
  startedAt: string | undefined
  readonly #series = new Map<string, Series>()
  #left: Buffer = Buffer.alloc(0)
  #isTooLong = false

  push(chunk: Buffer): void {
    const bytes = this.#left.length === 0 ? chunk : Buffer.concat([this.#left, chunk])
    let from = 0
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, from)) {
      if (!this.#isTooLong) this.#line(bytes, from, end)
      this.#isTooLong = false
      from = end + 1
    }
    this.#left = bytes.subarray(from)
    if (this.#left.length <= longestLine) return
    this.#isTooLong = true
    this.#left = Buffer.alloc(0)
  }

  /** What was read, once the last line is: of each metric the form of the newest name. */
  end(): Reading[] {
    if (this.#left.length > 0) this.push(Buffer.from('\n'))
    const newest = new Map<ApiSampleMetric, number>()
    for (const { metric, age } of this.#series.values()) {
      newest.set(metric, Math.min(age, newest.get(metric) ?? age))
    }
    return [...this.#series.values()]
      .filter(({ metric, age }) => newest.get(metric) === age)
      .map(({ metric, labels, value }) => ({ metric, labels, value }))
  }

  #line(bytes: Buffer, from: number, end: number): void {
    const first = bytes[from]
    // "a…", "e…" or "p…": all families that matter begin so; a comment does not.
    if (first !== 0x61 && first !== 0x65 && first !== 0x70) return
    let nameEnd = from
    while (nameEnd < end && bytes[nameEnd] !== 0x7b && bytes[nameEnd] !== 0x20) nameEnd += 1
    const name = bytes.toString('latin1', from, nameEnd)
    if (name === instanceMetric) this.startedAt = bytes.toString('latin1', nameEnd, end).trim().split(' ')[0]
    const family = families.get(name)
    if (family !== undefined) this.#add(family, bytes.toString('utf8', nameEnd, end))
  }

  #add({ skips, also, ...family }: Family, rest: string): void {
    if (skips?.test(rest)) return
    const [, labelText = '', valueText = ''] = seriesForm.exec(rest) ?? []
    const value = Number(valueText)
    if (valueText === '' || !Number.isFinite(value)) return
    const found = labelsOf(labelText)
    this.#count(family, found, value)
    if (also?.isOf(found)) this.#count({ ...also, age: family.age }, found, value)
  }

  #count(
    { metric, by, age, isLargest = false }: Family,
    found: ReadonlyMap<string, string>,
    value: number,
  ): void {
    const labels = by.map((name) => `${name}=${found.get(name) ?? ''}`).join(',')
    const key = `${age} ${metric} ${labels}`
    const series = this.#series.get(key)
    if (series !== undefined) series.value = isLargest ? Math.max(series.value, value) : series.value + value
    else if (this.#series.size < mostSeries) this.#series.set(key, { metric, labels, age, value })
  }
}

/** Labels in braces, if any; a value; perhaps a time, which is left. */
const seriesForm = /^(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?\s*$/

const labelForm = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g

/** Values are told as they are, but for what joins them here. */
function labelsOf(text: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', value = ''] of text.matchAll(labelForm)) {
    found.set(
      name,
      value
        .replaceAll(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c))
        .replaceAll(/[,=\n]/g, '_')
        .slice(0, 200),
    )
  }
  return found
}
