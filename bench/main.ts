// `periplus bench [NAME…]`: runs benchmarks one after another, prints a table and writes JSON. A failed
// benchmark is a row of its own and an exit code, and so is a promise that broke; budgets missed are shown,
// not hidden.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { benchmarks } from './benchmarks.ts'
import {
  type BenchContext,
  type Benchmark,
  type BenchRecord,
  isBroken,
  tableOf,
  writeRecords,
} from './harness.ts'

const help = `periplus bench [NAME…]: the benchmarks, one after another, as a table and JSON in bench/results

  --scale N     part of the full size, to try a benchmark (1)
  --minutes N   how long soak goes on; at least once through all of it, about six minutes (1)
  --work DIR    where the data goes; the largest needs 20 GB (the system's folder for temporary files)
  --list        names and titles
  --help

NAME is the beginning of an id: "b1" runs b1a, b1b and b1c, "b10" and "b11" themselves alone. Without a name
all run but soak. Exit code 1 when one failed or a promise broke.
`

function projectRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(path.join(folder, 'package.json')) && path.dirname(folder) !== folder)
    folder = path.dirname(folder)
  return folder
}

/** b1 is b1a to b1c, but not b10: after the name comes no digit. */
function chosen(names: readonly string[]): Benchmark[] {
  const isChosen = ({ id }: Benchmark) =>
    names.some((name) => id === name || (id.startsWith(name) && !/^\d/.test(id.slice(name.length))))
  return benchmarks.filter((one) => (names.length === 0 ? !one.onlyByName : isChosen(one)))
}

async function runOne(
  benchmark: Benchmark,
  base: string,
  sizes: Pick<BenchContext, 'root' | 'scale' | 'minutes'>,
): Promise<BenchRecord> {
  const { id, title } = benchmark
  const work = mkdtempSync(path.join(base, `periplus-bench-${id}-`))
  const clear = () => rmSync(work, { recursive: true, force: true, maxRetries: 3 })
  process.once('exit', clear)
  const startedAt = performance.now()
  const seconds = () => Math.round((performance.now() - startedAt) / 100) / 10
  try {
    const measurements = await benchmark.run({
      ...sizes,
      work,
      say: (line) => process.stderr.write(`  ${line}\n`),
    })
    return { id, title, seconds: seconds(), measurements }
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error)
    process.stderr.write(`  ${id} failed: ${failure}\n`)
    return { id, title, seconds: seconds(), measurements: [], failure }
  } finally {
    process.removeListener('exit', clear)
    clear()
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      scale: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '1' },
      work: { type: 'string', default: tmpdir() },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const selected = chosen(positionals)
  if (values.help || values.list) {
    const list = benchmarks.map(({ id, title }) => `  ${id.padEnd(5)} ${title}`).join('\n')
    process.stdout.write(values.help ? `${help}\n${list}\n` : `${list}\n`)
    return 0
  }
  const [scale, minutes] = [Number(values.scale), Number(values.minutes)]
  if (selected.length === 0 || !(scale > 0) || !(minutes > 0)) {
    process.stderr.write(`periplus: nothing to run.\n\n${help}`)
    return 2
  }
  const root = projectRoot()
  const startedAt = new Date()
  const records: BenchRecord[] = []
  for (const benchmark of selected) {
    process.stderr.write(`${benchmark.id}: ${benchmark.title}\n`)
    records.push(await runOne(benchmark, path.resolve(values.work), { root, scale, minutes }))
  }
  const file = writeRecords(root, startedAt, scale, records)
  process.stdout.write(`\n${tableOf(records)}\n\n${path.relative(process.cwd(), file)}\n`)
  const isBad = ({ failure, measurements }: BenchRecord) =>
    failure !== undefined || measurements.some(isBroken)
  return records.some(isBad) ? 1 : 0
}

// Servers and folders are let go at exit, so a signal must become one.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
process.exitCode = await main()
