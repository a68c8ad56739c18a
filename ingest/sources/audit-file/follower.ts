// Follows one file: decides which file is read next, and remembers how far once the events are durable.
// Knows no event and no store; what it reads goes to `take`, and what `take` refuses is read again.
import { type FoundFile, findFile, headOfPlace, rotatedNeighbours } from './files.ts'
import type { Position, PositionStore } from './position.ts'
import { Tail, type TailLook } from './tail.ts'

export interface FollowOptions {
  readonly place: string
  readonly positions: PositionStore
  /** Longest line that is waited for. */
  readonly longestLine: number
  /** A rotated file is done when nothing was written to it for this long. */
  readonly quietMs: number
  /** Resolves when the events in these lines are durable; rejects when they should come again. */
  take(lines: Buffer): Promise<void>
  /** Why nothing is taken at the moment; undefined when all is well. */
  pausedBecause(): string | undefined
  /** Told what a person should know: bytes that are gone before they were read. Told again when it rejects. */
  onLost(what: string): Promise<void>
}

export interface FollowerState {
  readonly state: 'starting' | 'following' | 'missing' | 'paused'
  /** In words; empty while following. */
  readonly reason: string
  /** Of the file under way; both 0 while there is none. */
  readonly offset: number
  readonly size: number
}

export class Follower {
  readonly #options: FollowOptions
  #tail: Tail | undefined
  #state: FollowerState = { state: 'starting', reason: 'not looked at yet', offset: 0, size: 0 }
  #growth = { size: -1, atMs: 0 }

  constructor(options: FollowOptions) {
    this.#options = options
  }

  get state(): FollowerState {
    return this.#state
  }

  /** One look and at most one piece; true when there is more to do right now. */
  async step(): Promise<boolean> {
    const paused = this.#options.pausedBecause()
    if (paused !== undefined) {
      this.#state = { ...this.#state, state: 'paused', reason: paused }
      return false
    }
    if (this.#tail === undefined) await this.#replace(await this.#begin())
    if (this.#tail === undefined) {
      this.#state = { state: 'missing', reason: this.#missing, offset: 0, size: 0 }
      return false
    }
    const look = await this.#tail.look()
    this.#state = { state: 'following', reason: '', offset: this.#tail.offset, size: look.size }
    if (await this.#tail.wasRewritten(look)) {
      await this.#replace(await this.#afterRewrite(this.#tail, look))
      return true
    }
    if (await this.#deliver(this.#tail, look, false)) return true
    return this.#moveOn(this.#tail, look)
  }

  async close(): Promise<void> {
    await this.#tail?.close()
    this.#tail = undefined
  }

  get #missing(): string {
    return `${this.#options.place} is not there; it is looked for again`
  }

  /** False when there was nothing whole to deliver. */
  async #deliver(tail: Tail, look: TailLook, isLast: boolean): Promise<boolean> {
    const lines = await tail.next(isLast)
    if (lines.length === 0) return false
    await this.#options.take(lines)
    await tail.advance(lines.length)
    await this.#options.positions.save(tail.position(look))
    this.#state = { ...this.#state, offset: tail.offset }
    return true
  }

  /** To the next file, once this one is rotated away and nobody writes to it any more. */
  async #moveOn(tail: Tail, look: TailLook): Promise<boolean> {
    const { live, next } = await this.#successor(look)
    if (live === undefined) this.#state = { ...this.#state, state: 'missing', reason: this.#missing }
    if (next === undefined) return false
    const now = performance.now()
    if (look.size !== this.#growth.size) this.#growth = { size: look.size, atMs: now }
    const isOld = Date.now() - Number(look.writtenNs / 1_000_000n) >= this.#options.quietMs
    if (!isOld && now - this.#growth.atMs < this.#options.quietMs) return false
    await this.#deliver(tail, look, true)
    await this.#replace(await this.#openAt(next, 0))
    return true
  }

  async #replace(next: Tail | undefined): Promise<void> {
    await this.#tail?.close()
    this.#tail = next
    this.#growth = { size: -1, atMs: 0 }
    if (next !== undefined) await this.#options.positions.save(next.position(await next.look()))
  }

  /** The file written after this one; undefined while this one is the newest. And the one by the name. */
  async #successor(current: { inode: string; writtenNs: bigint }) {
    const live = await findFile(this.#options.place)
    if (live?.inode === current.inode) return { live, next: undefined }
    const rotated = await rotatedNeighbours(this.#options.place)
    const at = rotated.findIndex((file) => file.inode === current.inode)
    const later = at < 0 ? rotated.find((file) => file.writtenNs > current.writtenNs) : rotated[at + 1]
    return { live, next: later ?? live }
  }

  /** The file lost its beginning: what was unread stands in the copy that was made of it, if anywhere. */
  async #afterRewrite(tail: Tail, look: TailLook): Promise<Tail | undefined> {
    const before = tail.position(look)
    const copy = await this.#known(before, await rotatedNeighbours(this.#options.place))
    if (copy !== undefined && copy.size > before.offset) return this.#openAt(copy, before.offset)
    const live = await findFile(this.#options.place)
    return live === undefined ? undefined : this.#openAt(live, 0)
  }

  /** Where to begin: where the last run left off, in whatever file that is now. */
  async #begin(): Promise<Tail | undefined> {
    const { place, positions, onLost } = this.#options
    const before = await positions.load()
    const live = await findFile(place)
    if (before === undefined) return live === undefined ? undefined : this.#openAt(live, 0)
    const rotated = await rotatedNeighbours(place)
    const same = await this.#known(before, live === undefined ? rotated : [live, ...rotated])
    if (same !== undefined) return this.#openAt(same, before.offset)
    if (live === undefined && rotated.length === 0) return undefined
    await onLost(
      `the file that was read up to byte ${before.offset} is gone, packed or overwritten: what followed there was not read`,
    )
    const later = rotated.find((file) => file.writtenNs > BigInt(before.writtenNs)) ?? live
    return later === undefined ? undefined : this.#openAt(later, 0)
  }

  /** The file a position speaks of: by inode, else by its head under another inode. */
  async #known(before: Position, files: readonly FoundFile[]): Promise<FoundFile | undefined> {
    const long = files.filter((file) => file.size >= before.offset)
    const byInode = long.filter((file) => file.inode === before.inode)
    const others = before.headBytes > 0 ? long.filter((file) => file.inode !== before.inode) : []
    for (const file of [...byInode, ...others]) {
      if (before.headBytes === 0 || (await headOfPlace(file.place, before.headBytes)) === before.head)
        return file
    }
    return undefined
  }

  #openAt(file: FoundFile, offset: number): Promise<Tail> {
    return Tail.open(file.place, offset, this.#options.longestLine)
  }
}
