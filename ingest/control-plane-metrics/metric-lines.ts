// Reads the text that Prometheus servers read, line by line out of chunks, and adds up the few series the
// product shows. Never holds more than a line; every other family is passed over by its name. What is not
// there stays missing.
import type { ApiSampleMetric, ControlPlaneComponent } from '../../domain/model/api-sample.ts'
import { type Family, familiesOf, keptLabels } from './families.ts'

/** A sum of series: by the labels that are kept, in the order of their names. */
export interface Reading {
  readonly metric: ApiSampleMetric
  /** "code=200,verb=LIST". */
  readonly labels: string
  readonly value: number
}

const instanceMetric = 'process_start_time_seconds'
const longestLine = 64 << 10
/** While reading; a server has a few hundred. */
const mostSeries = 20_000
const newline = 0x0a

interface Series {
  readonly metric: ApiSampleMetric
  readonly labels: string
  readonly age: number
  readonly most: number
  value: number
}

/** Throws nothing: a line that cannot be read is left out. */
export class MetricLines {
  /** When the process that answered was started, as it says it; tells one server from another. */
  startedAt: string | undefined
  /** Series beyond what is kept of one server: told, since what is shown lacks them. */
  leftOut = 0
  readonly #families: ReadonlyMap<string, Family>
  /** First letters of all names that matter: most lines end here. */
  readonly #initials: ReadonlySet<number>
  readonly #series = new Map<string, Series>()
  #left: Buffer = Buffer.alloc(0)
  #isTooLong = false

  constructor(component: ControlPlaneComponent = 'kube-apiserver') {
    const families = familiesOf(component)
    this.#families = new Map(families.map((family) => [family.name, family]))
    this.#initials = new Set([instanceMetric, ...this.#families.keys()].map((name) => name.charCodeAt(0)))
  }

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

  /** What was read, once the last line is: of each metric the form of the newest name, its largest series. */
  end(): Reading[] {
    if (this.#left.length > 0) this.push(Buffer.from('\n'))
    const newest = new Map<ApiSampleMetric, number>()
    for (const { metric, age } of this.#series.values()) {
      newest.set(metric, Math.min(age, newest.get(metric) ?? age))
    }
    const byMetric = new Map<ApiSampleMetric, Series[]>()
    for (const series of this.#series.values()) {
      if (newest.get(series.metric) !== series.age) continue
      const others = byMetric.get(series.metric)
      if (others === undefined) byMetric.set(series.metric, [series])
      else others.push(series)
    }
    return [...byMetric.values()].flatMap((all) => {
      const most = all[0]?.most ?? 0
      if (all.length <= most) return all.map(readingOf)
      this.leftOut += all.length - most
      return all
        .sort((one, other) => other.value - one.value || (one.labels < other.labels ? -1 : 1))
        .slice(0, most)
        .map(readingOf)
    })
  }

  #line(bytes: Buffer, from: number, end: number): void {
    // A comment begins with none of them.
    if (!this.#initials.has(bytes[from] ?? 0)) return
    let nameEnd = from
    while (nameEnd < end && bytes[nameEnd] !== 0x7b && bytes[nameEnd] !== 0x20) nameEnd += 1
    const name = bytes.toString('latin1', from, nameEnd)
    if (name === instanceMetric) this.startedAt = bytes.toString('latin1', nameEnd, end).trim().split(' ')[0]
    const family = this.#families.get(name)
    if (family !== undefined) this.#add(family, bytes.toString('utf8', nameEnd, end))
  }

  #add(family: Family, rest: string): void {
    const [, labelText = '', valueText = ''] = seriesForm.exec(rest) ?? []
    const value = Number(valueText)
    if (valueText === '' || !Number.isFinite(value)) return
    // A bucket that is not there while its server is read stands at zero.
    if (value === 0 && family.bounds !== undefined) return
    const found = labelsOf(labelText)
    const labels = keptLabels(family, found)
    if (labels === undefined) return
    this.#count(family, labels, value)
    const { also } = family
    if (also?.isOf(found))
      this.#count({ ...family, metric: also.metric }, keptLabels({ by: also.by }, found) ?? '', value)
  }

  #count({ metric, age, most, isLargest = false }: Family, labels: string, value: number): void {
    const key = `${age} ${metric} ${labels}`
    const series = this.#series.get(key)
    if (series !== undefined) series.value = isLargest ? Math.max(series.value, value) : series.value + value
    else if (this.#series.size < mostSeries) this.#series.set(key, { metric, labels, age, most, value })
    else this.leftOut += 1
  }
}

const readingOf = ({ metric, labels, value }: Series): Reading => ({ metric, labels, value })

/** Labels in braces, if any; a value; perhaps a time, which is left. */
const seriesForm = /^(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?\s*$/

const labelForm = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g

function labelsOf(text: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, name = '', value = ''] of text.matchAll(labelForm)) {
    found.set(
      name,
      value.replaceAll(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c)),
    )
  }
  return found
}
