// What lies on the disk around a followed file: itself, the neighbours it was rotated to, and the
// fingerprint by which a file is known again under another name. Reads; never writes.
import { createHash } from 'node:crypto'
import { type FileHandle, open, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { unavailable } from '../../../domain/errors.ts'

export interface FoundFile {
  readonly place: string
  /** Of the file system; text, since it may be larger than a number holds. */
  readonly inode: string
  readonly size: number
  /** Last write, in nanoseconds. */
  readonly writtenNs: bigint
}

/** As much of a head as is fingerprinted; the first lines of an audit log have ids of their own. */
export const headBytes = 1_024

/** Undefined when there is none. Throws for what is there and is no plain file. */
export async function findFile(place: string): Promise<FoundFile | undefined> {
  try {
    const found = await stat(place, { bigint: true })
    if (!found.isFile()) throw unavailable(`${place} is not a plain file`)
    return { place, inode: String(found.ino), size: Number(found.size), writtenNs: found.mtimeNs }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Names a rotation gives: `audit.log.1`, `audit.log-20261124`, and kube-apiserver's `audit-<instant>.log`. */
function rotatedName(place: string): RegExp {
  const { name, ext } = path.parse(place)
  const whole = quoted(`${name}${ext}`)
  return new RegExp(
    `^(?:${whole}[.-]\\d[\\d.-]*|${quoted(name)}-\\d{4}-\\d\\d-\\d\\dT[\\d.-]+${quoted(ext)})$`,
  )
}

const counted = (place: string): number | undefined => {
  const [, count] = /\.(\d{1,4})$/.exec(place) ?? []
  return count === undefined ? undefined : Number(count)
}

/**
 * Older first: by last write, and between writes within one tick of the file system's clock by name, where
 * counted names grow older and dated ones younger.
 */
function byAge(a: FoundFile, b: FoundFile): number {
  if (a.writtenNs !== b.writtenNs) return a.writtenNs < b.writtenNs ? -1 : 1
  const [countA, countB] = [counted(a.place), counted(b.place)]
  if (countA !== undefined && countB !== undefined) return countB - countA
  return a.place < b.place ? -1 : 1
}

/** Rotated neighbours that are not packed, oldest first. */
export async function rotatedNeighbours(place: string): Promise<FoundFile[]> {
  const folder = path.dirname(place)
  const names = (await readdir(folder).catch(() => [])).filter((name) => rotatedName(place).test(name))
  const found = await Promise.all(
    names.map((name) => findFile(path.join(folder, name)).catch(() => undefined)),
  )
  return found.filter((file) => file !== undefined).sort(byAge)
}

/** Hex sha256 of the first `bytes`; undefined when the file is shorter. */
export async function headOf(handle: FileHandle, bytes: number): Promise<string | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0)
  if (bytesRead < bytes) return undefined
  return createHash('sha256').update(buffer).digest('hex')
}

/** The same, of a file by name; undefined also when it went away. */
export async function headOfPlace(place: string, bytes: number): Promise<string | undefined> {
  const handle = await open(place, 'r').catch(() => undefined)
  if (handle === undefined) return undefined
  try {
    return await headOf(handle, bytes)
  } finally {
    await handle.close()
  }
}
