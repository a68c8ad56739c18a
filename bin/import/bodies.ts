// Cuts a file into bodies a server takes: whole lines, at most 5,000 of them and 4 MB, always at the
// same places from the same start, so that a body sent again is recognised. A file that is one JSON
// document over several lines, or an array of events, is one body.

export interface FileBody {
  readonly bytes: Buffer
  /** Lines, blank ones included; 1 for a document. */
  readonly lines: number
  /** Number of its first line in the file, from 1. */
  readonly firstLine: number
  /** Offset behind the body in the decompressed file. */
  readonly end: number
}

/** Where to begin: what lies before was delivered earlier. */
export interface FileStart {
  readonly offset: number
  readonly lines: number
}

export interface CutLimits {
  readonly lines: number
  readonly bytes: number
  /** What a server takes at most. */
  readonly longestBytes: number
}

export const cutLimits: CutLimits = { lines: 5_000, bytes: 4_000_000, longestBytes: 64 << 20 }

/** Thrown for a file that no body can carry; meant to be printed. */
export class UncuttableFile extends Error {
  override readonly name = 'UncuttableFile'
}

const newline = 0x0a
const linesLookedAt = 20
const bytesLookedAt = 1 << 20

/** `from` must be where an earlier body ended. */
export async function* bodiesOf(
  chunks: AsyncIterable<Buffer>,
  from: FileStart,
  limits: CutLimits = cutLimits,
): AsyncGenerator<FileBody> {
  const cutter = new Cutter(from, limits)
  let head: Buffer | undefined = Buffer.alloc(0)
  let skip = from.offset
  for await (const chunk of chunks) {
    const fresh = chunk.subarray(Math.min(skip, chunk.length))
    skip -= chunk.length - fresh.length
    if (head === undefined || from.offset > 0) {
      yield* cutter.add(fresh)
      continue
    }
    head = Buffer.concat([head, fresh])
    if (head.length < bytesLookedAt) continue
    if (isDocument(head, false)) cutter.isDocument = true
    yield* cutter.add(head)
    head = undefined
  }
  if (head !== undefined && head.length > 0) {
    if (isDocument(head, true)) cutter.isDocument = true
    yield* cutter.add(head)
  }
  yield* cutter.finish()
}

class Cutter {
  isDocument = false
  readonly #limits: CutLimits
  #rest = Buffer.alloc(0)
  /** Offset of the first byte of #rest. */
  #at: number
  #looked = 0
  #lines = 0
  /** End of the last whole line in #rest. */
  #lineEnd = 0
  #firstLine: number

  constructor(from: FileStart, limits: CutLimits) {
    this.#at = from.offset
    this.#firstLine = from.lines + 1
    this.#limits = limits
  }

  *add(chunk: Buffer): Generator<FileBody> {
    const { lines, bytes, longestBytes } = this.#limits
    this.#rest = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk])
    while (!this.isDocument) {
      const found = this.#rest.indexOf(newline, this.#looked)
      if (found === -1) break
      if (found - this.#lineEnd > longestBytes) throw this.#tooLong()
      // A line that makes the body too long starts the next one, unless it is alone.
      if (found + 1 > bytes && this.#lines > 0) yield this.#cut(this.#lineEnd)
      else {
        this.#lines += 1
        this.#lineEnd = found + 1
        this.#looked = found + 1
        if (this.#lines === lines || this.#lineEnd >= bytes) yield this.#cut(this.#lineEnd)
      }
    }
    if (!this.isDocument) this.#looked = this.#rest.length
    if (this.#rest.length - this.#lineEnd > longestBytes) throw this.#tooLong()
  }

  #tooLong(): UncuttableFile {
    const what = this.isDocument
      ? 'a file that is one JSON document'
      : `the line at byte ${this.#at + this.#lineEnd}`
    const limit = `${this.#limits.longestBytes >> 20} MiB`
    return new UncuttableFile(`${what} is larger than ${limit}; write it as one event per line`)
  }

  *finish(): Generator<FileBody> {
    if (this.#rest.length === 0) return
    if (this.#rest.length > this.#lineEnd) this.#lines += 1
    if (this.isDocument) this.#lines = 1
    yield this.#cut(this.#rest.length)
  }

  #cut(length: number): FileBody {
    const bytes = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(length)
    this.#at += length
    const body = { bytes, lines: this.#lines, firstLine: this.#firstLine, end: this.#at }
    this.#firstLine += this.#lines
    this.#lines = 0
    this.#lineEnd = 0
    this.#looked = 0
    return body
  }
}

/**
 * One document over several lines. A head that is the whole file is simply tried; of a longer one the
 * first line is not an object, nor is any of the next ones.
 */
function isDocument(head: Buffer, isWhole: boolean): boolean {
  const text = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
  if (!text.includes('\n')) return false
  // An array of events is one document, however it is printed.
  if (/^\[\s*\{/.test(text)) return true
  if (!text.startsWith('{')) return false
  if (isWhole && isObject(text)) return true
  const lines = text.split('\n', linesLookedAt + 1)
  return !lines.slice(0, linesLookedAt).some(isObject)
}

function isObject(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
