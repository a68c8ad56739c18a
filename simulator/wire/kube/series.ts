// What metrics are made of: families of series, each a function of time, so that a scrape of now and a query of any
// past instant ask the same. Knows nothing of what is measured.

export type MetricLabels = Readonly<Record<string, string>>

export interface Series {
  /** Of the line: the family's name, or one of a histogram's. */
  readonly name: string
  readonly labels: MetricLabels
  /** Undefined: the line is not there then. */
  at(ms: number): number | undefined
}

export interface Family {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly stability?: 'ALPHA' | 'BETA'
  /** Made when they are asked for, and kept by nobody: a server has a thousand, whose labels are larger than its world. */
  series(): readonly Series[]
}

/** One series. */
export const series = (name: string, labels: MetricLabels, at: Series['at']): Series => ({ name, labels, at })

/** What a histogram has seen up to an instant; undefined: it is not there then. */
export interface Observed {
  readonly count: number
  readonly sum: number
}

/** Lines of one histogram: `below` is how many of all at an instant are not above a bound. */
export function histogram(
  name: string,
  labels: MetricLabels,
  bounds: readonly number[],
  observed: (ms: number) => Observed | undefined,
  below: (bound: number, ms: number, count: number) => number,
): readonly Series[] {
  const count = (ms: number): number | undefined => observed(ms)?.count
  return [
    ...bounds.map((bound) =>
      series(`${name}_bucket`, { ...labels, le: String(bound) }, (ms) => {
        const all = count(ms)
        return all === undefined ? undefined : below(bound, ms, all)
      }),
    ),
    series(`${name}_bucket`, { ...labels, le: '+Inf' }, count),
    series(`${name}_sum`, labels, (ms) => observed(ms)?.sum),
    series(`${name}_count`, labels, count),
  ]
}

const escaped = (label: string): string =>
  label.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

const labelText = (labels: MetricLabels): string => {
  const text = Object.entries(labels).map(([key, label]) => `${key}="${escaped(label)}"`)
  return text.length === 0 ? '' : `{${text.join(',')}}`
}

/** As Prometheus scrapes it. A family of which nothing is there is absent. */
export function textOf(families: readonly Family[], ms: number): string {
  const lines: string[] = []
  for (const { name, type, help, stability = 'STABLE', series: all } of families) {
    const told = all().flatMap(({ name: line, labels, at }) => {
      const value = at(ms)
      return value === undefined ? [] : [`${line}${labelText(labels)} ${value}`]
    })
    if (told.length > 0)
      lines.push(`# HELP ${name} [${stability}] ${help}`, `# TYPE ${name} ${type}`, ...told)
  }
  return `${lines.join('\n')}\n`
}
