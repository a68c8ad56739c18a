// The pods of a workload: how many there are, which, in the order of their names, and what happens to them in
// a window of time. One form for each kind of workload; everything by formula, nothing remembered. What
// happened in a millisecond is seen from the next one on.
import type { Cluster } from './fleet.ts'
import { h01, hBelow, purpose } from './hash.ts'
import { podSuffix } from './names.ts'
import { nodeCreatedMs } from './nodes.ts'
import { Population, Restarts } from './population.ts'
import { podKeyPrefix, type Workload, type WorkloadOf } from './workloads.ts'

export interface Pod {
  readonly workload: Workload
  /** With the workload, whose it is in hashes: two pods never share one. */
  readonly number: number
  readonly name: string
  /** Its node's. */
  readonly slot: number
  /** Below the set's `places`; two that are alive at a time never share one. */
  readonly place: number
  readonly bornMs: number
  readonly scheduledMs: number
  readonly readyMs: number
  /** When it ended by itself; pods that serve never do. */
  readonly endMs: number | undefined
  /** The job or template it was made from: its owner's name. */
  readonly owner: string
}

export type PodChange = {
  readonly ms: number
  readonly type: 'born' | 'scheduled' | 'ready' | 'ended' | 'gone'
  readonly pod: Pod
}

export interface Status {
  readonly wanted: number
  readonly replicas: number
  readonly ready: number
  /** The last millisecond in which any of this changed. */
  readonly changedMs: number
}

export interface PodSet {
  readonly workload: Workload
  /** Begins the key of each of its pods. */
  readonly prefix: string
  readonly places: number
  count(ms: number): number
  /** How many came to be in [from, to), by formula. */
  started(fromMs: number, toMs: number): number
  /** The i-th in the order of names. */
  at(i: number, ms: number): Pod
  /** In [from, to), in no order. */
  changes(fromMs: number, toMs: number): PodChange[]
  status(ms: number): Status
}

/** Longest time from being made to being ready. */
export const longestStartMs = 23_000

function timesOf(workload: Workload, number: number, bornMs: number) {
  const scheduledMs = bornMs + 100 + hBelow(900, workload.id ^ purpose.podStart, number, 1)
  const readyMs = scheduledMs + 1_500 + hBelow(20_000, workload.id ^ purpose.podStart, number, 2)
  return { bornMs, scheduledMs, readyMs }
}

function placeOf({ cluster, group, offset }: Workload, number: number): number {
  const { first, size } = group ?? { first: 0, size: cluster.nodes }
  return first + ((((offset + number) % size) + size) % size)
}

const isWithin = (ms: number, fromMs: number, toMs: number): boolean => ms >= fromMs && ms < toMs

/** What happens to a pod that was made, within a window; its end by others' hands left out. */
function lifeOf(pod: Pod, fromMs: number, toMs: number): PodChange[] {
  const all = [
    { ms: pod.bornMs, type: 'born', pod },
    { ms: pod.scheduledMs, type: 'scheduled', pod },
    { ms: pod.readyMs, type: 'ready', pod },
    ...(pod.endMs === undefined ? [] : [{ ms: pod.endMs, type: 'ended', pod } as const]),
  ] as const
  return all.filter(({ ms }) => isWithin(ms, fromMs, toMs))
}

class DeploymentPods implements PodSet {
  readonly workload: WorkloadOf<'Deployment'>
  readonly prefix: string
  readonly places: number
  readonly #population: Population

  constructor(workload: WorkloadOf<'Deployment'>, startMs: number) {
    const { id, replicas, lifetimeMs, wave } = workload
    this.workload = workload
    this.prefix = podKeyPrefix(workload)
    const phase = h01(id ^ purpose.countPhase, 0)
    this.#population = new Population({
      startMs,
      replicas,
      lifetimeMs,
      phase,
      ...(wave === undefined ? {} : { wave }),
    })
    this.places = 16 + 2 * Math.ceil(replicas * (1 + (wave?.amplitude ?? 0)))
  }

  count(ms: number): number {
    return this.#population.count(ms)
  }

  started(fromMs: number, toMs: number): number {
    return this.#population.window(toMs).high - this.#population.window(fromMs).high
  }

  /** Numbers go round a ring of places, and names are in the order of places: the later part comes first. */
  at(i: number, ms: number): Pod {
    const { low, high } = this.#population.window(ms)
    const { places } = this
    const first = ((low % places) + places) % places
    const wrapped = Math.max(0, first + (high - low) - places)
    return this.#pod(i < wrapped ? low + (places - first) + i : low + (i - wrapped))
  }

  changes(fromMs: number, toMs: number): PodChange[] {
    const before = this.#population.window(fromMs)
    const after = this.#population.window(toMs)
    const found: PodChange[] = []
    // From the youngest that was ready before the window on.
    const first = Math.max(before.low, this.#population.window(fromMs - longestStartMs).high)
    for (let n = first; n < after.high; n += 1) found.push(...lifeOf(this.#pod(n), fromMs, toMs))
    for (let n = before.low; n < after.low; n += 1) {
      found.push({ ms: this.#population.diedMs(n), type: 'gone', pod: this.#pod(n) })
    }
    return found
  }

  status(ms: number): Status {
    const { low, high } = this.#population.window(ms)
    let ready = high - low
    let changedMs = Math.max(this.#population.bornMs(high - 1), this.#population.diedMs(low - 1))
    for (let n = high - 1; n >= low; n -= 1) {
      const bornMs = this.#population.bornMs(n)
      if (bornMs + longestStartMs < Math.min(ms, changedMs)) break
      const { readyMs } = timesOf(this.workload, n, bornMs)
      if (readyMs >= ms) ready -= 1
      else changedMs = Math.max(changedMs, readyMs)
    }
    // What is asked for changes only when something is done about it.
    return { wanted: this.#population.wanted(changedMs), replicas: high - low, ready, changedMs }
  }

  #pod(number: number): Pod {
    const { workload, places } = this
    const place = ((number % places) + places) % places
    const suffix = podSuffix(workload.id, places, place, number)
    return {
      workload,
      number,
      place,
      name: `${workload.name}-${workload.templateHash}-${suffix}`,
      slot: placeOf(workload, number),
      ...timesOf(workload, number, this.#population.bornMs(number)),
      endMs: undefined,
      owner: `${workload.name}-${workload.templateHash}`,
    }
  }
}

class StatefulSetPods implements PodSet {
  readonly workload: WorkloadOf<'StatefulSet'>
  readonly prefix: string
  readonly places: number
  readonly #restarts: Restarts

  constructor(workload: WorkloadOf<'StatefulSet'>, startMs: number) {
    const { id, replicas: members, lifetimeMs } = workload
    this.workload = workload
    this.prefix = podKeyPrefix(workload)
    this.places = members
    this.#restarts = new Restarts({ startMs, members, lifetimeMs, phase: h01(id ^ purpose.countPhase, 0) })
  }

  count(): number {
    return this.workload.replicas
  }

  started(fromMs: number, toMs: number): number {
    return this.#restarts.before(toMs) - this.#restarts.before(fromMs)
  }

  /** Fewer than ten, so that the order of names is that of members. */
  at(i: number, ms: number): Pod {
    return this.#pod(this.#restarts.latest(i, ms))
  }

  changes(fromMs: number, toMs: number): PodChange[] {
    const found: PodChange[] = []
    const last = this.#restarts.before(toMs)
    for (let n = this.#restarts.before(fromMs - longestStartMs); n < last; n += 1) {
      const pod = this.#pod(n)
      found.push(...lifeOf(pod, fromMs, toMs))
      if (isWithin(pod.bornMs, fromMs, toMs)) {
        found.push({ ms: pod.bornMs, type: 'gone', pod: this.#pod(n - this.workload.replicas) })
      }
    }
    return found
  }

  status(ms: number): Status {
    const { replicas } = this.workload
    const last = this.#pod(this.#restarts.before(ms) - 1)
    let ready = replicas
    let changedMs = last.bornMs
    for (let n = 0; n < replicas; n += 1) {
      const { readyMs } = this.at(n, ms)
      if (readyMs >= ms) ready -= 1
      else changedMs = Math.max(changedMs, readyMs)
    }
    return { wanted: replicas, replicas, ready, changedMs }
  }

  #pod(number: number): Pod {
    const { workload } = this
    const member = this.#restarts.memberOf(number)
    return {
      workload,
      number,
      place: member,
      name: `${workload.name}-${member}`,
      slot: placeOf(workload, member),
      ...timesOf(workload, number, this.#restarts.timeOf(number)),
      endMs: undefined,
      owner: workload.name,
    }
  }
}

class DaemonSetPods implements PodSet {
  readonly workload: WorkloadOf<'DaemonSet'>
  readonly prefix: string
  readonly places: number
  readonly #cluster: Cluster
  readonly #epochMs: number

  constructor(workload: WorkloadOf<'DaemonSet'>, epochMs: number) {
    this.workload = workload
    this.prefix = podKeyPrefix(workload)
    this.#cluster = workload.cluster
    this.#epochMs = epochMs
    this.places = Math.max(64, this.#cluster.nodes)
  }

  count(): number {
    return this.#cluster.nodes
  }

  /** Nodes do not come and go. */
  started(): number {
    return 0
  }

  at(slot: number): Pod {
    const { workload } = this
    return {
      workload,
      number: slot,
      place: slot,
      name: `${workload.name}-${podSuffix(workload.id, this.places, slot, slot)}`,
      slot,
      ...timesOf(workload, slot, nodeCreatedMs(this.#cluster, this.#epochMs, slot) + 5_000),
      endMs: undefined,
      owner: workload.name,
    }
  }

  changes(): PodChange[] {
    return []
  }

  status(): Status {
    const { nodes, createdMs } = this.#cluster
    const changedMs = createdMs + 3_600_000
    return { wanted: nodes, replicas: nodes, ready: nodes, changedMs }
  }
}

/** How many finished jobs are kept. */
const keptJobs = 3

/** A run of a CronJob, with its one pod. */
export interface JobRun {
  readonly name: string
  readonly number: number
  readonly startMs: number
  readonly endMs: number
}

export class CronJobPods implements PodSet {
  readonly workload: WorkloadOf<'CronJob'>
  readonly prefix: string
  readonly places = 8

  constructor(workload: WorkloadOf<'CronJob'>) {
    this.workload = workload
    this.prefix = podKeyPrefix(workload)
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
    const times = timesOf(workload, run.number, run.startMs)
    return {
      workload,
      number: run.number,
      place: ((run.number % 8) + 8) % 8,
      name: `${run.name}-${podSuffix(workload.id, 1, 0, run.number)}`,
      slot: placeOf(workload, run.number),
      ...times,
      endMs: run.endMs,
      owner: run.name,
    }
  }

  changes(fromMs: number, toMs: number): PodChange[] {
    const found: PodChange[] = []
    for (let n = this.#last(fromMs) - keptJobs; n <= this.#last(toMs); n += 1) {
      const pod = this.pod(this.run(n))
      found.push(...lifeOf(pod, fromMs, toMs))
      const goneMs = this.run(n + keptJobs).endMs
      if (isWithin(goneMs, fromMs, toMs)) found.push({ ms: goneMs, type: 'gone', pod })
    }
    return found
  }

  /** Of the run that is under way: `replicas` 0 or 1. */
  status(ms: number): Status {
    const run = this.run(this.#last(ms))
    const { readyMs } = this.pod(run)
    if (run.endMs < ms) return { wanted: 0, replicas: 0, ready: 0, changedMs: run.endMs }
    const isReady = readyMs < ms
    return { wanted: 1, replicas: 1, ready: isReady ? 1 : 0, changedMs: isReady ? readyMs : run.startMs }
  }

  #last(ms: number): number {
    const { periodMs, offsetMs } = this.workload
    return Math.ceil((ms - offsetMs) / periodMs) - 1
  }
}

export function podSetOf(workload: Workload, epochMs: number): PodSet {
  switch (workload.kind) {
    case 'Deployment':
      return new DeploymentPods(workload, epochMs)
    case 'StatefulSet':
      return new StatefulSetPods(workload, epochMs)
    case 'DaemonSet':
      return new DaemonSetPods(workload, epochMs)
    case 'CronJob':
      return new CronJobPods(workload)
  }
}
