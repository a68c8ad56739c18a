// Pods of CronJobs: each run has one. It runs where no node is about to go, so that a run is never broken off; where
// every node of a small cluster goes before it ends, its pod stays told on a node that is gone.
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
    return { name: `${name}-${Math.floor(startMs / 60_000)}`, number, startMs, endMs: startMs + durationMs }
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
    const slot = this.#slotOf(run)
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

  /** Its own, or else another of the group, or of the cluster. */
  #slotOf({ number, startMs, endMs }: JobRun): number {
    const { workload } = this
    const own = placeOf(workload, number)
    if (this.#nodes.isCalm(own, startMs, endMs)) return own
    const { first, size } = workload.group ?? { first: 0, size: workload.cluster.nodes }
    for (let n = 1; n < Math.min(size, mostTried); n += 1) {
      const slot = first + ((own - first + n) % size)
      if (this.#nodes.isCalm(slot, startMs, endMs)) return slot
    }
    for (let slot = 0; slot < Math.min(workload.cluster.nodes, mostTried); slot += 1) {
      if (this.#nodes.isCalm(slot, startMs, endMs)) return slot
    }
    return own
  }
}
