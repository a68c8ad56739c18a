// One open file and how far it was read. Hands out whole lines only, at most a piece at a time; holds
// the file by its handle, so that a rename does not take it away.
import { type FileHandle, open } from 'node:fs/promises'
import { headBytes, headOf } from './files.ts'
import type { Position } from './position.ts'

const newline = 0x0a
const pieceBytes = 1 << 20

export interface TailLook {
  readonly inode: string
  readonly size: number
  readonly writtenNs: bigint
}

export class Tail {
  readonly #handle: FileHandle
  readonly #longest: number
  #offset: number
  #headBytes = 0
  #head = ''

  private constructor(handle: FileHandle, offset: number, longest: number) {
    this.#handle = handle
    this.#offset = offset
    this.#longest = longest
  }

  /** `longest`: bytes of the longest line that is waited for; what is longer comes in pieces. */
  static async open(place: string, offset: number, longest: number): Promise<Tail> {
    const tail = new Tail(await open(place, 'r'), offset, longest)
    await tail.#fingerprint()
    return tail
  }

  get offset(): number {
    return this.#offset
  }

  async look(): Promise<TailLook> {
    const found = await this.#handle.stat({ bigint: true })
    return { inode: String(found.ino), size: Number(found.size), writtenNs: found.mtimeNs }
  }

  /** True when what was read is no longer what stands there. */
  async wasRewritten(look: TailLook): Promise<boolean> {
    if (look.size < this.#offset) return true
    return this.#headBytes > 0 && (await headOf(this.#handle, this.#headBytes)) !== this.#head
  }

  /** The next whole lines, or what is left when `isLast`; empty when there are none. */
  async next(isLast: boolean): Promise<Buffer> {
    for (let size = Math.min(pieceBytes, this.#longest); ; size = Math.min(size * 4, this.#longest)) {
      const { buffer, bytesRead } = await this.#handle.read(Buffer.allocUnsafe(size), 0, size, this.#offset)
      const bytes = buffer.subarray(0, bytesRead)
      const end = bytes.lastIndexOf(newline)
      if (end !== -1) return bytes.subarray(0, end + 1)
      const isWhole = bytesRead < size
      if (isWhole) return isLast ? bytes : bytes.subarray(0, 0)
      if (size === this.#longest) return bytes
    }
  }

  /** What was handed out is durable. */
  async advance(bytes: number): Promise<void> {
    this.#offset += bytes
    if (this.#headBytes < headBytes) await this.#fingerprint()
  }

  position(look: TailLook): Position {
    return {
      inode: look.inode,
      offset: this.#offset,
      headBytes: this.#headBytes,
      head: this.#head,
      writtenNs: String(look.writtenNs),
    }
  }

  close(): Promise<void> {
    return this.#handle.close()
  }

  async #fingerprint(): Promise<void> {
    const bytes = Math.min(headBytes, this.#offset)
    const head = bytes === 0 ? '' : await headOf(this.#handle, bytes)
    if (head === undefined) return
    this.#headBytes = bytes
    this.#head = head
  }
}
