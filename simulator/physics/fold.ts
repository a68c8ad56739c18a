// A model that goes on step by step: its state at any tick, from the beginning, each worked out once. The same in
// whatever order it is asked; kept for as many ticks as it is told to last, and still from then on.

export class Fold<State> {
  readonly #fromMs: number
  readonly #tickMs: number
  readonly #ticks: number
  readonly #states: State[]
  readonly #step: (before: State, fromMs: number, toMs: number) => State

  /** `step` is told the state at the beginning of a tick, and when that begins and ends. */
  constructor(given: {
    readonly fromMs: number
    readonly untilMs: number
    readonly tickMs: number
    readonly first: State
    readonly step: (before: State, fromMs: number, toMs: number) => State
  }) {
    this.#fromMs = given.fromMs
    this.#tickMs = given.tickMs
    this.#ticks = Math.max(0, Math.ceil((given.untilMs - given.fromMs) / given.tickMs))
    this.#states = [given.first]
    this.#step = given.step
  }

  /** As it is at the last tick that is not after this instant; before the beginning as at it. */
  at(ms: number): State {
    const n = Math.min(this.#ticks, Math.max(0, Math.floor((ms - this.#fromMs) / this.#tickMs)))
    for (let done = this.#states.length; done <= n; done += 1) {
      const beganMs = this.#fromMs + (done - 1) * this.#tickMs
      this.#states.push(this.#step(this.#states[done - 1] as State, beganMs, beganMs + this.#tickMs))
    }
    return this.#states[n] as State
  }
}
