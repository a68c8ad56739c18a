// The caller's side of a snapshot: asks the process that holds a data directory for one, or opens the
// stores itself when nobody does. Reads nothing of what is in the stores.
import { existsSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { type Snapshot, snapshotPath, snapshotSchema } from './snapshot.ts'
import { socketsOf } from './sockets.ts'
import { startEmbedded } from './start.ts'

export interface HeldSnapshot {
  readonly snapshot: Snapshot
  /** False when the stores were opened only for this. */
  readonly isRunning: boolean
  /** The snapshot goes, and with it the stores if they were opened only for this. */
  release(): Promise<void>
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

interface Open {
  readonly snapshot: Snapshot
  close(): void
}

/** Undefined when nobody listens there. */
async function ask(socketPath: string): Promise<Open | undefined> {
  const answer = await new Promise<http.IncomingMessage | undefined>((resolve, reject) => {
    const request = http.request({ socketPath, path: snapshotPath, method: 'POST', agent: false }, resolve)
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined)
      else reject(error)
    })
    request.end()
  })
  if (answer === undefined) return undefined
  // A store that dies in the middle shows by files that are gone, not by this.
  answer.on('error', () => undefined)
  for await (const line of createInterface({ input: answer })) {
    if (answer.statusCode !== 200) throw new Error(line)
    return { snapshot: snapshotSchema.parse(JSON.parse(line)), close: () => answer.destroy() }
  }
  throw new Error('the embedded stores ended before they could be copied')
}

/** True when there are embedded stores in the folder. */
export function hasStores(dataDir: string): boolean {
  return ['events', 'relational'].some((store) => existsSync(path.join(dataDir, store)))
}

/** Rejects when the stores cannot be opened, or somebody else is making a backup of them. */
export async function holdSnapshot(dataDir: string): Promise<HeldSnapshot> {
  const socketPath = socketsOf(dataDir).events
  const running = await ask(socketPath)
  if (running !== undefined) {
    return { snapshot: running.snapshot, isRunning: true, release: async () => running.close() }
  }
  const embedded = await startEmbedded({ dataDir, log: quiet })
  try {
    const own = await ask(socketPath)
    if (own === undefined) throw new Error('the embedded stores do not answer')
    const release = async () => {
      own.close()
      await embedded.stop()
    }
    return { snapshot: own.snapshot, isRunning: false, release }
  } catch (error) {
    await embedded.stop()
    throw error
  }
}
