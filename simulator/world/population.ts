// How many replicas there are and which: a window of numbers that moves on. The youngest number is counted by
// one process, the oldest by another; what lies between is alive, so that who is there, since when and until
// when are all known without anything being remembered.
import { CountingProcess } from './counting.ts'
import { Intensity } from './intensity.ts'

export interface Wave {
  readonly amplitude: number
  readonly phaseMs: number
  readonly periodMs: number
}

/** Numbers from `low` to below `high` are alive. */
export interface Window {
  readonly low: number
  readonly high: number
}

export class Population {
  readonly #births: CountingProcess
  readonly #deaths: CountingProcess
  readonly #headStart: number
  readonly #replicasAt: (ms: number) => number

  /**
   * `replicas`, a whole number, about which the day's wave moves the number, `lifetimeMs` how long one lives on average; with
   * a wave at most as long as numbers can fall without anybody rising from the dead. `phase` from 0 to below 1.
   */
  constructor(given: { startMs: number; replicas: number; lifetimeMs: number; wave?: Wave; phase: number }) {
    const { startMs, replicas, lifetimeMs, wave, phase } = given
    const turn = wave === undefined ? 0 : (2 * Math.PI) / wave.periodMs
    const steepest = wave === undefined ? 0 : replicas * wave.amplitude * turn * 1_000
    const deathsPerSecond = Math.max((replicas * 1_000) / lifetimeMs, steepest * 1.05)
    const constant = { kind: 'constant', rate: deathsPerSecond } as const
    this.#deaths = new CountingProcess(new Intensity([{ fromMs: startMs, shape: constant }]), phase)
    const now = (ms: number) =>
      wave === undefined
        ? replicas
        : replicas * (1 + wave.amplitude * Math.sin(turn * ((ms - wave.phaseMs) % wave.periodMs)))
    this.#replicasAt = now
    if (wave === undefined) {
      // Who dies is replaced in the same millisecond.
      this.#births = this.#deaths
      this.#headStart = replicas
      return
    }
    // Births are deaths and the slope of the wave: a wave of a quarter turn earlier.
    const shape = {
      kind: 'wave',
      rate: deathsPerSecond,
      amplitude: steepest / deathsPerSecond,
      phaseMs: wave.phaseMs - wave.periodMs / 4,
      periodMs: wave.periodMs,
    } as const
    const start = now(startMs) + phase
    this.#headStart = Math.floor(start)
    this.#births = new CountingProcess(new Intensity([{ fromMs: startMs, shape }]), start - this.#headStart)
  }

  window(ms: number): Window {
    return { low: this.#deaths.before(ms), high: this.#births.before(ms) + this.#headStart }
  }

  count(ms: number): number {
    const { low, high } = this.window(ms)
    return high - low
  }

  /** What is asked for: never less than there are. */
  wanted(ms: number): number {
    return Math.ceil(this.#replicasAt(ms) - 1e-9)
  }

  /** When number n came to be. */
  bornMs(n: number): number {
    return this.#births.timeOf(n - this.#headStart) as number
  }

  diedMs(n: number): number {
    return this.#deaths.timeOf(n) as number
  }
}

/**
 * Restarts of a fixed number of members, one after the other: event e restarts member e mod members. Each
 * member's latest start is known at any time, before the beginning too.
 */
export class Restarts {
  readonly #process: CountingProcess
  readonly members: number

  constructor(given: { startMs: number; members: number; lifetimeMs: number; phase: number }) {
    const { startMs, members, lifetimeMs, phase } = given
    const rate = (members * 1_000) / lifetimeMs
    this.members = members
    this.#process = new CountingProcess(
      new Intensity([{ fromMs: startMs, shape: { kind: 'constant', rate } }]),
      phase,
    )
  }

  /** The latest event of this member before `ms`. */
  latest(member: number, ms: number): number {
    const last = this.#process.before(ms) - 1
    const back = (((last - member) % this.members) + this.members) % this.members
    return last - back
  }

  before(ms: number): number {
    return this.#process.before(ms)
  }

  timeOf(event: number): number {
    return this.#process.timeOf(event) as number
  }

  memberOf(event: number): number {
    return ((event % this.members) + this.members) % this.members
  }
}
