// Bytes on their way to the engine's parser, in a file of memory that has no name. Handed over as part
// of a statement, the engine's tokenizer would read all of them twice before the parser does, which
// takes longer than parsing them. The file is gone with this process: nothing of what was sent is left.
import { existsSync, ftruncate, openSync, unlinkSync, writev } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const cutTo = promisify(ftruncate)

/** Below this the statement is quicker. */
const smallest = 64 * 1024
/** What is kept for the next one; memory of the machine. */
const largestKept = 32 * 1024 * 1024
const memoryFolder = '/dev/shm'
const openFiles = '/proc/self/fd'

export interface Spool {
  /** Where the bytes lie now, until the next call; undefined when they have to go another way. */
  fill(chunks: readonly Buffer[]): Promise<string | undefined>
  /** The bytes are not needed any more. */
  done(): Promise<void>
}

export const noSpool: Spool = { fill: async () => undefined, done: async () => undefined }

const lengthOf = (chunks: readonly Buffer[]): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0)

function writeAll(file: number, chunks: readonly Buffer[]): Promise<number> {
  return new Promise((resolve, reject) => {
    writev(file, chunks, 0, (error, written) => (error ? reject(error) : resolve(written)))
  })
}

/** Only where memory can be a file that is found without a name (Linux); elsewhere `noSpool`. */
export function openSpool(name: string): Spool {
  if (!existsSync(memoryFolder) || !existsSync(openFiles)) return noSpool
  let file: number
  try {
    const place = path.join(memoryFolder, name)
    file = openSync(place, 'wx+', 0o600)
    unlinkSync(place)
  } catch {
    return noSpool
  }
  let held = 0
  const cut = async (length: number): Promise<void> => {
    if (length !== held) await cutTo(file, length)
    held = length
  }
  return {
    async fill(chunks) {
      const length = lengthOf(chunks)
      if (length < smallest) return undefined
      try {
        await cut(length)
        if ((await writeAll(file, chunks)) === length) return `${openFiles}/${file}`
      } catch {
        // Little memory for files, as in many containers: the other way needs none.
      }
      await cut(0)
      return undefined
    },
    // Pages that stay are not made anew for the next bytes, which costs more than filling them.
    done: () => (held > largestKept ? cut(0) : Promise.resolve()),
  }
}
