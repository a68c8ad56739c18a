// PGlite in a thread of its own, behind the PostgreSQL protocol: its queries run on the event loop of
// whoever hosts it, and must not hold up the event store's answers. When it dies, so does the thread,
// and with it the child, which is then started again.
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { z } from 'zod'
import { postgresFace } from './postgres-face.ts'

const { folder, socket } = z.object({ folder: z.string(), socket: z.string() }).parse(workerData)

const limits = { longestPauseMs: 10_000, connections: 64 }

/** Lies in a folder while its cluster is made for the first time. */
const unfinished = path.join(folder, 'periplus-unfinished')

/**
 * A cluster that was being made when its process was killed may never open again. Nobody was told of it
 * yet, so it is made once more.
 */
function clearUnfinished(): void {
  if (existsSync(unfinished)) rmSync(folder, { recursive: true })
  if (existsSync(folder)) return
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(unfinished, '')
}

clearUnfinished()
const db = await PGlite.create({ dataDir: folder })
rmSync(unfinished, { force: true })
const face = postgresFace(
  (message) => db.execProtocolRaw(message),
  limits,
  (error) => setImmediate(() => Promise.reject(error)),
)
face.listen(socket)
await once(face, 'listening')

const asked = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('close') }),
  z.object({ kind: z.literal('copy'), to: z.string() }),
])

/**
 * The folder as a kill -9 at this instant would leave it, which is what PostgreSQL opens from: this
 * thread writes the files, and while it copies it does nothing else.
 */
async function copyTo(place: string): Promise<string | undefined> {
  try {
    await db.exec('CHECKPOINT')
    cpSync(folder, place, { recursive: true })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

parentPort?.on('message', async (raw) => {
  const message = asked.parse(raw)
  if (message.kind === 'copy') {
    parentPort?.postMessage({ said: 'copied', failure: await copyTo(message.to) })
    return
  }
  face.close()
  await db.close()
  parentPort?.postMessage({ said: 'closed' })
})
parentPort?.postMessage({ said: 'ready' })
