// Pods of DaemonSets: one on every node, made when it registers and gone with it; or made on all nodes at once, while one
// looks on, and gone from all at once.
import { podSuffix } from './names.ts'
import type { NodeHistory } from './node-history.ts'
import { nodeCreatedMs } from './nodes.ts'
import {
  instanceOfNode,
  isWithin,
  lifeOf,
  longestStartMs,
  outageOf,
  type Pod,
  type PodChange,
  type PodSet,
  type Status,
} from './pod.ts'
import { podKeyPrefix, type WorkloadOf } from './workloads.ts'

export class DaemonSetPods implements PodSet {
  readonly workload: WorkloadOf<'DaemonSet'>
  readonly prefix: string
  readonly places: number
  readonly #nodes: NodeHistory
  /** It makes pods from here on: with it, in the next millisecond. */
  readonly #fromMs: number
  readonly #untilMs: number

  constructor(workload: WorkloadOf<'DaemonSet'>, nodes: NodeHistory) {
    this.workload = workload
    this.prefix = podKeyPrefix(workload)
    this.#nodes = nodes
    this.#fromMs = (workload.appearsMs ?? Number.NEGATIVE_INFINITY) + 1
    this.#untilMs = workload.stopsMs ?? Number.POSITIVE_INFINITY
    this.places = Math.max(64, workload.cluster.nodes)
  }

  count(ms: number): number {
    return this.#isThere(ms) ? this.#nodes.present(ms).count : 0
  }

  started(fromMs: number, toMs: number): number {
    const [from, to] = [Math.max(fromMs, this.#fromMs + 1), Math.min(toMs, this.#untilMs)]
    const first = isWithin(this.#fromMs, fromMs, toMs) ? this.#nodes.present(this.#fromMs).count : 0
    return first + this.#nodes.within(from, to).filter(({ bornMs }) => isWithin(bornMs, from, to)).length
  }

  at(i: number, ms: number): Pod {
    const slot = this.#nodes.present(ms).slot(i)
    return this.#pod(slot, this.#nodes.incarnation(slot, ms), ms)
  }

  changes(fromMs: number, toMs: number): PodChange[] {
    const [from, to] = [Math.max(fromMs, this.#fromMs + 1), Math.min(toMs, this.#untilMs)]
    const found = [...this.#firstChanges(fromMs, toMs), ...this.#lastChanges(fromMs, toMs)]
    if (from >= to) return found
    for (const { slot, goneMs, bornMs } of this.#nodes.within(from - longestStartMs, to)) {
      if (isWithin(goneMs, from, to)) {
        const pod = this.#pod(slot, this.#nodes.incarnation(slot, goneMs), to)
        found.push({ ms: goneMs, type: 'gone', pod })
      }
      if (bornMs >= to || bornMs <= this.#fromMs) continue
      const pod = this.#pod(slot, this.#nodes.incarnation(slot, bornMs + 1), to)
      found.push(...lifeOf(this.#nodes, pod, from, to, Number.POSITIVE_INFINITY))
    }
    for (const { slot, lostMs, backMs } of this.#nodes.outagesIn(from, to)) {
      if (!isWithin(lostMs, from, to) && !isWithin(backMs, from, to)) continue
      const pod = this.#pod(slot, this.#nodes.incarnation(slot, lostMs), to)
      if (isWithin(lostMs, from, to)) found.push({ ms: lostMs, type: 'lost', pod })
      if (isWithin(backMs, from, to)) found.push({ ms: backMs, type: 'back', pod })
    }
    return found
  }

  status(ms: number): Status {
    const nodes = this.#nodes
    if (!this.#isThere(ms)) {
      return {
        wanted: 0,
        replicas: 0,
        ready: 0,
        lost: 0,
        changedMs: Math.min(this.#untilMs, this.#fromMs - 1),
      }
    }
    const { count } = nodes.present(ms)
    const early = this.#early(ms)
    let changedMs = early?.changedMs ?? this.#settledMs()
    let ready = count - (early?.starting ?? 0)
    let lost = 0
    for (const { slot, goneMs, bornMs } of nodes.lately(ms, longestStartMs, () => changedMs)) {
      if (goneMs < ms) changedMs = Math.max(changedMs, goneMs)
      if (bornMs >= ms || bornMs <= this.#fromMs) continue
      const { readyMs } = this.#pod(slot, nodes.incarnation(slot, bornMs + 1), ms)
      if (readyMs >= ms) ready -= 1
      changedMs = Math.max(changedMs, readyMs < ms ? readyMs : bornMs)
    }
    for (const { slot, lostMs, backMs } of nodes.outages) {
      if (lostMs >= ms) continue
      const pod = this.#pod(slot, nodes.incarnation(slot, lostMs), ms)
      const isLost = outageOf(nodes, pod, ms)?.backMs === backMs && backMs >= ms
      if (isLost) lost += 1
      changedMs = Math.max(changedMs, backMs < ms ? backMs : lostMs)
    }
    return { wanted: count, replicas: count, ready: ready - lost, lost, changedMs }
  }

  /** What happened in a millisecond is seen from the next one on. */
  #isThere(ms: number): boolean {
    return ms > this.#fromMs && ms <= this.#untilMs
  }

  /** When it was last changed, as far as nodes have no part in it. */
  #settledMs(): number {
    const { appearsMs, cluster } = this.workload
    return appearsMs === undefined ? cluster.createdMs + 3_600_000 : this.#fromMs + longestStartMs
  }

  /** The pods that came with it. */
  #first(): readonly Pod[] {
    const present = this.#nodes.present(this.#fromMs + 1)
    return Array.from({ length: present.count }, (_, i) => {
      const slot = present.slot(i)
      return this.#pod(slot, this.#nodes.incarnation(slot, this.#fromMs), this.#fromMs + 1)
    })
  }

  /** While those start; undefined: they have. */
  #early(ms: number): { readonly starting: number; readonly changedMs: number } | undefined {
    if (ms > this.#fromMs + longestStartMs) return undefined
    const ready = this.#first().flatMap(({ readyMs }) => (readyMs < ms ? [readyMs] : []))
    const changedMs = ready.reduce((latest, readyMs) => Math.max(latest, readyMs), this.#fromMs)
    return { starting: this.#nodes.present(ms).count - ready.length, changedMs }
  }

  #firstChanges(fromMs: number, toMs: number): PodChange[] {
    if (toMs <= this.#fromMs || fromMs > this.#fromMs + longestStartMs) return []
    return this.#first().flatMap((pod) => lifeOf(this.#nodes, pod, fromMs, toMs, Number.POSITIVE_INFINITY))
  }

  #lastChanges(fromMs: number, toMs: number): PodChange[] {
    const ms = this.#untilMs
    if (!isWithin(ms, fromMs, toMs)) return []
    const { count } = this.#nodes.present(ms)
    return Array.from({ length: count }, (_, i) => ({ ms, type: 'gone', pod: this.at(i, ms) }))
  }

  #pod(slot: number, node: number, ms: number): Pod {
    const { workload } = this
    const came = node === 0 ? undefined : this.#nodes.story(slot, ms)?.replacements[node - 1]
    const withNodeMs = came?.bornMs ?? nodeCreatedMs(workload.cluster, slot) + 5_000
    const bornMs = Math.max(withNodeMs, this.#fromMs)
    return {
      workload,
      number: slot,
      place: slot,
      name: `${workload.name}-${podSuffix(workload.id, this.places, slot, slot, node)}`,
      slot,
      ...instanceOfNode(workload, slot, node, bornMs),
      endMs: undefined,
      owner: workload.name,
    }
  }
}
