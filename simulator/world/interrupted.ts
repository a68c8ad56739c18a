// Calls of an API server that is killed: those that come while it is away are not received, and those that it was about
// to answer are never answered. An audit log without RequestReceived, as EKS's is, has neither, and no counter either:
// what is left is a class of requests like any other, with fewer calls.
import type { Outcomes } from './api-asking.ts'
import type { Counted } from './counting.ts'
import type { Restart } from './restarts.ts'

/** No watch lasts longer, and no other call. */
const [longestWatchMs, longestMs] = [15 * 60_000, 60_000]

export interface Interruptible extends Outcomes {
  readonly verb: string
  readonly calls: Counted
  receivedUs(n: number): number | undefined
}

/** Which are left of calls that are numbered: all but some stretches of them. */
class Left {
  /** Stretches that are not, in order: their first, one after their last, and how many were left before each. */
  readonly #from: number[] = []
  readonly #end: number[] = []
  readonly #before: number[] = []
  /** How many are not in all stretches before, and in this one. */
  readonly #dropped: number[] = []

  drop(from: number, end: number): void {
    if (end <= from) return
    const dropped = this.#dropped.at(-1) ?? 0
    this.#from.push(from)
    this.#end.push(end)
    this.#before.push(from - dropped)
    this.#dropped.push(dropped + end - from)
  }

  /** Of sorted numbers, how many are not above `n`. */
  #upTo(numbers: readonly number[], n: number): number {
    let [low, high] = [0, numbers.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((numbers[middle] as number) <= n) low = middle + 1
      else high = middle
    }
    return low
  }

  /** How many of them come before number n. */
  before(n: number): number {
    const at = this.#upTo(this.#from, n) - 1
    if (at < 0) return n
    return n - (this.#dropped[at] as number) + Math.max(0, (this.#end[at] as number) - n)
  }

  /** Which number the k-th of them has. */
  numberOf(k: number): number {
    return k + (this.#dropped[this.#upTo(this.#before, k) - 1] ?? 0)
  }
}

interface Lost {
  readonly left: Left
  /** Numbers of those that were received and not answered, in order, and what they would have been answered with. */
  readonly unanswered: readonly { readonly n: number; readonly code: number }[]
}

function lostOf(of: Interruptible, restarts: readonly Restart[]): Lost {
  const { calls, verb } = of
  const longest = verb === 'watch' ? longestWatchMs : longestMs
  const left = new Left()
  const unanswered: { n: number; code: number }[] = []
  let sinceMs = Number.NEGATIVE_INFINITY
  for (const { killedMs, backMs } of restarts) {
    const end = calls.before(killedMs)
    for (let n = calls.before(Math.max(sinceMs, killedMs - longest)); n < end; n += 1) {
      const { code, tookUs } = of.outcome(n)
      if ((of.receivedUs(n) as number) + tookUs < 1_000 * killedMs) continue
      unanswered.push({ n, code })
      left.drop(n, n + 1)
    }
    left.drop(end, calls.before(backMs))
    sinceMs = backMs
  }
  return { left, unanswered }
}

/** The same class, without what was lost; worked out when one of its calls is asked for. */
export function interrupted<Of extends Interruptible & { call(n: number): unknown }>(
  of: Of,
  restarts: readonly Restart[],
): Of {
  if (restarts.length === 0) return of
  const { calls } = of
  let made: Lost | undefined
  const lost = (): Lost => {
    made ??= lostOf(of, restarts)
    return made
  }
  const numberOf = (k: number): number => lost().left.numberOf(k)
  const before = (ms: number): number => lost().left.before(calls.before(ms))
  const byCode = (fromMs: number, toMs: number): ReadonlyMap<number, number> => {
    const counts = new Map(of.byCode(fromMs, toMs))
    const take = (code: number, count: number): void => {
      counts.set(code, (counts.get(code) ?? 0) - count)
    }
    for (const { killedMs, backMs } of restarts) {
      const [from, to] = [Math.max(fromMs, killedMs), Math.min(toMs, backMs)]
      if (from < to) for (const [code, count] of of.byCode(from, to)) take(code, count)
    }
    const [first, end] = [calls.before(fromMs), calls.before(toMs)]
    for (const { n, code } of lost().unanswered) if (first <= n && n < end) take(code, 1)
    return new Map([...counts].filter(([, count]) => count > 0))
  }
  return {
    ...of,
    calls: {
      before,
      within: (fromMs: number, toMs: number) => before(toMs) - before(fromMs),
      timeOf: (k: number) => calls.timeOf(numberOf(k)),
    },
    receivedUs: (k: number) => of.receivedUs(numberOf(k)),
    call: (k: number) => of.call(numberOf(k)),
    outcome: (k: number) => of.outcome(numberOf(k)),
    byCode,
  }
}
