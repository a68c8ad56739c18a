// Gathers lines of all sources into few inserts, and holds no more than so many bytes: who comes when it
// is full waits, in turn. One that the store refuses takes no neighbour; a store that is away fails all.
import { isPeriplusError } from '../../domain/errors.ts'

export interface BatchLimits {
  /** An insert is sent when so many bytes wait … */
  readonly groupBytes: number
  /** … or the first of them has waited this long: an insert has its price, however small it is. */
  readonly groupMs: number
  /** Inserts on their way at the same time. */
  readonly groupsInFlight: number
  /** Bytes that wait or are on their way; one submission more than that at most. */
  readonly heldBytes: number
}

const mebibyte = 1 << 20

export const batchLimits: BatchLimits = {
  groupBytes: 4 * mebibyte,
  groupMs: 250,
  groupsInFlight: 2,
  heldBytes: 32 * mebibyte,
}

interface Entry {
  readonly bytes: Buffer
  readonly queuedAtMs: number
  resolve(): void
  reject(error: unknown): void
}

const newline = Buffer.from('\n')
const isAway = (error: unknown): boolean => isPeriplusError(error) && error.code === 'Unavailable'

export class LineBatch {
  readonly #limits: BatchLimits
  readonly #insert: (body: Buffer) => Promise<void>
  readonly #queue: Entry[] = []
  readonly #inFlight = new Set<Promise<void>>()
  readonly #waiting: (() => void)[] = []
  readonly #pending = new Set<Promise<void>>()
  #queuedBytes = 0
  #heldBytes = 0
  /** One was let in and has not written its lines yet. */
  #isEntering = false
  /** Those who wait for what is under way. */
  #hurried = 0
  #timer: NodeJS.Timeout | undefined

  constructor(limits: BatchLimits, insert: (body: Buffer) => Promise<void>) {
    this.#limits = limits
    this.#insert = insert
  }

  get heldBytes(): number {
    return this.#heldBytes
  }

  /**
   * `write` makes the lines, joined by newlines, once there is room for them. Resolves when they are
   * durable; rejects with Unavailable, or with what the store has against them.
   */
  submit(write: () => string): Promise<void> {
    const done = this.#submit(write)
    this.#pending.add(done)
    const forget = (): boolean => this.#pending.delete(done)
    done.then(forget, forget)
    return done
  }

  async #submit(write: () => string): Promise<void> {
    if (!this.#hasRoom()) await this.#room()
    let size = 0
    try {
      const bytes = Buffer.from(write())
      size = bytes.length
      this.#heldBytes += size
      this.#wake()
      if (size > 0) await this.#durable(bytes)
    } finally {
      this.#heldBytes -= size
      this.#wake()
    }
  }

  #durable(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ bytes, queuedAtMs: performance.now(), resolve, reject })
      this.#queuedBytes += bytes.length
      this.#pump()
    })
  }

  /** Resolves when all that was submitted by now is durable or has failed. */
  barrier(): Promise<void> {
    return this.hurry([...this.#pending])
  }

  /** Sends what comes without waiting for more, until all of that has ended, well or not. */
  async hurry(until: readonly Promise<unknown>[]): Promise<void> {
    if (until.length === 0) return
    this.#hurried += 1
    this.#pump()
    await Promise.allSettled(until)
    this.#hurried -= 1
  }

  #hasRoom(): boolean {
    return this.#waiting.length === 0 && !this.#isEntering && this.#heldBytes < this.#limits.heldBytes
  }

  async #room(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve)
    })
    this.#isEntering = false
  }

  /** Lets the next one in; when it has written its lines, it wakes the one behind it. */
  #wake(): void {
    if (this.#isEntering || this.#heldBytes >= this.#limits.heldBytes) return
    const next = this.#waiting.shift()
    this.#isEntering = next !== undefined
    next?.()
  }

  #pump(): void {
    const { groupBytes, groupMs, groupsInFlight } = this.#limits
    while (this.#inFlight.size < groupsInFlight) {
      const [first] = this.#queue
      if (first === undefined) return
      const waitMs = first.queuedAtMs + groupMs - performance.now()
      if (this.#hurried === 0 && this.#queuedBytes < groupBytes && waitMs > 0) {
        this.#timer ??= setTimeout(() => {
          this.#timer = undefined
          this.#pump()
        }, waitMs)
        return
      }
      this.#send(this.#take())
    }
  }

  #take(): Entry[] {
    const group: Entry[] = []
    let bytes = 0
    while (this.#queue.length > 0 && bytes < this.#limits.groupBytes) {
      const entry = this.#queue.shift() as Entry
      bytes += entry.bytes.length
      group.push(entry)
    }
    this.#queuedBytes -= bytes
    return group
  }

  #send(group: readonly Entry[]): void {
    const sent = this.#store(group).finally(() => {
      this.#inFlight.delete(sent)
      this.#pump()
    })
    this.#inFlight.add(sent)
  }

  /** Never rejects: each entry is told. */
  async #store(group: readonly Entry[]): Promise<void> {
    try {
      await this.#insert(Buffer.concat(group.flatMap(({ bytes }) => [bytes, newline])))
      for (const entry of group) entry.resolve()
    } catch (error) {
      if (group.length > 1 && !isAway(error)) {
        for (const entry of group) await this.#store([entry])
        return
      }
      for (const entry of group) entry.reject(error)
      // Nobody who waits for a store that is away is better off waiting.
      if (isAway(error)) for (const entry of this.#queue.splice(0)) entry.reject(error)
      if (this.#queue.length === 0) this.#queuedBytes = 0
    }
  }
}
