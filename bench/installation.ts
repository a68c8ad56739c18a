// A server of our own for one benchmark: started by the command line in a data folder of its own, asked
// over HTTP, measured from outside, stopped in order. Knows only public faces.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { surroundings } from './env.ts'

export interface Installation {
  readonly url: string
  readonly token: string
  readonly dataDir: string
  readonly pid: number
  /** Value of one metric of /metrics: all its label sets summed, or of the one written out. */
  metric(name: string): Promise<number | undefined>
  /** Bytes on disk of each table, by its name, as the event store counts them. */
  eventTableBytes(): Promise<ReadonlyMap<string, number>>
  stop(): Promise<void>
  /** kill -9, and gone. */
  kill(): Promise<void>
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

export async function waitUntilReady(url: string, process: ChildProcess, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs
  while (Date.now() < deadline) {
    if (process.exitCode !== null)
      throw new Error(`the server ended with ${process.exitCode} before it was ready`)
    const ready = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ready) return
    await sleep(50)
  }
  throw new Error(`the server was not ready within ${withinMs / 1_000} s`)
}

interface ProcessRow {
  readonly pid: number
  readonly parent: number
  readonly residentBytes: number
  readonly cpuSeconds: number
}

/** [[days-]hours:]minutes:seconds as ps writes processor time. */
function secondsOf(text: string): number {
  const [clock = '', days = '0'] = text.split('-').reverse()
  return clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400
}

function processTable(): ProcessRow[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss=,time='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, parent, kilobytes, time = ''] = line.trim().split(/\s+/)
      const residentBytes = Number(kilobytes) * 1_024
      return { pid: Number(pid), parent: Number(parent), residentBytes, cpuSeconds: secondsOf(time) }
    })
}

function familyOf(pid: number): ProcessRow[] {
  const rows = processTable()
  const found = rows.filter((row) => row.pid === pid)
  for (let added = found; added.length > 0; ) {
    const parents = new Set(added.map((row) => row.pid))
    added = rows.filter((row) => parents.has(row.parent))
    found.push(...added)
  }
  return found
}

/** Processes that a process started and that are there. */
export const childrenOf = (pid: number): ProcessRow[] => processTable().filter(({ parent }) => parent === pid)

/** Resident memory of a process alone; NaN when it is gone. */
export const ownResidentBytes = (pid: number): number =>
  processTable().find((row) => row.pid === pid)?.residentBytes ?? Number.NaN

/** Resident memory of a process and all below it. */
export const residentBytes = (pid: number): number =>
  familyOf(pid).reduce((sum, row) => sum + row.residentBytes, 0)

/** Processor time a process and all below it have used. */
export const cpuSeconds = (pid: number): number => familyOf(pid).reduce((sum, row) => sum + row.cpuSeconds, 0)

/** Processor time a process alone has used; NaN when it is gone. */
export const ownCpuSeconds = (pid: number): number =>
  processTable().find((row) => row.pid === pid)?.cpuSeconds ?? Number.NaN

function metricValue(text: string, name: string): number | undefined {
  const values = text
    .split('\n')
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
    .map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)))
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0)
}

export function stopProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}

const readyWithinMs = 60_000

export async function startInstallation(options: {
  readonly root: string
  readonly dataDir: string
  readonly env?: Record<string, string>
  /** A free one unless given. */
  readonly port?: number
}): Promise<Installation> {
  const port = options.port ?? (await freePort())
  const url = `http://127.0.0.1:${port}`
  // A file, not a pipe: what the server says must not depend on us being there to read it.
  const wordsFile = `${options.dataDir}.log`
  const words = openSync(wordsFile, 'w')
  const child = spawn(process.execPath, [path.join(options.root, 'bin/periplus.mjs'), 'serve'], {
    cwd: options.root,
    env: {
      ...surroundings(),
      NODE_ENV: 'production',
      PORT: String(port),
      PERIPLUS_DATA_DIR: options.dataDir,
      PERIPLUS_LOG_LEVEL: 'warn',
      ...options.env,
    },
    stdio: ['ignore', 'ignore', words],
  })
  closeSync(words)
  const stopAtExit = () => child.kill('SIGTERM')
  process.once('exit', stopAtExit)
  child.once('exit', () => process.removeListener('exit', stopAtExit))
  try {
    await waitUntilReady(url, child, readyWithinMs)
  } catch (error) {
    await stopProcess(child, 'SIGKILL')
    throw new Error(`${(error as Error).message}\n${readFileSync(wordsFile, 'utf8').slice(-2_000)}`)
  }
  const pid = child.pid as number
  return {
    url,
    pid,
    dataDir: options.dataDir,
    token: readFileSync(path.join(options.dataDir, 'ingest-token'), 'utf8').trim(),
    eventTableBytes: async () => {
      const text = await (await fetch(`${url}/metrics`)).text()
      const lines = text.matchAll(/^periplus_store_table_bytes\{store="events",table="(\w+)"\} (\d+)$/gm)
      return new Map([...lines].map(([, table = '', bytes]) => [table, Number(bytes)]))
    },
    metric: async (name) => metricValue(await (await fetch(`${url}/metrics`)).text(), name),
    stop: () => stopProcess(child),
    kill: () => stopProcess(child, 'SIGKILL'),
  }
}

/** Asks a tRPC question as a browser would and answers its data. */
export async function ask<T>(url: string, procedure: string, input: unknown): Promise<T> {
  const query = encodeURIComponent(JSON.stringify({ json: input }))
  const answer = await fetch(`${url}/api/trpc/${procedure}?input=${query}`)
  const body = (await answer.json()) as { result?: { data: { json: T } }; error?: unknown }
  if (body.result === undefined)
    throw new Error(`${procedure}: ${JSON.stringify(body.error ?? body).slice(0, 500)}`)
  return body.result.data.json
}

const sealedWithinMs = 600_000

/** Waits until minutes, hours and days of `clusters` are sealed and nothing is open at any grain. */
export async function waitUntilSealed(server: Installation, clusters: number): Promise<void> {
  const deadline = Date.now() + sealedWithinMs
  while (Date.now() < deadline) {
    const open = await server.metric('periplus_seal_open')
    if (open === undefined) throw new Error('/metrics does not tell of open seals')
    const days = await server.metric('periplus_seal_sealed_total{grain="day"}')
    if (open === 0 && (days ?? 0) >= clusters) return
    await sleep(1_000)
  }
  throw new Error(`buckets were still open ${sealedWithinMs / 1_000} s after the last event`)
}
