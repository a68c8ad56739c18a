// The child process that owns a data directory: chDB behind ClickHouse's HTTP protocol in its main
// thread, PGlite behind PostgreSQL's in a worker. It takes no setting but its arguments, and goes when
// its parent goes, however that happened.
import { on, once } from 'node:events'
import { rmSync } from 'node:fs'
import type http from 'node:http'
import { createRequire } from 'node:module'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import type { Engine } from './engine.ts'
import { openHeld } from './holding.ts'
import { clickhouseFace } from './http-face.ts'
import { createSnapshots } from './snapshot.ts'
import { socketsIn } from './sockets.ts'

const [, , dataDir, socketsFolder] = process.argv

/** Long enough for what was acknowledged to be on its way out; nobody waits longer for a stop. */
const stopPatienceMs = 2_000
const relationalPatienceMs = 3_000

interface Opened {
  engine?: Engine
  relational?: Worker
  face?: http.Server
}
const opened: Opened = {}

/** Not process.exit, which waits for a running query, however long, with the directory still held. */
const die = (): void => {
  process.kill(process.pid, 'SIGKILL')
}

function broken(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`, die)
}

/** The bundle beside this one; from source, a thread has to be taught TypeScript first. */
function workerEntry(): URL {
  if (import.meta.url.endsWith('.mjs')) return new URL('./pglite-worker.mjs', import.meta.url)
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api'))
  const entry = new URL('./pglite-worker.ts', import.meta.url)
  const source = `import { register } from '${loader.href}'; register(); await import('${entry.href}')`
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`)
}

async function startRelational(folder: string, socket: string): Promise<Worker> {
  const worker = new Worker(workerEntry(), { workerData: { folder, socket } })
  // A failure of the worker is a crash of the child, which the parent restarts.
  worker.on('error', broken)
  await heard(worker, 'ready')
  return worker
}

const workerSaid = z.object({ said: z.enum(['ready', 'copied', 'closed']), failure: z.string().optional() })

/** The worker's next message of this kind; others that come before it are somebody else's. */
async function heard(worker: Worker, kind: z.infer<typeof workerSaid>['said']): Promise<string | undefined> {
  for await (const [raw] of on(worker, 'message')) {
    const message = workerSaid.parse(raw)
    if (message.said === kind) return message.failure
  }
  return undefined
}

async function copyRelational(to: string): Promise<void> {
  const worker = opened.relational
  if (worker === undefined) throw new Error('the relational store is not open')
  const copied = heard(worker, 'copied')
  worker.postMessage({ kind: 'copy', to })
  const failure = await copied
  if (failure !== undefined) throw new Error(`the relational store could not be copied: ${failure}`)
}

async function closeRelational(worker: Worker | undefined): Promise<void> {
  if (worker === undefined) return
  const closed = heard(worker, 'closed')
  worker.postMessage({ kind: 'close' })
  await Promise.race([closed, sleep(relationalPatienceMs)])
}

let leaving = false
async function leave(patienceMs: number): Promise<void> {
  if (leaving) return
  leaving = true
  setTimeout(die, patienceMs + relationalPatienceMs + 2_000)
  opened.face?.close()
  opened.face?.closeIdleConnections()
  await Promise.all([closeRelational(opened.relational), opened.engine?.close(patienceMs)])
  die()
}

async function run(directory: string, folder: string): Promise<void> {
  const sockets = socketsIn(folder)
  opened.engine = await openHeld(directory, broken)
  // Whatever lies at these paths is left over: this process holds the directory now.
  rmSync(sockets.events, { force: true })
  rmSync(sockets.relational, { force: true })
  opened.relational = await startRelational(path.join(directory, 'relational'), sockets.relational)
  opened.face = clickhouseFace(opened.engine, createSnapshots(directory, opened.engine, copyRelational))
  opened.face.listen(sockets.events)
  await once(opened.face, 'listening')
  if (!leaving) process.send?.({ kind: 'ready' })
}

// The parent decides when to stop; a Ctrl-C reaches the whole group.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)
process.on('message', () => leave(stopPatienceMs))
// Nobody is left who could be told that anything was done.
process.on('disconnect', () => leave(0))

if (dataDir === undefined || socketsFolder === undefined || !process.connected) {
  process.stderr.write('This is a part of Periplus; start it with `periplus serve`.\n')
  process.exit(2)
}
try {
  await run(dataDir, socketsFolder)
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.send?.({ kind: 'refused', message }, () => process.exit(1))
}
