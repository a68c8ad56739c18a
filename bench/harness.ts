// What a benchmark is, and the arithmetic all of them share: percentiles, growth exponents, the table and
// the JSON record. Knows no benchmark by name and judges only against the budget it is given.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export interface Measurement {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly atMost?: number
  readonly atLeast?: number
  /** How it was measured, when the words above do not say it. */
  readonly note?: string
  /** A promise instead of a budget: when it is missed, the run has failed. */
  readonly promised?: boolean
}

export interface BenchContext {
  /** Root of the installation: dist/ and bin/ are below it. */
  readonly root: string
  /** An empty folder of this benchmark; removed afterwards. */
  readonly work: string
  /** 1 for the sizes of the budget; smaller to try the benchmark itself. */
  readonly scale: number
  /** How long to go on, where that is a choice. */
  readonly minutes: number
  readonly say: (line: string) => void
}

export interface Benchmark {
  readonly id: string
  readonly title: string
  /** Left out unless it is named. */
  readonly onlyByName?: boolean
  readonly run: (context: BenchContext) => Promise<readonly Measurement[]>
}

export interface BenchRecord {
  readonly id: string
  readonly title: string
  readonly seconds: number
  readonly measurements: readonly Measurement[]
  readonly failure?: string
}

/** Nearest-rank percentile, `p` from 0 to 1. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const rank = Math.max(1, Math.ceil(p * sorted.length))
  return sorted[rank - 1] ?? Number.NaN
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)

const mostRounds = 60
const enoughMs = 30_000

/** Milliseconds of each round: as many rounds as fit, at least eight, after one that warms up. */
export async function timesOf(work: () => Promise<unknown>): Promise<number[]> {
  await work()
  const times: number[] = []
  const startedAt = performance.now()
  while (times.length < 8 || (times.length < mostRounds && performance.now() - startedAt < enoughMs)) {
    const roundAt = performance.now()
    await work()
    times.push(performance.now() - roundAt)
  }
  return times
}

/** Slope of log(cost) over log(size): 1 is linear, 0 does not grow. Least squares. */
export function growthExponent(points: readonly { readonly size: number; readonly cost: number }[]): number {
  const xs = points.map(({ size }) => Math.log(size))
  const ys = points.map(({ cost }) => Math.log(cost))
  const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length
  const [meanX, meanY] = [mean(xs), mean(ys)]
  const covariance = xs.reduce((sum, x, index) => sum + (x - meanX) * ((ys[index] ?? meanY) - meanY), 0)
  const variance = xs.reduce((sum, x) => sum + (x - meanX) ** 2, 0)
  return covariance / variance
}

export function verdictOf({ value, atMost, atLeast }: Measurement): 'within' | 'over' | 'under' | '' {
  if (atMost === undefined && atLeast === undefined) return ''
  if (!Number.isFinite(value)) return 'over'
  if (atMost !== undefined && value > atMost) return 'over'
  if (atLeast !== undefined && value < atLeast) return 'under'
  return 'within'
}

export const isBroken = (measurement: Measurement): boolean =>
  measurement.promised === true && verdictOf(measurement) !== 'within'

function wordOf(measurement: Measurement): string {
  if (measurement.promised !== true) return verdictOf(measurement)
  return isBroken(measurement) ? 'BROKEN' : 'held'
}

const digits = (value: number) => (Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2)
const figure = (value: number) =>
  value.toLocaleString('en-US', { maximumFractionDigits: digits(value), minimumFractionDigits: 0 })

function budgetOf({ atMost, atLeast }: Measurement): string {
  return [
    atLeast === undefined ? [] : [`≥ ${figure(atLeast)}`],
    atMost === undefined ? [] : [`≤ ${figure(atMost)}`],
  ]
    .flat()
    .join(', ')
}

/** Rows of equal width; numbers to the right. */
export function tableOf(records: readonly BenchRecord[]): string {
  const header = ['id', 'what', 'measured', 'unit', 'budget', '']
  const rows = records.flatMap(({ id, measurements, failure }) => [
    ...measurements.map((m) => [id, m.what, figure(m.value), m.unit, budgetOf(m), wordOf(m)]),
    ...(failure === undefined ? [] : [[id, `FAILED: ${failure.split('\n')[0] ?? ''}`, '', '', '', 'failed']]),
  ])
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, c) => (c === 2 || c === 4 ? cell.padStart(widths[c] ?? 0) : cell.padEnd(widths[c] ?? 0)))
      .join('  ')
      .trimEnd()
  return [line(header), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n')
}

function commitOf(root: string): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim()
  } catch {
    return 'unknown'
  }
}

/** Writes bench/results/<instant>.json and answers its path. */
export function writeRecords(
  root: string,
  startedAt: Date,
  scale: number,
  records: readonly BenchRecord[],
): string {
  const folder = path.join(root, 'bench/results')
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, `${startedAt.toISOString().replaceAll(':', '-').slice(0, 19)}.json`)
  const machine = {
    cpus: os.cpus().length,
    cpu: os.cpus()[0]?.model ?? 'unknown',
    memoryBytes: os.totalmem(),
    platform: `${os.platform()} ${os.arch()}`,
    node: process.version,
  }
  const record = {
    startedAt: startedAt.toISOString(),
    commit: commitOf(root),
    scale,
    machine,
    benchmarks: records,
  }
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`)
  return file
}
