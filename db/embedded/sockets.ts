// Where the embedded stores listen: Unix sockets in a folder nobody else may enter. Below the data
// directory when the path is short enough for a socket, else in a folder of its own below the system's
// temporary one, named by the data directory so that the next start finds it again.
import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export interface Sockets {
  readonly folder: string
  readonly events: string
  /** `pg` wants the folder and the port; the file follows from both. */
  readonly relational: string
}

/** Longest socket path that every supported system takes (macOS: 104 bytes with the closing NUL). */
const longestPath = 100
export const relationalPort = 5432
const relationalName = `.s.PGSQL.${relationalPort}`

export function socketsIn(folder: string): Sockets {
  return { folder, events: path.join(folder, 'events.sock'), relational: path.join(folder, relationalName) }
}

function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  const isMine = process.getuid === undefined || found.uid === process.getuid()
  if (!found.isDirectory() || !isMine) {
    throw new Error(`${folder} belongs to somebody else; remove it, or choose another PERIPLUS_DATA_DIR`)
  }
  chmodSync(folder, 0o700)
}

/** Makes the folder; the sockets themselves are made by the child that holds the data directory. */
export function socketsOf(dataDir: string, temporary: string = os.tmpdir()): Sockets {
  const below = path.join(path.resolve(dataDir), 'run')
  const fits = Buffer.byteLength(socketsIn(below).relational) <= longestPath
  const name = createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 16)
  const folder = fits ? below : path.join(temporary, `periplus-${name}`)
  makePrivate(folder)
  return socketsIn(folder)
}
