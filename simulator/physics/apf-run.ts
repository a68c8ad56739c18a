// One flow that asks a priority level for more than it can serve, request by request: who runs at once, who waits, who
// is turned away and when. Nothing is drawn; times are whole milliseconds. Since every request runs equally long, who
// began first is done first, and queues, filled evenly, are one.
import { queuedMost, waitsAtMostSeconds } from './apf.ts'

export type Fate = 'queue-full' | 'served' | 'time-out'

export interface Flow {
  /** In order. */
  readonly arrivals: Float64Array
  /** Requests that run at once. */
  readonly servers: number
  readonly holdMs: number
}

/** How many of these sorted times lie before `ms`. */
export function countBefore(times: Float64Array, ms: number): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] as number) < ms) low = middle + 1
    else high = middle
  }
  return low
}

const fates: readonly Fate[] = ['served', 'queue-full', 'time-out']

/** What became of a flow, whoever worked it out. */
export type FlowFates = Pick<
  FlowRun,
  | 'ended'
  | 'fate'
  | 'holdMs'
  | 'nextEndMs'
  | 'rejected'
  | 'rejections'
  | 'started'
  | 'turnedAway'
  | 'waitedMs'
  | 'waiting'
>

export class FlowRun {
  readonly arrivals: Float64Array
  readonly holdMs: number
  /** When they began to run, in order. */
  readonly starts: Float64Array
  /** When they were turned away, in order, by why. */
  readonly rejections: Readonly<Record<Exclude<Fate, 'served'>, Float64Array>>
  readonly #fates: Uint8Array
  /** When the wait of each was over. */
  readonly #decided: Float64Array
  /** Turned away among those that arrived before the n-th. */
  readonly #rejectedBefore: Uint32Array

  constructor({ arrivals, servers, holdMs }: Flow) {
    this.arrivals = arrivals
    this.holdMs = holdMs
    this.#fates = new Uint8Array(arrivals.length)
    this.#decided = new Float64Array(arrivals.length)
    this.starts = new Float64Array(arrivals.length)
    const served = this.#run(servers)
    this.starts = this.starts.slice(0, served)
    const turnedAway = (fate: Fate): Float64Array =>
      this.#decided.filter((_, n) => this.#fates[n] === fates.indexOf(fate)).sort()
    this.rejections = { 'queue-full': turnedAway('queue-full'), 'time-out': turnedAway('time-out') }
    this.#rejectedBefore = new Uint32Array(arrivals.length + 1)
    for (let n = 0; n < arrivals.length; n += 1)
      this.#rejectedBefore[n + 1] = (this.#rejectedBefore[n] as number) + (this.#fates[n] === 0 ? 0 : 1)
  }

  /** Of those that arrived from the n-th on, before the m-th. */
  rejected(n: number, m: number): number {
    return (this.#rejectedBefore[m] as number) - (this.#rejectedBefore[n] as number)
  }

  fate(n: number): Fate {
    return fates[this.#fates[n] as number] as Fate
  }

  /** From its arrival until it ran or was turned away. */
  waitedMs(n: number): number {
    return (this.#decided[n] as number) - (this.arrivals[n] as number)
  }

  /** Before `ms`. */
  started(ms: number): number {
    return countBefore(this.starts, ms)
  }

  ended(ms: number): number {
    return countBefore(this.starts, ms - this.holdMs)
  }

  turnedAway(reason: Exclude<Fate, 'served'>, ms: number): number {
    return countBefore(this.rejections[reason], ms)
  }

  waiting(ms: number): number {
    const gone = this.started(ms) + this.turnedAway('queue-full', ms) + this.turnedAway('time-out', ms)
    return countBefore(this.arrivals, ms) - gone
  }

  /** How long another request waits that comes at `ms` and is first in turn, where all are taken: for the next that ends. */
  nextEndMs(ms: number): number {
    return (this.starts[this.ended(ms)] as number) + this.holdMs
  }

  #decide(n: number, fate: Fate, ms: number): void {
    this.#fates[n] = fates.indexOf(fate)
    this.#decided[n] = ms
  }

  /** How many were served. */
  #run(servers: number): number {
    const { arrivals, holdMs, starts } = this
    const waiting = new Uint32Array(arrivals.length)
    let [first, last, served, ended] = [0, 0, 0, 0]
    const start = (n: number, ms: number): void => {
      this.#decide(n, 'served', ms)
      starts[served] = ms
      served += 1
    }
    const endUntil = (ms: number): void => {
      for (; ended < served && (starts[ended] as number) + holdMs <= ms; ended += 1) {
        const endMs = (starts[ended] as number) + holdMs
        const isLate = (n: number): boolean => endMs - (arrivals[n] as number) > waitsAtMostSeconds * 1_000
        // Who waited too long keeps its place until its turn comes.
        for (; first < last && isLate(waiting[first] as number); first += 1)
          this.#decide(waiting[first] as number, 'time-out', endMs)
        if (first < last) {
          start(waiting[first] as number, endMs)
          first += 1
        }
      }
    }
    for (let n = 0; n < arrivals.length; n += 1) {
      const ms = arrivals[n] as number
      endUntil(ms)
      if (served - ended < servers) start(n, ms)
      else if (last - first < queuedMost) {
        waiting[last] = n
        last += 1
      } else this.#decide(n, 'queue-full', ms)
    }
    endUntil(Number.POSITIVE_INFINITY)
    return served
  }
}
