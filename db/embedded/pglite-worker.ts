// PGlite in a thread of its own, behind the PostgreSQL protocol: its queries run on the event loop of
// whoever hosts it, and must not hold up the event store's answers. When it dies, so does the thread,
// and with it the child, which is then started again.
import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { z } from 'zod'
import { postgresFace } from './postgres-face.ts'

const { folder, socket } = z.object({ folder: z.string(), socket: z.string() }).parse(workerData)

const limits = { longestPauseMs: 10_000, connections: 64 }

const db = await PGlite.create({ dataDir: folder })
const face = postgresFace(
  (message) => db.execProtocolRaw(message),
  limits,
  (error) => setImmediate(() => Promise.reject(error)),
)
face.listen(socket)
await once(face, 'listening')
parentPort?.on('message', async () => {
  face.close()
  await db.close()
  parentPort?.postMessage('closed')
})
parentPort?.postMessage('ready')
