// Pods of a gang: one on each of its nodes, all or none. When a node of it goes or breaks, all pods go, and their
// successors wait until every node is ready; what it was kept from running is counted to the millisecond.
import { hBelow, purpose } from './hash.ts'
import { byCode, podSuffix } from './names.ts'
import type { NodeHistory } from './node-history.ts'
import { isWithin, longestStartMs, type Pod, type PodChange, type PodSet, type Status } from './pod.ts'
import { podKeyPrefix, type WorkloadOf } from './workloads.ts'

/** From when its pods went until all its nodes were ready. */
interface Break {
  readonly stopMs: number
  readonly goMs: number
}

/** A node that nobody repairs is waited for until then: a time that can be written. */
const neverMs = Date.UTC(9999, 0)

export class GangPods implements PodSet {
  readonly workload: WorkloadOf<'Job'>
  readonly prefix: string
  readonly places: number
  readonly #nodes: NodeHistory
  /** Indexes in the order of names: 0, 1, 10, 100, … */
  readonly #order: readonly number[]
  /** Lists ask about one instant many times. */
  #known: { readonly ms: number; readonly breaks: readonly Break[] } | undefined

  constructor(workload: WorkloadOf<'Job'>, nodes: NodeHistory) {
    this.workload = workload
    this.prefix = podKeyPrefix(workload)
    this.places = workload.replicas
    this.#nodes = nodes
    this.#order = this.#indexes().sort((a, b) => byCode(`${a}-`, `${b}-`))
  }

  count(): number {
    return this.workload.replicas
  }

  started(fromMs: number, toMs: number): number {
    return this.restarts(fromMs, toMs) * this.workload.replicas
  }

  at(i: number, ms: number): Pod {
    const breaks = this.#breaks(ms)
    return this.#pod(this.#order[i] as number, breaks, breaks.length)
  }

  changes(fromMs: number, toMs: number): PodChange[] {
    const breaks = this.#breaks(toMs)
    return breaks.flatMap(({ stopMs, goMs }, n) => {
      if (goMs + longestStartMs < fromMs) return []
      const nextMs = breaks[n + 1]?.stopMs ?? toMs
      return this.#indexes().flatMap((index) => {
        const pod = this.#pod(index, breaks, n + 1)
        const all: PodChange[] = [
          { ms: stopMs, type: 'gone', pod: this.#pod(index, breaks, n) },
          { ms: stopMs, type: 'born', pod },
          { ms: pod.scheduledMs, type: 'scheduled', pod },
          { ms: pod.readyMs, type: 'ready', pod },
        ]
        return all.filter(({ ms, type }) => isWithin(ms, fromMs, toMs) && (type === 'gone' || ms < nextMs))
      })
    })
  }

  status(ms: number): Status {
    const breaks = this.#breaks(ms)
    const last = breaks.at(-1)
    const readies = this.#indexes().map((index) => this.#pod(index, breaks, breaks.length).readyMs)
    const ready = readies.filter((readyMs) => readyMs < ms)
    const changedMs = Math.max(last?.stopMs ?? this.workload.startMs, ...ready)
    const { replicas } = this.workload
    return { wanted: replicas, replicas, ready: ready.length, lost: 0, changedMs }
  }

  /** How often it began anew in [from, to). */
  restarts(fromMs: number, toMs: number): number {
    return this.#breaks(toMs).filter(({ stopMs }) => stopMs >= fromMs).length
  }

  /** How long not all of its pods were ready in [from, to). */
  downMs(fromMs: number, toMs: number): number {
    const breaks = this.#breaks(toMs)
    return breaks.reduce((sum, { stopMs }, n) => {
      const runsMs = Math.max(...this.#indexes().map((index) => this.#pod(index, breaks, n + 1).readyMs))
      const endMs = Math.min(runsMs, breaks[n + 1]?.stopMs ?? toMs, toMs)
      return sum + Math.max(0, endMs - Math.max(stopMs, fromMs))
    }, 0)
  }

  #indexes(): number[] {
    return Array.from({ length: this.workload.replicas }, (_, index) => index)
  }

  /** Those that began before `ms`; what breaks while it waits makes it wait longer. */
  #breaks(ms: number): readonly Break[] {
    if (this.#known?.ms === ms) return this.#known.breaks
    const { first, replicas, startMs } = this.workload
    const found = Array.from({ length: replicas }, (_, n) => this.#nodes.story(first + n, ms))
      .flatMap((story) => story?.replacements ?? [])
      .map(({ fault, evictedMs, readyMs }) => ({
        stopMs: fault?.failedMs ?? evictedMs,
        goMs: Math.min(readyMs, neverMs),
      }))
      .filter(({ stopMs }) => stopMs >= startMs && stopMs < ms)
      .sort((a, b) => a.stopMs - b.stopMs)
    const breaks: Break[] = []
    for (const { stopMs, goMs } of found) {
      const last = breaks.at(-1)
      if (last === undefined || stopMs > last.goMs) breaks.push({ stopMs, goMs })
      else breaks[breaks.length - 1] = { stopMs: last.stopMs, goMs: Math.max(last.goMs, goMs) }
    }
    this.#known = { ms, breaks }
    return breaks
  }

  /** Not of what lies far ahead. */
  #nodeAt(slot: number, ms: number): number {
    return ms < neverMs ? this.#nodes.incarnation(slot, ms) : 0
  }

  #pod(index: number, breaks: readonly Break[], incarnation: number): Pod {
    const { workload } = this
    const { id, name, first, startMs } = workload
    const last = breaks[incarnation - 1]
    const draw = (below: number, n: number) =>
      hBelow(below, id ^ purpose.podStart, index, n + incarnation * 4)
    const scheduledMs = (last?.goMs ?? startMs) + 100 + draw(900, 1)
    return {
      workload,
      number: index,
      incarnation,
      place: index,
      name: `${name}-${index}-${podSuffix(id, 1, 0, index, incarnation)}`,
      slot: first + index,
      node: this.#nodeAt(first + index, scheduledMs),
      bornMs: last?.stopMs ?? startMs,
      scheduledMs,
      readyMs: scheduledMs + 1_500 + draw(20_000, 2),
      endMs: undefined,
      owner: name,
    }
  }
}
