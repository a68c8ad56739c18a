// Starts the child that owns the data directory and keeps it running: a child that dies is started
// again, later each time it did not live long, and for ever. Clients are told Unavailable meanwhile by
// their sockets.
import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { PoolConfig } from 'pg'
import { z } from 'zod'
import { unavailable } from '../../domain/errors.ts'
import type { EventsConfig } from '../events/client.ts'
import { backOff } from './back-off.ts'
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
const stopWithinMs = 6_000
const keptWords = 2_000

interface Child {
  readonly process: ChildProcess
  /** Resolves when there is no such process, also when there never came to be one. */
  readonly gone: Promise<void>
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
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    // No memory or no process id left: nobody was started, so nobody will exit.
    child.on('error', (error) => {
      keep(Buffer.from(error.message))
      if (child.pid === undefined) resolve()
    })
  })
  return { process: child, gone, lastWords: () => words.trim() }
}

/**
 * Resolves when the child answers on both sockets; rejects with its own words when it cannot, or when it
 * is told to stop first. The child may live on then.
 */
async function ready(child: Child, stopped: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let onStop: () => void = () => undefined
  const opened = new Promise<void>((resolve, reject) => {
    timer = setTimeout(() => reject(unavailable('the embedded stores do not open')), startWithinMs)
    onStop = () => reject(new Error('the embedded stores were told to stop while they opened'))
    void child.gone.then(() => {
      const { exitCode, signalCode } = child.process
      const how = `${signalCode ?? exitCode}: ${child.lastWords()}`
      reject(unavailable(`the embedded stores ended while opening (${how})`))
    })
    child.process.on('message', (raw) => {
      const message = said.safeParse(raw)
      if (!message.success) return
      if (message.data.kind === 'ready') resolve()
      else reject(new Error(message.data.message))
    })
  })
  stopped.addEventListener('abort', onStop, { once: true })
  // When the stop came first nobody waits for it any more.
  opened.catch(() => undefined)
  try {
    stopped.throwIfAborted()
    await opened
  } finally {
    clearTimeout(timer)
    stopped.removeEventListener('abort', onStop)
  }
}

interface Supervised {
  child: Child
  state: 'up' | 'starting' | 'down'
  readonly stopping: AbortController
}

/** Starts the child again whenever it ended, until it is told to stop. */
async function keepRunning(held: Supervised, spawn: () => Child, log: EmbeddedLog): Promise<void> {
  const { signal } = held.stopping
  const pauseAfter = backOff()
  let openedAt = performance.now()
  for (;;) {
    await held.child.gone
    held.state = 'down'
    if (signal.aborted) return
    const pauseMs = pauseAfter(performance.now() - openedAt)
    const { exitCode: code, signalCode } = held.child.process
    const lastWords = held.child.lastWords()
    log.error(
      { code, signal: signalCode, lastWords, pauseMs },
      'the embedded stores ended; starting them again',
    )
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return
    held.state = 'starting'
    held.child = spawn()
    openedAt = performance.now()
    try {
      await ready(held.child, signal)
      held.state = 'up'
      log.info({ pid: held.child.process.pid }, 'the embedded stores are open again')
    } catch (error) {
      held.child.process.kill('SIGKILL')
      if (!signal.aborted) log.error({ err: error }, 'the embedded stores could not be opened')
    }
  }
}

async function stopChild(held: Supervised): Promise<void> {
  const isUp = held.state === 'up'
  held.stopping.abort()
  const { child } = held
  // Nobody was told yet that anything is done.
  if (!isUp) child.process.kill('SIGKILL')
  const timer = setTimeout(() => child.process.kill('SIGKILL'), stopWithinMs)
  // One that only just lost its channel ends by itself; the timer sees to it otherwise.
  if (child.process.connected) child.process.send({ kind: 'stop' }, () => undefined)
  await child.gone
  clearTimeout(timer)
}

/**
 * Rejects when the directory is held by another installation, cannot be opened, or `signal` fires first;
 * nothing is left running then.
 */
export async function startEmbedded(options: {
  readonly dataDir: string
  readonly log: EmbeddedLog
  readonly signal?: AbortSignal
}): Promise<Embedded> {
  const { log, signal = new AbortController().signal } = options
  const dataDir = path.resolve(options.dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const sockets = socketsOf(dataDir)
  const spawn = () => spawnChild(dataDir, sockets)
  const held: Supervised = { child: spawn(), state: 'starting', stopping: new AbortController() }
  try {
    await ready(held.child, signal)
  } catch (error) {
    held.child.process.kill('SIGKILL')
    await held.child.gone
    throw error
  }
  held.state = 'up'
  const supervision = keepRunning(held, spawn, log)
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
