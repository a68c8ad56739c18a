// The demo as somebody starts it: `periplus demo` on a folder of its own, what it says in the terminal, and the
// answer key of its world, which the simulator's control door holds.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..')

export interface DemoCluster {
  readonly name: string
  readonly accountId: string
  readonly region: string
}

export interface Demo {
  /** As printed: of the page to open first. */
  readonly firstPage: string
  /** Where the server answers. */
  readonly url: string
  readonly pid: number
  said(): string
  /** Resolves once the terminal says so. */
  says(words: string, withinMs: number): Promise<void>
  clusters(): Promise<readonly DemoCluster[]>
  clock(): Promise<{ readonly epoch: string; readonly seed: number; readonly scale: string }>
  /** Of this instant; throws when the ledger has no such number. */
  truth(metric: string, subject: string): Promise<number>
  /** SIGTERM; answers the exit code. */
  stop(): Promise<number | null>
}

const startWithinMs = 120_000

async function until<T>(
  find: () => T | undefined,
  child: ChildProcess,
  what: () => string,
  withinMs: number,
) {
  const endMs = Date.now() + withinMs
  for (;;) {
    const found = find()
    if (found !== undefined) return found
    if (child.exitCode !== null) throw new Error(`the demo ended with ${child.exitCode}:\n${what()}`)
    if (Date.now() > endMs) throw new Error(`not said within ${withinMs / 1_000} s:\n${what()}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function json<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T
}

export function spawnDemo(dataDir: string, args: readonly string[] = []): ChildProcess {
  return spawn(process.execPath, [path.join(root, 'bin/periplus.mjs'), 'demo', ...args], {
    cwd: root,
    env: {
      ...process.env,
      PERIPLUS_DATA_DIR: dataDir,
      PERIPLUS_LOG_LEVEL: 'warn',
      PORT: '0',
      HOST: '127.0.0.1',
      DATABASE_URL: '',
      CLICKHOUSE_URL: '',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

/** Resolves when it says where to look. */
export async function startDemo(dataDir: string, args: readonly string[] = []): Promise<Demo> {
  const child = spawnDemo(dataDir, args)
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const heard = (pattern: RegExp) => () => pattern.exec(said)?.[1]
  const firstPage = await until(heard(/ready: open (\S+)/), child, () => said, startWithinMs)
  const control = heard(/: (http:\S+)\/_sim\/truth/)()
  if (control === undefined) throw new Error(`it does not say where its answer key is:\n${said}`)
  return {
    firstPage,
    url: new URL(firstPage).origin,
    pid: child.pid as number,
    said: () => said,
    says: async (words, withinMs) => {
      await until(
        () => said.includes(words) || undefined,
        child,
        () => said,
        withinMs,
      )
    },
    clusters: async () => (await json<{ clusters: DemoCluster[] }>(`${control}/_sim/fleet`)).clusters,
    clock: () => json(`${control}/_sim/clock`),
    truth: async (metric, subject) => {
      interface Truth {
        readonly metric: string
        readonly subject: string
        readonly value: number
      }
      const { truths } = await json<{ truths: Truth[] }>(`${control}/_sim/truth`)
      const found = truths.find((one) => one.metric === metric && one.subject === subject)
      if (found === undefined) throw new Error(`the ledger has no ${metric} of ${subject}`)
      return found.value
    },
    stop: async () => {
      if (child.exitCode !== null) return child.exitCode
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const [code] = (await ended) as [number | null]
      return code
    },
  }
}
