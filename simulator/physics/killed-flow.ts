// One flow on a server that holds each request in memory while it runs, and is killed by the one that is too much: those
// that run or wait are lost, as are those that come while it is away; then it begins anew, empty. Each of its lives is a
// run by itself. "Killed at" is the first millisecond in which it is not there.
import { countBefore, type Fate, type Flow, type FlowFates, FlowRun } from './apf-run.ts'

export interface Memory {
  readonly capacityBytes: number
  /** Of one request. */
  readonly bytesEach: number
  /** Of all else, so long after the server was back; Infinity: it was never away. */
  otherBytes(sinceMs: number): number
  readonly awayMs: number
}

interface Life {
  /** -Infinity: of the first. */
  readonly fromMs: number
  /** Infinity: of the last. */
  readonly killedMs: number
  /** Held when it was killed; otherwise 0. */
  readonly bytes: number
  /** Of the arrivals: the first that it received, and one after the last. */
  readonly first: number
  readonly end: number
  readonly run: FlowRun
}

type Rejection = Exclude<Fate, 'served'>

/** The first that begins while there is not enough for it. */
function tooMuch(run: FlowRun, fromMs: number, memory: Memory): { ms: number; bytes: number } | undefined {
  const { starts, holdMs } = run
  let ended = 0
  for (const [n, ms] of starts.entries()) {
    while ((starts[ended] as number) + holdMs <= ms) ended += 1
    const bytes = (n + 1 - ended) * memory.bytesEach + memory.otherBytes(ms - fromMs)
    if (bytes > memory.capacityBytes) return { ms, bytes }
  }
  return undefined
}

/** As many arrivals are looked at first. */
const lookedFirst = 256

function lifeOf(flow: Flow, memory: Memory, fromMs: number): Life {
  const { arrivals } = flow
  const first = countBefore(arrivals, fromMs)
  const runUntil = (end: number) => new FlowRun({ ...flow, arrivals: arrivals.slice(first, end) })
  for (let count = lookedFirst; ; count *= 2) {
    const end = Math.min(arrivals.length, first + count)
    const run = runUntil(end)
    const found = tooMuch(run, fromMs, memory)
    const isWhole = end === arrivals.length
    // What begins later depends on those that were not looked at.
    if (found !== undefined && (isWhole || found.ms <= (arrivals[end - 1] as number))) {
      const killedMs = found.ms + 1
      const received = countBefore(arrivals, killedMs)
      return { fromMs, killedMs, bytes: found.bytes, first, end: received, run: runUntil(received) }
    }
    if (isWhole) return { fromMs, killedMs: Number.POSITIVE_INFINITY, bytes: 0, first, end, run }
  }
}

export class KilledFlow implements FlowFates {
  readonly holdMs: number
  readonly rejections: FlowFates['rejections']
  readonly lives: readonly Life[]

  constructor(flow: Flow, memory: Memory) {
    this.holdMs = flow.holdMs
    const lives = [lifeOf(flow, memory, Number.NEGATIVE_INFINITY)]
    for (let last = lives[0] as Life; Number.isFinite(last.killedMs); ) {
      last = lifeOf(flow, memory, last.killedMs + memory.awayMs)
      lives.push(last)
    }
    this.lives = lives
    const turnedAway = (reason: Rejection): Float64Array =>
      Float64Array.from(
        lives.flatMap(({ run, killedMs }) => [...run.rejections[reason]].filter((ms) => ms < killedMs)),
      )
    this.rejections = { 'queue-full': turnedAway('queue-full'), 'time-out': turnedAway('time-out') }
  }

  /** Of the lives that had begun by then: up to that instant, or to where each ended. */
  #sum(ms: number, of: (life: Life, untilMs: number) => number): number {
    let all = 0
    for (const life of this.lives) if (life.fromMs < ms) all += of(life, Math.min(ms, life.killedMs))
    return all
  }

  #at(ms: number): Life {
    return this.lives.findLast(({ fromMs }) => fromMs < ms) as Life
  }

  #with(n: number): Life {
    const life = this.lives.find(({ first, end }) => first <= n && n < end)
    if (life === undefined) throw new RangeError(`request ${n} came while the server was away`)
    return life
  }

  fate(n: number): Fate {
    const { run, first } = this.#with(n)
    return run.fate(n - first)
  }

  waitedMs(n: number): number {
    const { run, first } = this.#with(n)
    return run.waitedMs(n - first)
  }

  /** Also those that were lost before it was said. */
  rejected(n: number, m: number): number {
    return this.lives.reduce((all, { run, first, end }) => {
      const [from, to] = [Math.max(n, first), Math.min(m, end)]
      return to > from ? all + run.rejected(from - first, to - first) : all
    }, 0)
  }

  /** Without those that a life took with it when it ended: they run no more. */
  started(ms: number): number {
    return this.#sum(ms, ({ run, killedMs }, untilMs) =>
      ms < killedMs ? run.started(untilMs) : run.ended(untilMs),
    )
  }

  ended(ms: number): number {
    return this.#sum(ms, ({ run }, untilMs) => run.ended(untilMs))
  }

  turnedAway(reason: Rejection, ms: number): number {
    return this.#sum(ms, ({ run }, untilMs) => run.turnedAway(reason, untilMs))
  }

  waiting(ms: number): number {
    const { run, killedMs } = this.#at(ms)
    return ms < killedMs ? run.waiting(ms) : 0
  }

  nextEndMs(ms: number): number {
    return this.#at(ms).run.nextEndMs(ms)
  }

  /** Of those that came from the n-th on, before the m-th: without an answer when the server was killed, or never received. */
  lost(n: number, m: number): number {
    let answered = 0
    for (const { run, first, end, killedMs } of this.lives) {
      for (let one = Math.max(n, first); one < Math.min(m, end); one += 1) {
        const decidedMs = (run.arrivals[one - first] as number) + run.waitedMs(one - first)
        const endMs = run.fate(one - first) === 'served' ? decidedMs + run.holdMs : decidedMs
        if (endMs < killedMs) answered += 1
      }
    }
    return m - n - answered
  }
}
