// Buffers for bodies, used again and again: fresh megabytes for every body would keep the garbage
// collector busier than the bodies keep us. Whoever gives one back must be sure that nobody reads it
// any more; what is in doubt is left to the collector.

const smallest = 64 * 1024
/** Larger ones are rare and not worth keeping. */
const largestKept = 16 << 20
const idleMost = 48 << 20

export class Slabs {
  readonly #idle = new Map<number, Buffer[]>()
  #idleBytes = 0

  /** At least `bytes` long; what is in it is somebody's old body, to be overwritten. */
  take(bytes: number): Buffer {
    const size = sizeFor(bytes)
    const slab = this.#idle.get(size)?.pop()
    if (slab === undefined) return Buffer.allocUnsafeSlow(size)
    this.#idleBytes -= size
    return slab
  }

  give(slab: Buffer): void {
    const size = slab.length
    if (size !== sizeFor(size) || size > largestKept || this.#idleBytes + size > idleMost) return
    const others = this.#idle.get(size)
    if (others === undefined) this.#idle.set(size, [slab])
    else others.push(slab)
    this.#idleBytes += size
  }
}

/** Powers of two, so that bodies of about the same size share; exact where too large to be kept. */
function sizeFor(bytes: number): number {
  if (bytes > largestKept) return bytes
  let size = smallest
  while (size < bytes) size *= 2
  return size
}
