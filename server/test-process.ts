// For tests: the server as a process of its own, started from source, with what it says, whom it started
// and how it ended. Only tests import it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..')

export interface ServerProcess {
  readonly child: ChildProcess
  stdout(): string
  stderr(): string
  /** Exit code, or the signal that ended it. */
  readonly exit: Promise<number | string | null>
  /** Where it answers; resolves as soon as it listens. */
  url(): Promise<string>
  /** Processes of embedded stores that it started and that are there, dead ones nobody took away too. */
  stores(): number[]
  /** Files and sockets it holds open; 0 where the system does not tell. */
  openFiles(): number
  /** The most memory it ever had, in bytes; 0 where the system does not tell. */
  mostResidentBytes(): number
}

export interface ProcessOptions {
  /** What is run; the server itself when absent. */
  readonly main?: string
  readonly args?: readonly string[]
  readonly dataDir: string
  readonly env?: Readonly<Record<string, string>>
}

/** Children of `pid` that name the data folder; from source it has others, who compile. */
function storesOf(pid: number | undefined, dataDir: string): number[] {
  return execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(dataDir))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, parent]) => Number(parent) === pid)
    .map(([own]) => Number(own))
}

export function startProcess(options: ProcessOptions): ServerProcess {
  const { main = 'server/main.ts', args = [], dataDir, env = {} } = options
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(root, main), ...args], {
    cwd: root,
    env: {
      NODE_ENV: 'test',
      TZ: 'UTC',
      PORT: '0',
      PERIPLUS_DATA_DIR: dataDir,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const text = { out: '', err: '' }
  child.stdout.on('data', (chunk) => {
    text.out += String(chunk)
  })
  child.stderr.on('data', (chunk) => {
    text.err += String(chunk)
  })
  const exit = new Promise<number | string | null>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal))
  })
  return {
    child,
    stdout: () => text.out,
    stderr: () => text.err,
    exit,
    url: () =>
      new Promise((resolve, reject) => {
        const look = () => {
          // An address alone: a warning may tell of another's, which has a path.
          const url = /"url":"(http:\/\/[^"/]+)"/.exec(text.out)?.[1]
          if (url !== undefined) resolve(url)
          return url !== undefined
        }
        if (look()) return
        child.stdout.on('data', look)
        child.once('close', () => reject(new Error(`the server ended before it listened: ${text.err}`)))
      }),
    stores: () => storesOf(child.pid, dataDir),
    mostResidentBytes: () => {
      const status = `/proc/${child.pid}/status`
      const kilobytes = existsSync(status) ? /VmHWM:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1] : '0'
      return Number(kilobytes) * 1_024
    },
    openFiles: () => {
      const folder = `/proc/${child.pid}/fd`
      return existsSync(folder) ? readdirSync(folder).length : 0
    },
  }
}
