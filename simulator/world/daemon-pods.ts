// Pods of DaemonSets: one on every node, made when it registers and gone with it.
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

  constructor(workload: WorkloadOf<'DaemonSet'>, nodes: NodeHistory) {
    this.workload = workload
    this.prefix = podKeyPrefix(workload)
    this.#nodes = nodes
    this.places = Math.max(64, workload.cluster.nodes)
  }

  count(ms: number): number {
    return this.#nodes.present(ms).count
  }

  started(fromMs: number, toMs: number): number {
    return this.#nodes.within(fromMs, toMs).filter(({ bornMs }) => isWithin(bornMs, fromMs, toMs)).length
  }

  at(i: number, ms: number): Pod {
    const slot = this.#nodes.present(ms).slot(i)
    return this.#pod(slot, this.#nodes.incarnation(slot, ms), ms)
  }

  changes(fromMs: number, toMs: number): PodChange[] {
    const found: PodChange[] = []
    for (const { slot, goneMs, bornMs } of this.#nodes.within(fromMs - longestStartMs, toMs)) {
      if (isWithin(goneMs, fromMs, toMs)) {
        const pod = this.#pod(slot, this.#nodes.incarnation(slot, goneMs), toMs)
        found.push({ ms: goneMs, type: 'gone', pod })
      }
      if (bornMs >= toMs) continue
      const pod = this.#pod(slot, this.#nodes.incarnation(slot, bornMs + 1), toMs)
      found.push(...lifeOf(this.#nodes, pod, fromMs, toMs, Number.POSITIVE_INFINITY))
    }
    for (const { slot, lostMs, backMs } of this.#nodes.outagesIn(fromMs, toMs)) {
      if (!isWithin(lostMs, fromMs, toMs) && !isWithin(backMs, fromMs, toMs)) continue
      const pod = this.#pod(slot, this.#nodes.incarnation(slot, lostMs), toMs)
      if (isWithin(lostMs, fromMs, toMs)) found.push({ ms: lostMs, type: 'lost', pod })
      if (isWithin(backMs, fromMs, toMs)) found.push({ ms: backMs, type: 'back', pod })
    }
    return found
  }

  status(ms: number): Status {
    const nodes = this.#nodes
    const { count } = nodes.present(ms)
    let changedMs = this.workload.cluster.createdMs + 3_600_000
    let ready = count
    let lost = 0
    for (const { slot, goneMs, bornMs } of nodes.lately(ms, longestStartMs, () => changedMs)) {
      if (goneMs < ms) changedMs = Math.max(changedMs, goneMs)
      if (bornMs >= ms) continue
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

  #pod(slot: number, node: number, ms: number): Pod {
    const { workload } = this
    const came = node === 0 ? undefined : this.#nodes.story(slot, ms)?.replacements[node - 1]
    const bornMs = came?.bornMs ?? nodeCreatedMs(workload.cluster, slot) + 5_000
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
