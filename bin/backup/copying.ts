// Copies files one by one, hashing what passes: the same reading that fills a backup proves, on the way
// back, that it is still what was written.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'

export interface CopiedFile {
  readonly bytes: number
  /** Hex. */
  readonly sha256: string
}

const pieceBytes = 1 << 20

/** Paths of all files below, relative, sorted. A folder that is not there has none. */
export async function filesBelow(folder: string, below = ''): Promise<string[]> {
  const entries = await readdir(path.join(folder, below), { withFileTypes: true }).catch((error) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && below === '') return []
    throw error
  })
  const found: string[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const place = path.join(below, entry.name)
    if (entry.isDirectory()) found.push(...(await filesBelow(folder, place)))
    else if (entry.isFile()) found.push(place)
  }
  return found
}

/** All folders below that hold nothing: PostgreSQL wants its own to be there. */
export async function emptyFoldersBelow(folder: string, below = ''): Promise<string[]> {
  const entries = await readdir(path.join(folder, below), { withFileTypes: true })
  if (entries.length === 0) return [below]
  const found: string[] = []
  for (const entry of entries.filter((each) => each.isDirectory())) {
    found.push(...(await emptyFoldersBelow(folder, path.join(below, entry.name))))
  }
  return found
}

/** Refuses to write over a file. */
export async function copyFile(from: string, to: string): Promise<CopiedFile> {
  await mkdir(path.dirname(to), { recursive: true, mode: 0o700 })
  const hash = createHash('sha256')
  let bytes = 0
  await pipeline(
    createReadStream(from, { highWaterMark: pieceBytes }),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk)
        bytes += chunk.length
        yield chunk
      }
    },
    createWriteStream(to, { flags: 'wx', mode: 0o600 }),
  )
  return { bytes, sha256: hash.digest('hex') }
}
