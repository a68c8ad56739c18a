// Pods of CronJobs: each run has one. It runs where no node is about to go, so that a run is never broken off; where
// every node is, it takes the one that stays longest and is done by then.
import { podSuffix } from './names.ts'
import type { NodeHistory } from './node-history.ts'
import {
  instancesOf,
  isWithin,
  lifeOf,
  type Pod,
  type PodChange,
  type PodSet,
  placeOf,
  type Status,
} from './pod.ts'
import { podKeyPrefix, type WorkloadOf } from './workloads.ts'

/** How many finished jobs are kept. */
const keptJobs = 3

/** A run of a CronJob, with its one pod. */
export interface JobRun {
  readonly name: string
  readonly number: number
  readonly startMs: number
  readonly endMs: number
}

/** How many other slots are looked at. */
const mostTried = 64
/** A run that has to be done early has at least as long. */
const shortestMs = 60_000

interface Placed {
  readonly slot: number
  readonly untilMs: number
}

export class CronJobPods implements PodSet {
  readonly workload: WorkloadOf<'CronJob'>
  readonly prefix: string
  readonly places = 8
  readonly #nodes: NodeHistory

  constructor(workload: WorkloadOf<'CronJob'>, nodes: NodeHistory) {
    this.workload = workload
    this.prefix = podKeyPrefix(workload)
    this.#nodes = nodes
  }

  run(number: number): JobRun {
    const { name, periodMs, offsetMs, durationMs } = this.workload
    const startMs = offsetMs + number * periodMs
    const { untilMs } = this.#placed(number, startMs)
    const endMs = Math.min(startMs + durationMs, untilMs - 1)
    return { name: `${name}-${Math.floor(startMs / 60_000)}`, number, startMs, endMs }
  }

  /** Runs that are there, oldest first: those that finished last, and the one that runs. */
  runs(ms: number): readonly JobRun[] {
    const last = this.#last(ms)
    const first = this.run(last).endMs < ms ? last - keptJobs + 1 : last - keptJobs
    return Array.from({ length: last - first + 1 }, (_, n) => this.run(first + n))
  }

  count(ms: number): number {
    return this.run(this.#last(ms)).endMs < ms ? keptJobs : keptJobs + 1
  }

  started(fromMs: number, toMs: number): number {
    return this.#last(toMs) - this.#last(fromMs)
  }

  at(i: number, ms: number): Pod {
    return this.pod(this.runs(ms)[i] as JobRun)
  }

  pod(run: JobRun): Pod {
    const { workload } = this
    const { number, startMs, endMs } = run
    const { slot } = this.#placed(number, startMs)
    const [first] = instancesOf(this.#nodes, workload, { number, slot, bornMs: startMs }, startMs + 1)
    const { node, scheduledMs, readyMs } = first as typeof first & object
    return {
      workload,
      number,
      incarnation: 0,
      place: ((number % 8) + 8) % 8,
      name: `${run.name}-${podSuffix(workload.id, 1, 0, number)}`,
      slot,
      node,
      bornMs: startMs,
      scheduledMs,
      readyMs,
      endMs,
      owner: run.name,
    }
  }

  changes(fromMs: number, toMs: number): PodChange[] {
    const found: PodChange[] = []
    for (let n = this.#last(fromMs) - keptJobs; n <= this.#last(toMs); n += 1) {
      const pod = this.pod(this.run(n))
      const goneMs = this.run(n + keptJobs).endMs
      found.push(
        ...lifeOf(this.#nodes, pod, fromMs, toMs, goneMs).filter(({ type }) => !/lost|back/.test(type)),
      )
      if (isWithin(goneMs, fromMs, toMs)) found.push({ ms: goneMs, type: 'gone', pod })
    }
    return found
  }

  /** Of the run that is under way: `replicas` 0 or 1. */
  status(ms: number): Status {
    const run = this.run(this.#last(ms))
    const { readyMs } = this.pod(run)
    if (run.endMs < ms) return { wanted: 0, replicas: 0, ready: 0, lost: 0, changedMs: run.endMs }
    const isReady = readyMs < ms
    return {
      wanted: 1,
      replicas: 1,
      ready: isReady ? 1 : 0,
      lost: 0,
      changedMs: isReady ? readyMs : run.startMs,
    }
  }

  #last(ms: number): number {
    const { periodMs, offsetMs } = this.workload
    return Math.ceil((ms - offsetMs) / periodMs) - 1
  }

  /** On its own slot, or else on another of the group, or of the cluster. */
  #placed(number: number, startMs: number): Placed {
    const { workload } = this
    const { cluster, durationMs, group } = workload
    const endMs = startMs + durationMs
    const own = placeOf(workload, number)
    let best: Placed = { slot: own, untilMs: this.#nodes.calmUntil(own, startMs, endMs) }
    const { first, size } = group ?? { first: 0, size: cluster.nodes }
    for (let n = 1; best.untilMs <= endMs && n < Math.min(size, mostTried); n += 1) {
      best = this.#better(best, first + ((own - first + n) % size), startMs, endMs)
    }
    for (let slot = 0; best.untilMs <= endMs && slot < Math.min(cluster.nodes, mostTried); slot += 1) {
      best = this.#better(best, slot, startMs, endMs)
    }
    // It waits for its own to come back where there is no other.
    const waits = best.untilMs < startMs + shortestMs
    return waits ? { slot: own, untilMs: Number.POSITIVE_INFINITY } : best
  }

  #better(best: Placed, slot: number, startMs: number, endMs: number): Placed {
    const untilMs = this.#nodes.calmUntil(slot, startMs, endMs)
    return untilMs > best.untilMs ? { slot, untilMs } : best
  }
}
