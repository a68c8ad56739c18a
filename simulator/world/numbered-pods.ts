// Pods of Deployments and StatefulSets: those alive are a window of numbers that moves on, and each number is
// on a slot. What becomes of the slot's nodes makes successors of a number; how many there are it leaves alone.
import type { NodeHistory } from './node-history.ts'
import {
  type Instance,
  instanceAt,
  instancesOf,
  isWithin,
  lifeOf,
  longestStartMs,
  outageOf,
  type Pod,
  type PodChange,
  type PodSet,
  type Status,
} from './pod.ts'
import type { Window } from './population.ts'
import { longestMs } from './replacement.ts'
import { podKeyPrefix, type Workload } from './workloads.ts'

/** Which numbers there are. */
export interface Numbers {
  readonly workload: Workload
  readonly places: number
  window(ms: number): Window
  bornMs(number: number): number
  diedMs(number: number): number
  /** The i-th in the order of names. */
  at(i: number, ms: number): number
  slotOf(number: number): number
  /** Those of a window that are on this slot. */
  on(slot: number, window: Window): readonly number[]
  /** What is asked for. */
  wanted(ms: number): number
  place(number: number): number
  name(number: number, incarnation: number): string
  readonly owner: string
}

export class NumberedPods implements PodSet {
  readonly workload: Workload
  readonly prefix: string
  readonly places: number
  readonly #numbers: Numbers
  readonly #nodes: NodeHistory

  constructor(numbers: Numbers, nodes: NodeHistory) {
    this.workload = numbers.workload
    this.prefix = podKeyPrefix(numbers.workload)
    this.places = numbers.places
    this.#numbers = numbers
    this.#nodes = nodes
  }

  count(ms: number): number {
    const { low, high } = this.#numbers.window(ms)
    return high - low
  }

  /** Births, and successors of those whose node went. */
  started(fromMs: number, toMs: number): number {
    const births = this.#numbers.window(toMs).high - this.#numbers.window(fromMs).high
    let successors = 0
    for (const { slot, evictedMs } of this.#nodes.within(fromMs, toMs, this.workload.group)) {
      if (!isWithin(evictedMs, fromMs, toMs)) continue
      for (const number of this.#numbers.on(slot, this.#numbers.window(evictedMs))) {
        const last = this.#instances(number, evictedMs + 1).at(-1) as Instance
        if (last.incarnation > 0 && last.bornMs === evictedMs) successors += 1
      }
    }
    return births + successors
  }

  at(i: number, ms: number): Pod {
    return this.#podAt(this.#numbers.at(i, ms), ms)
  }

  changes(fromMs: number, toMs: number): PodChange[] {
    const before = this.#numbers.window(fromMs)
    const after = this.#numbers.window(toMs)
    const found: PodChange[] = []
    for (const number of this.#changing(fromMs, toMs)) {
      const diedMs = number < after.low ? this.#numbers.diedMs(number) : toMs
      for (const instance of this.#instances(number, toMs)) {
        const { evictedMs } = instance
        const pod = this.#pod(number, instance)
        found.push(...lifeOf(this.#nodes, pod, fromMs, toMs, Math.min(evictedMs, diedMs)))
        if (isWithin(evictedMs, fromMs, diedMs)) found.push({ ms: evictedMs, type: 'gone', pod })
      }
    }
    for (let number = before.low; number < after.low; number += 1) {
      const ms = this.#numbers.diedMs(number)
      found.push({ ms, type: 'gone', pod: this.#podAt(number, ms) })
    }
    return found
  }

  status(ms: number): Status {
    const { low, high } = this.#numbers.window(ms)
    let changedMs = Math.max(this.#numbers.bornMs(high - 1), this.#numbers.diedMs(low - 1))
    const young: number[] = []
    for (let n = high - 1; n >= low; n -= 1) {
      if (this.#numbers.bornMs(n) + longestStartMs < Math.min(ms, changedMs)) break
      young.push(n)
    }
    let ready = high - low
    let lost = 0
    for (const number of new Set([...young, ...this.#troubled({ low, high }, Math.min(ms, changedMs), ms)])) {
      const pod = this.#podAt(number, ms)
      const outage = outageOf(this.#nodes, pod, ms)
      const isLost = outage !== undefined && outage.backMs >= ms
      if (isLost) lost += 1
      if (isLost || pod.readyMs >= ms) ready -= 1
      const turns = outage === undefined ? [] : [outage.lostMs, outage.backMs]
      changedMs = Math.max(changedMs, ...[pod.bornMs, pod.readyMs, ...turns].filter((turn) => turn < ms))
    }
    // What is asked for changes only when something is done about it.
    return { wanted: this.#numbers.wanted(changedMs), replicas: high - low, ready, lost, changedMs }
  }

  /** Numbers of a window whose nodes may have changed them since `fromMs`. */
  #troubled(window: Window, fromMs: number, toMs: number): number[] {
    const { group } = this.workload
    const slots = new Set(this.#nodes.within(fromMs - longestStartMs, toMs, group).map(({ slot }) => slot))
    for (const { slot } of this.#nodes.outagesIn(fromMs - longestMs, toMs)) slots.add(slot)
    return [...slots].flatMap((slot) => this.#numbers.on(slot, window))
  }

  /** Those to whom something may happen in [from, to), death left out. */
  #changing(fromMs: number, toMs: number): ReadonlySet<number> {
    const { low } = this.#numbers.window(fromMs)
    const { high } = this.#numbers.window(toMs)
    const found = new Set<number>()
    // From the youngest that was ready before the window on.
    const first = Math.max(low, this.#numbers.window(fromMs - longestStartMs).high)
    for (let number = first; number < high; number += 1) found.add(number)
    for (const number of this.#troubled({ low, high }, fromMs, toMs)) found.add(number)
    return found
  }

  #instances(number: number, ms: number): readonly Instance[] {
    const given = { number, slot: this.#numbers.slotOf(number), bornMs: this.#numbers.bornMs(number) }
    const isPlain = this.#nodes.story(given.slot, ms) === undefined
    const untilMs = isPlain ? ms : Math.min(ms, this.#numbers.diedMs(number))
    return instancesOf(this.#nodes, this.workload, given, untilMs)
  }

  #podAt(number: number, ms: number): Pod {
    return this.#pod(number, instanceAt(this.#instances(number, ms), ms))
  }

  #pod(number: number, { incarnation, node, bornMs, scheduledMs, readyMs }: Instance): Pod {
    const numbers = this.#numbers
    return {
      workload: this.workload,
      number,
      incarnation,
      place: numbers.place(number),
      name: numbers.name(number, incarnation),
      slot: numbers.slotOf(number),
      node,
      bornMs,
      scheduledMs,
      readyMs,
      endMs: undefined,
      owner: numbers.owner,
    }
  }
}
