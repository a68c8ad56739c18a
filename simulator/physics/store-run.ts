// A run of the database's write path, write after write: what the tables of `store-table` were measured with. Raft
// commits batches one after the other to a majority of three disks, and its file stands still while it is written back;
// the journal takes appends as they come. Numbers are assumptions of the model. Deterministic: its draws are hashes.
import { h01 } from '../world/hash.ts'

export type Store = 'journal' | 'raft'

export interface RunOptions {
  readonly store: Store
  readonly writesPerSecond: number
  readonly writes: number
  readonly seed: number
  /** Shares of the partitions that writes are spread over; one takes all when absent. */
  readonly shares?: readonly number[]
}

interface Run {
  /** From being asked to being applied, in milliseconds, in no order; the first tenth is left out. */
  readonly tookMs: readonly number[]
  /** Writes a second that were done, from the first to the last. */
  readonly donePerSecond: number
}

class Draws {
  readonly #seed: number
  #n = 0
  constructor(seed: number) {
    this.#seed = seed
  }
  next(): number {
    this.#n += 1
    return h01(this.#seed, this.#n)
  }
  logNormal(median: number, sigma: number): number {
    const u = Math.max(this.next(), 1e-12)
    return median * Math.exp(sigma * Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * this.next()))
  }
}

const raft = {
  fsyncMs: 3.2,
  sigma: 0.55,
  roundTripMs: 0.9,
  applyMs: 0.3,
  worksMs: 100,
  stallsMs: 22,
} as const
const journal = { appendMs: 2.6, sigma: 0.35, applyMs: 0.11 } as const

/** When each write that is asked for at a time, in their order, is applied. */
function raftDone(asked: readonly number[], draws: Draws): readonly number[] {
  const { fsyncMs, sigma, roundTripMs, applyMs, worksMs, stallsMs } = raft
  const done: number[] = []
  let [committedMs, appliedMs, n] = [0, 0, 0]
  while (n < asked.length) {
    const beganMs = Math.max(committedMs, asked[n] as number)
    let end = n
    while (end < asked.length && (asked[end] as number) <= beganMs) end += 1
    const disk = (tripMs: number): number => tripMs + draws.logNormal(fsyncMs, sigma)
    const second = [disk(0), disk(roundTripMs), disk(roundTripMs)].sort((a, b) => a - b)[1] as number
    committedMs = beganMs + second
    for (; n < end; n += 1) {
      const startMs = Math.max(appliedMs, committedMs)
      const phase = startMs % (worksMs + stallsMs)
      appliedMs = startMs + (phase < worksMs ? 0 : worksMs + stallsMs - phase) + applyMs
      done.push(appliedMs)
    }
  }
  return done
}

function journalDone(asked: readonly number[], draws: Draws): readonly number[] {
  let [orderedMs, appliedMs] = [0, 0]
  return asked.map((ms) => {
    orderedMs = Math.max(orderedMs, ms + draws.logNormal(journal.appendMs, journal.sigma))
    appliedMs = Math.max(appliedMs, orderedMs) + journal.applyMs
    return appliedMs
  })
}

function partitionOf(shares: readonly number[], draw: number): number {
  let left = draw
  for (const [n, share] of shares.entries()) {
    left -= share
    if (left < 0) return n
  }
  return shares.length - 1
}

export function runStore({ store, writesPerSecond, writes, seed, shares = [1] }: RunOptions): Run {
  const draws = new Draws(seed)
  const asked: number[][] = shares.map(() => [])
  let ms = 0
  for (let n = 0; n < writes; n += 1) {
    ms += (-Math.log(1 - draws.next()) * 1_000) / writesPerSecond
    asked[shares.length === 1 ? 0 : partitionOf(shares, draws.next())]?.push(ms)
  }
  const done = asked.map((one) => (store === 'raft' ? raftDone(one, draws) : journalDone(one, draws)))
  const tookMs = done.flatMap((one, partition) =>
    one
      .slice(Math.ceil(one.length / 10))
      .map((end, n) => end - (asked[partition]?.[n + Math.ceil(one.length / 10)] ?? 0)),
  )
  const endMs = Math.max(...done.map((one) => one.at(-1) ?? 0))
  return { tookMs, donePerSecond: (writes * 1_000) / endMs }
}

/** What the API server adds to a write before and after the database. */
export function withOverhead(tookMs: readonly number[], seed: number): readonly number[] {
  const draws = new Draws(seed ^ 0x51f15e)
  return tookMs.map((ms) => ms + draws.logNormal(3.2, 0.55))
}

/** At each of these shares, of numbers in no order. */
export function quantilesOf(numbers: readonly number[], shares: readonly number[]): readonly number[] {
  const sorted = Float64Array.from(numbers).sort()
  return shares.map(
    (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number,
  )
}
