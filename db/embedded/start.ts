// Starts the child that owns the data directory and keeps it running: a child that dies is started
// again with back-off, and clients are told Unavailable meanwhile by their sockets.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { PoolConfig } from 'pg'
import { z } from 'zod'
import { unavailable } from '../../domain/errors.ts'
import type { EventsConfig } from '../events/client.ts'
import { relationalPort, type Sockets, socketsOf } from './sockets.ts'

export interface EmbeddedLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface Embedded {
  readonly relational: PoolConfig
  readonly events: EventsConfig
  state(): 'up' | 'starting' | 'down'
  pid(): number | undefined
  stop(): Promise<void>
}

const said = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('refused'), message: z.string() }),
])

const startWithinMs = 120_000
const stopWithinMs = 10_000
const longestPauseMs = 5_000
const keptWords = 2_000

interface Child {
  readonly process: ChildProcess
  /** The end of what it wrote, for a log that explains a crash. */
  lastWords(): string
}

function spawnChild(dataDir: string, sockets: Sockets): Child {
  const isBundled = import.meta.url.endsWith('.mjs')
  const entry = fileURLToPath(new URL(isBundled ? './embedded.mjs' : './main.ts', import.meta.url))
  const loader = isBundled
    ? []
    : ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
  const child = fork(entry, [dataDir, sockets.folder], {
    execArgv: ['--enable-source-maps', ...loader],
    // The engine works on libuv's threads; its default of four would line inserts up behind reads.
    env: { NODE_ENV: 'production', TZ: 'UTC', UV_THREADPOOL_SIZE: '16' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'json',
  })
  let words = ''
  const keep = (chunk: Buffer): void => {
    words = `${words}${chunk.toString('utf8')}`.slice(-keptWords)
  }
  child.stderr?.on('data', keep)
  child.stdout?.on('data', keep)
  return { process: child, lastWords: () => words.trim() }
}

const hasEnded = ({ process: child }: Child): boolean => child.exitCode !== null || child.signalCode !== null

async function ended(child: Child): Promise<void> {
  if (!hasEnded(child)) await once(child.process, 'exit')
}

/** Resolves when the child answers on both sockets; rejects with its own words when it cannot. */
async function ready(child: Child): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(unavailable('the embedded stores do not open')), startWithinMs)
    child.process.once('exit', (code, signal) => {
      clearTimeout(timer)
      const words = child.lastWords()
      reject(unavailable(`the embedded stores ended while opening (${signal ?? code}): ${words}`))
    })
    child.process.on('message', (raw) => {
      const message = said.safeParse(raw)
      if (!message.success) return
      clearTimeout(timer)
      if (message.data.kind === 'ready') resolve()
      else reject(new Error(message.data.message))
    })
  })
}

interface Supervised {
  child: Child
  state: 'up' | 'starting' | 'down'
  readonly stopping: AbortController
}

/** Starts the child again whenever it ended, until it is told to stop. */
async function keepRunning(held: Supervised, spawn: () => Child, log: EmbeddedLog): Promise<void> {
  const { signal } = held.stopping
  let failures = 0
  for (;;) {
    await ended(held.child)
    held.state = 'down'
    if (signal.aborted) return
    const { exitCode: code, signalCode } = held.child.process
    const lastWords = held.child.lastWords()
    log.error({ code, signal: signalCode, lastWords }, 'the embedded stores ended; starting them again')
    const pauseMs = Math.min(50 * 2 ** failures, longestPauseMs)
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    held.state = 'starting'
    held.child = spawn()
    try {
      await ready(held.child)
      failures = 0
      held.state = 'up'
      log.info({ pid: held.child.process.pid }, 'the embedded stores are open again')
    } catch (error) {
      failures += 1
      held.child.process.kill('SIGKILL')
      log.error({ err: error }, 'the embedded stores could not be opened')
    }
  }
}

async function stopChild(held: Supervised): Promise<void> {
  held.stopping.abort()
  const { child } = held
  if (hasEnded(child)) return
  const timer = setTimeout(() => child.process.kill('SIGKILL'), stopWithinMs)
  // One that only just lost its channel ends by itself; the timer sees to it otherwise.
  if (child.process.connected) child.process.send({ kind: 'stop' }, () => undefined)
  await ended(child)
  clearTimeout(timer)
}

/** Rejects when the directory is held by another installation, or cannot be opened. */
export async function startEmbedded(options: { dataDir: string; log: EmbeddedLog }): Promise<Embedded> {
  const dataDir = path.resolve(options.dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const sockets = socketsOf(dataDir)
  const spawn = () => spawnChild(dataDir, sockets)
  const held: Supervised = { child: spawn(), state: 'starting', stopping: new AbortController() }
  try {
    await ready(held.child)
  } catch (error) {
    held.child.process.kill('SIGKILL')
    await ended(held.child)
    throw error
  }
  held.state = 'up'
  const supervision = keepRunning(held, spawn, options.log)
  return {
    relational: {
      host: sockets.folder,
      port: relationalPort,
      user: 'postgres',
      database: 'postgres',
      max: 8,
    },
    events: { url: 'http://embedded', socketPath: sockets.events },
    state: () => held.state,
    pid: () => held.child.process.pid,
    async stop() {
      await stopChild(held)
      await supervision
    },
  }
}
