// Opens what is to be imported: a file or standard input, plain or gzip (known by its first bytes,
// whatever it is called), together with where its progress is remembered. Reads in large pieces.
import { createReadStream } from 'node:fs'
import { open, realpath, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { CommandError } from '../command.ts'
import { importKey, type PositionFile, positionFile } from './position.ts'

const headBytes = 4_096
const readBytes = 1 << 20

export interface SourceOptions {
  readonly url: string
  readonly clusterId: string
  readonly stdin: Readable
  /** Where to remember the import with this key. */
  statePlace(key: string): string
}

export interface ImportSource {
  readonly name: string
  /** Bytes on disk; undefined for standard input. */
  readonly size: number | undefined
  readonly position: PositionFile | undefined
  readonly key: string
  chunks(): AsyncIterable<Buffer>
  /** Bytes of the file read so far. */
  readBytes(): number
}

export async function openSource(options: SourceOptions, file: string): Promise<ImportSource> {
  if (file === '-') return sourceOf('standard input', undefined, options.stdin, undefined, '')
  try {
    const info = await stat(file)
    if (info.isDirectory()) throw new CommandError(`${file} is a folder; name the files in it`)
    // What is no plain file (a pipe, a device) can be read once only.
    if (!info.isFile()) return sourceOf(file, undefined, createReadStream(file), undefined, '')
    const place = await realpath(file)
    const key = importKey({ ...options, file: place, head: await headOf(file) })
    const state = options.statePlace(key)
    const stream = createReadStream(file, { highWaterMark: readBytes })
    return sourceOf(file, info.size, stream, positionFile(state, key), key)
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`)
  }
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

function sourceOf(
  name: string,
  size: number | undefined,
  stream: Readable,
  position: PositionFile | undefined,
  key: string,
): ImportSource {
  let read = 0
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of stream) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer)
      read += bytes.length
      yield bytes
    }
  }
  return { name, size, position, key, chunks: () => unpacked(counted()), readBytes: () => read }
}

/** Gzip is known by its first two bytes, whatever the file is called. */
async function* unpacked(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const first = await chunks.next()
  if (first.done) return
  async function* whole(): AsyncGenerator<Buffer> {
    yield first.value as Buffer
    yield* chunks
  }
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield* whole()
    return
  }
  const gunzip = createGunzip({ chunkSize: readBytes })
  const packed = Readable.from(whole())
  packed.on('error', (error) => gunzip.destroy(error))
  for await (const chunk of packed.pipe(gunzip)) yield chunk as Buffer
}
