// Gathers the events of many bodies into few inserts. A body is done when every part of it is durable,
// and learns then which of its lines the store would not have. One body's fault never takes a
// neighbour; a store that is away fails all who wait, at once, so that they can come again.
import { unavailable } from '../../domain/errors.ts'
import type { BadLine, EventForm, Pieces, Range, Stamp, StoreReject } from '../source.ts'
import { isolate } from './isolate.ts'
import type { IngestLimits } from './limits.ts'
import { isAnswered, isAway, isRefused } from './store-answer.ts'

export interface Delivery {
  readonly clusterId: string
  readonly bodyId: number
  readonly bytes: Buffer
  readonly pieces: Pieces
}

/** What became of a body whose other lines are now durable. */
export interface Stored {
  /** Lines whose bytes the store refused; not yet kept anywhere. */
  readonly refused: readonly BadLine[]
  /** Lines the store judged and has kept as rejects itself. */
  readonly judged: readonly StoreReject[]
}

export interface GroupOptions {
  readonly source: EventForm
  readonly limits: Pick<IngestLimits, 'groupBytes' | 'groupMs' | 'groupBusyMs' | 'groupsInFlight'>
  /** Acceptable event times, asked when a group is written. */
  bounds(): Pick<Stamp, 'notBefore' | 'notAfter'>
  pause(): Promise<void>
  /** Told of every group sent and of failures that are nobody's bytes. */
  onGroup(group: { readonly bytes: number; readonly bodies: number }): void
  onFailure(error: unknown): void
}

interface Entry {
  readonly delivery: Delivery
  readonly refused: BadLine[]
  readonly queuedAtMs: number
  /** First event not yet in a group. */
  next: number
  partsOpen: number
  settled: boolean
  resolve(stored: Stored): void
  reject(error: unknown): void
}

interface Part {
  readonly entry: Entry
  readonly range: Range
  readonly bytes: number
}

export class GroupCommit {
  readonly #options: GroupOptions
  readonly #queue: Entry[] = []
  readonly #inFlight = new Set<Promise<void>>()
  #queuedEvents = 0
  #queuedBytes = 0
  #timer: NodeJS.Timeout | undefined
  /** Buffers of finished groups, as many as groups were ever in flight. */
  readonly #rooms: Buffer[] = []

  constructor(options: GroupOptions) {
    this.#options = options
  }

  get queuedBytes(): number {
    return this.#queuedBytes
  }

  get groupsInFlight(): number {
    return this.#inFlight.size
  }

  /** How long the body at the head has waited, in milliseconds. */
  get queueAgeMs(): number {
    const oldest = this.#queue.reduce(
      (min, entry) => Math.min(min, entry.queuedAtMs),
      Number.POSITIVE_INFINITY,
    )
    return Number.isFinite(oldest) ? performance.now() - oldest : 0
  }

  /** Resolves when the body's good events are durable; rejects with Unavailable. */
  submit(delivery: Delivery): Promise<Stored> {
    if (delivery.pieces.count === 0) return Promise.resolve({ refused: [], judged: [] })
    return new Promise((resolve, reject) => {
      const queuedAtMs = performance.now()
      this.#queue.push({
        delivery,
        refused: [],
        queuedAtMs,
        next: 0,
        partsOpen: 0,
        settled: false,
        resolve,
        reject,
      })
      this.#queuedBytes += this.#framedSize(delivery.pieces)
      this.#queuedEvents += delivery.pieces.count
      this.#pump()
    })
  }

  #framedSize(pieces: Pieces): number {
    let size = 0
    for (let n = 0; n < pieces.count; n += 1) size += this.#options.source.framedBytes(pieces, n)
    return size
  }

  /** Resolves when every group that is in flight now has finished, well or not. */
  async barrier(): Promise<void> {
    await Promise.allSettled([...this.#inFlight])
  }

  /** Resolves when nothing waits and nothing is in flight. */
  async drain(): Promise<void> {
    while (this.#queue.length > 0 || this.#inFlight.size > 0) {
      this.#pump(true)
      await this.barrier()
    }
  }

  #pump(now = false): void {
    const { groupBytes, groupMs, groupBusyMs, groupsInFlight } = this.#options.limits
    while (this.#queue.length > 0 && this.#inFlight.size < groupsInFlight) {
      const waitMs = (this.#inFlight.size === 0 ? groupMs : groupBusyMs) - this.queueAgeMs
      if (!now && this.#queuedBytes < groupBytes && waitMs > 0) {
        clearTimeout(this.#timer)
        this.#timer = setTimeout(() => this.#pump(), Math.ceil(waitMs))
        return
      }
      this.#send(this.#nextGroup())
    }
  }

  /** Takes parts in turn, so that a huge body does not hold up the small ones behind it. */
  #nextGroup(): Part[] {
    const { groupBytes } = this.#options.limits
    const parts: Part[] = []
    let size = 0
    while (this.#queue.length > 0 && size < groupBytes) {
      const entry = this.#queue.shift() as Entry
      const part = this.#cut(entry, Math.min(groupBytes - size, Math.max(1, groupBytes >> 2)))
      size += part.bytes
      entry.partsOpen += 1
      parts.push(part)
      if (entry.next < entry.delivery.pieces.count) this.#queue.push(entry)
    }
    return parts
  }

  /** At least one event, and no more than fit. */
  #cut(entry: Entry, room: number): Part {
    const { pieces } = entry.delivery
    const from = entry.next
    let to = from
    let bytes = 0
    while (to < pieces.count) {
      const more = this.#options.source.framedBytes(pieces, to)
      if (to > from && bytes + more > room) break
      bytes += more
      to += 1
    }
    entry.next = to
    this.#queuedEvents -= to - from
    this.#queuedBytes = this.#queuedEvents === 0 ? 0 : Math.max(0, this.#queuedBytes - bytes)
    return { entry, range: { from, to }, bytes }
  }

  #send(parts: readonly Part[]): void {
    const running = this.#run(parts)
      .catch((error: unknown) => this.#options.onFailure(error))
      .finally(() => {
        this.#inFlight.delete(running)
        this.#pump()
      })
    this.#inFlight.add(running)
  }

  async #run(parts: readonly Part[]): Promise<void> {
    const stampBounds = this.#options.bounds()
    const stampOf = (part: Part): Stamp => ({
      clusterId: part.entry.delivery.clusterId,
      bodyId: part.entry.delivery.bodyId,
      ...stampBounds,
    })
    this.#options.onGroup({
      bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
      bodies: new Set(parts.map((part) => part.entry)).size,
    })
    const room = this.#room(parts)
    try {
      await this.#options.source.landing.insert(this.#framed(parts, stampOf, room))
      if (room.length <= this.#options.limits.groupBytes * 2) this.#rooms.push(room)
    } catch (error) {
      // The room is not used again: a client that gave up may still be reading it.
      if (!isAnswered(error) && !isAway(error)) throw this.#failAll(parts, error)
      if (isAway(error)) this.#failAll(parts, error)
      else
        for (const part of parts)
          await this.#alone(part, stampOf(part), parts.length === 1 ? error : undefined)
    }
    await this.#finish(parts)
  }

  /** A buffer the parts fit in, one that a finished group left if possible. */
  #room(parts: readonly Part[]): Buffer {
    const bytes = parts.reduce((sum, part) => sum + part.bytes, 0)
    const left = this.#rooms.pop()
    if (left !== undefined && left.length >= bytes) return left
    // A group may end a little over its size; a room should serve the next one too.
    const { groupBytes } = this.#options.limits
    return Buffer.allocUnsafeSlow(Math.max(bytes, groupBytes + (groupBytes >> 2)))
  }

  #framed(parts: readonly Part[], stampOf: (part: Part) => Stamp, target: Buffer): Buffer {
    let at = 0
    for (const part of parts) {
      const { bytes, pieces } = part.entry.delivery
      at = this.#options.source.frame(bytes, pieces, part.range, stampOf(part), target, at)
    }
    return target.subarray(0, at)
  }

  /** A part by itself, after its group was refused; `known` is the answer when it was the whole group. */
  async #alone(part: Part, stamp: Stamp, known: unknown): Promise<void> {
    const { entry, range } = part
    if (entry.settled) return
    const { source, pause } = this.#options
    try {
      if (known !== undefined) throw known
      await source.landing.insert(this.#framed([part], () => stamp, this.#room([part])))
    } catch (error) {
      try {
        if (!isRefused(error)) throw error
        const { bytes, pieces } = entry.delivery
        entry.refused.push(...(await isolate(source, { bytes, pieces, range, stamp }, pause)))
      } catch (failure) {
        if (isAway(failure)) this.#failAll([part], failure)
        else this.#failOne(entry, failure)
      }
    }
  }

  #failOne(entry: Entry, error: unknown): void {
    this.#options.onFailure(error)
    this.#drop(entry, unavailable('the event store could not take this body now', 5, error))
  }

  #drop(entry: Entry, error: unknown): void {
    entry.settled = true
    entry.reject(error)
    const at = this.#queue.indexOf(entry)
    if (at === -1) return
    this.#queue.splice(at, 1)
    this.#queuedEvents -= entry.delivery.pieces.count - entry.next
    if (this.#queuedEvents === 0) this.#queuedBytes = 0
  }

  /** The store is away: nobody who waits is better off waiting. Returns the error. */
  #failAll(parts: readonly Part[], error: unknown): unknown {
    const told = isAway(error) ? error : unavailable('the event store could not take this body now', 5, error)
    for (const { entry } of parts) this.#drop(entry, told)
    for (const entry of [...this.#queue]) this.#drop(entry, told)
    return error
  }

  async #finish(parts: readonly Part[]): Promise<void> {
    for (const { entry } of parts) entry.partsOpen -= 1
    const entries = new Set(parts.map((part) => part.entry))
    const done = [...entries].filter(
      (entry) => !entry.settled && entry.partsOpen === 0 && entry.next === entry.delivery.pieces.count,
    )
    if (done.length === 0) return
    for (const entry of done) entry.settled = true
    try {
      const rejects = await this.#options.source.landing.rejectsOf(done.map((entry) => entry.delivery.bodyId))
      for (const entry of done) {
        const judged = rejects.filter((reject) => reject.body === entry.delivery.bodyId)
        entry.resolve({ refused: entry.refused, judged })
      }
    } catch (error) {
      const told = isAway(error) ? error : unavailable('the event store did not confirm this body', 2, error)
      for (const entry of done) entry.reject(told)
      if (!isAway(error)) throw error
    }
  }
}
