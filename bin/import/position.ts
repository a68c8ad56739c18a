// Remembers how far an import came, so that the same command continues after an interruption. Kept
// only while an import is unfinished; nothing depends on it, as what is sent twice counts once.
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const positionSchema = z.strictObject({
  /** Which import this is about, as `importKey` makes it. */
  key: z.string(),
  /** Everything before this byte of the decompressed file is acknowledged. */
  offset: z.number().int().nonnegative(),
  /** Lines before it. */
  lines: z.number().int().nonnegative(),
})
type Position = z.infer<typeof positionSchema>

export interface PositionFile {
  read(): Promise<Position | undefined>
  write(position: Position): Promise<void>
  remove(): Promise<void>
}

/** A file is known by its place and how it begins; a rotated or replaced one starts anew. */
export function importKey(parts: {
  readonly url: string
  readonly clusterId: string
  readonly file: string
  readonly head: Buffer
}): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([parts.url, parts.clusterId, parts.file]))
  hash.update(parts.head)
  return hash.digest('hex')
}

export function positionFile(place: string, key: string): PositionFile {
  return {
    read: async () => {
      try {
        const position = positionSchema.parse(JSON.parse(await readFile(place, 'utf8')))
        return position.key === key ? position : undefined
      } catch {
        return undefined
      }
    },
    write: async (position) => {
      await mkdir(path.dirname(place), { recursive: true, mode: 0o700 })
      const fresh = `${place}.${process.pid}.new`
      await writeFile(fresh, `${JSON.stringify(position)}\n`, { mode: 0o600 })
      await rename(fresh, place)
    },
    remove: () => rm(place, { force: true }),
  }
}
