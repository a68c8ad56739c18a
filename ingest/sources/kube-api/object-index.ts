// What is remembered of a kind's objects while they are read: that they are there, the fingerprint of what
// is stored, and in which order changes came. Typed arrays, 21 bytes a slot and never an object or a name,
// so that memory stays bounded whatever the cluster's size. Uids are told apart by 64 bits of hash.
import { type Hash64, hashInto } from './fingerprint.ts'

const occupied = 1
const alive = 2
const seen = 4
const fewestSlots = 64
const fullest = 0.8
/** So full after clearing out that it would soon be full again. */
const crowded = 0.72
const growth = 1.4
const mostChanges = 2 ** 32 - 1
/** Versions for which deleted objects are remembered at least. */
const remembered = 10_000

/**
 * "stale": an older state than the one known, repeated or out of order. "same": nothing that is kept has
 * changed. "unknown": gone, but it was not known to be there.
 */
export type Verdict = 'changed' | 'same' | 'stale' | 'unknown'

export class ObjectIndex {
  /** Objects that are there. */
  size = 0
  #slots = fewestSlots
  #used = 0
  #unseen = 0
  #uidHigh = new Uint32Array(fewestSlots)
  #uidLow = new Uint32Array(fewestSlots)
  #prints = new BigUint64Array(fewestSlots)
  /** Resource version of the last change, counted from that of the list; 0 when the list gave it. */
  #changedAt = new Uint32Array(fewestSlots)
  #marks = new Uint8Array(fewestSlots)
  /** Resource version of the list; NaN while there is none, or when it is no number. */
  #base = Number.NaN
  #newest = 0
  #deletedFloor = 0
  readonly #hash: Hash64 = { high: 0, low: 0 }

  get bytes(): number {
    return this.#slots * 21
  }

  /** Objects that were there before the list that is being read, and that it has not named so far. */
  get unseenCount(): number {
    return this.#unseen
  }

  /** An object as it was last stored, before anything is read. */
  load(uid: string, fingerprint: bigint): void {
    const slot = this.#claim(uid)
    this.#revive(slot)
    this.#prints[slot] = fingerprint
  }

  /** A list is read from its beginning; whatever it does not name is gone. */
  beginList(): void {
    for (let slot = 0; slot < this.#slots; slot += 1) {
      this.#marks[slot] = (this.#marks[slot] as number) & ~seen
    }
    this.#unseen = this.size
  }

  /** An object of the list; true when it is to be stored. */
  see(uid: string, fingerprint: bigint): boolean {
    const slot = this.#claim(uid)
    const mark = this.#marks[slot] as number
    const isKnown = (mark & alive) !== 0 && this.#prints[slot] === fingerprint
    if ((mark & alive) !== 0 && (mark & seen) === 0) this.#unseen -= 1
    this.#revive(slot)
    this.#marks[slot] = (this.#marks[slot] as number) | seen
    this.#prints[slot] = fingerprint
    this.#changedAt[slot] = 0
    return !isKnown
  }

  /** An object of the list that cannot be read: if it is known it stays as it is. */
  keep(uid: string): void {
    const slot = this.#find(uid)
    if (slot !== -1 && ((this.#marks[slot] as number) & alive) !== 0)
      this.see(uid, this.#prints[slot] as bigint)
  }

  /** True for an object that was there before the list and is not in it. */
  isUnseen(uid: string): boolean {
    const slot = this.#find(uid)
    return slot !== -1 && ((this.#marks[slot] as number) & (alive | seen)) === alive
  }

  /** Every page was read; changes are counted from here. What was not seen is forgotten. */
  endList(resourceVersion: string): void {
    for (let slot = 0; slot < this.#slots; slot += 1) {
      if (((this.#marks[slot] as number) & seen) === 0) this.#bury(slot)
    }
    this.#base = numberOf(resourceVersion)
    this.#newest = 0
    this.#deletedFloor = mostChanges
    this.#rebuild(this.#slots)
    this.#deletedFloor = 0
    this.#unseen = 0
  }

  /** A change that a watch tells; `fingerprint` is undefined when the object is gone. */
  change(uid: string, resourceVersion: string, fingerprint: bigint | undefined): Verdict {
    const at = this.#changesSince(resourceVersion)
    if (at < 0) return 'stale'
    // Also one that goes before it came: when its coming is told late, it is known to be gone.
    const slot = this.#claim(uid)
    const isAlive = ((this.#marks[slot] as number) & alive) !== 0
    if (at > 0 && at <= (this.#changedAt[slot] as number) && at < mostChanges) return 'stale'
    if (at > this.#newest) this.#newest = at
    this.#changedAt[slot] = Math.max(at, this.#changedAt[slot] as number)
    if (fingerprint === undefined) {
      this.#bury(slot)
      return isAlive ? 'changed' : 'unknown'
    }
    if (isAlive && this.#prints[slot] === fingerprint) return 'same'
    this.#revive(slot)
    this.#prints[slot] = fingerprint
    return 'changed'
  }

  /** Versions since the list, 0 when that cannot be told; negative for what the list already holds. */
  #changesSince(resourceVersion: string): number {
    const since = numberOf(resourceVersion) - this.#base
    if (Number.isNaN(since)) return 0
    return since <= 0 ? -1 : Math.min(since, mostChanges)
  }

  #revive(slot: number): void {
    const mark = this.#marks[slot] as number
    if ((mark & alive) === 0) this.size += 1
    this.#marks[slot] = mark | alive
  }

  /** The slot stays, so that an older change that comes late does not bring the object back. */
  #bury(slot: number): void {
    const mark = this.#marks[slot] as number
    if ((mark & alive) !== 0) this.size -= 1
    this.#marks[slot] = mark & occupied
  }

  #find(uid: string): number {
    hashInto(this.#hash, uid)
    const { high, low } = this.#hash
    let slot = low % this.#slots
    while (this.#marks[slot] !== 0) {
      if (this.#uidLow[slot] === low && this.#uidHigh[slot] === high) return slot
      slot = slot + 1 === this.#slots ? 0 : slot + 1
    }
    return -1
  }

  #claim(uid: string): number {
    const found = this.#find(uid)
    if (found !== -1) return found
    if (this.#used + 1 > this.#slots * fullest) {
      const { high, low } = this.#hash
      const isCrowded = this.#stayingCount() > this.#slots * crowded
      this.#rebuild(isCrowded ? Math.ceil(this.#slots * growth) : this.#slots)
      return this.#place(high, low)
    }
    return this.#place(this.#hash.high, this.#hash.low)
  }

  #place(high: number, low: number): number {
    let slot = low % this.#slots
    while (this.#marks[slot] !== 0) slot = slot + 1 === this.#slots ? 0 : slot + 1
    this.#uidHigh[slot] = high
    this.#uidLow[slot] = low
    this.#changedAt[slot] = 0
    this.#marks[slot] = occupied
    this.#used += 1
    return slot
  }

  /** What went long before the last time the slots were cleared out need not stay any longer. */
  #stays(mark: number, changedAt: number): boolean {
    return (mark & alive) !== 0 || (mark !== 0 && changedAt > this.#deletedFloor)
  }

  #stayingCount(): number {
    let count = 0
    for (let slot = 0; slot < this.#slots; slot += 1) {
      if (this.#stays(this.#marks[slot] as number, this.#changedAt[slot] as number)) count += 1
    }
    return count
  }

  /** Moves all that stays into new arrays. */
  #rebuild(slots: number): void {
    const [marks, highs, lows] = [this.#marks, this.#uidHigh, this.#uidLow]
    const [prints, changes] = [this.#prints, this.#changedAt]
    this.#slots = slots
    this.#used = 0
    this.#marks = new Uint8Array(slots)
    this.#uidHigh = new Uint32Array(slots)
    this.#uidLow = new Uint32Array(slots)
    this.#prints = new BigUint64Array(slots)
    this.#changedAt = new Uint32Array(slots)
    for (let old = 0; old < marks.length; old += 1) {
      const mark = marks[old] as number
      const changedAt = changes[old] as number
      if (!this.#stays(mark, changedAt)) continue
      const slot = this.#place(highs[old] as number, lows[old] as number)
      this.#marks[slot] = mark
      this.#prints[slot] = prints[old] as bigint
      this.#changedAt[slot] = changedAt
    }
    this.#deletedFloor = Math.max(0, this.#newest - remembered)
  }
}

/** Resource versions of Kubernetes are numbers; of another server's kind nothing is believed. */
const numberOf = (resourceVersion: string): number =>
  /^\d{1,15}$/.test(resourceVersion) ? Number(resourceVersion) : Number.NaN
