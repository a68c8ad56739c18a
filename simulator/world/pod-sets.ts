// The pods of a workload: how many there are, which, in the order of their names, and what happens to them in
// a window of time. One form for each kind of workload; everything by formula, nothing remembered. What
// happened in a millisecond is seen from the next one on.
import { DaemonSetPods } from './daemon-pods.ts'
import { GangPods } from './gang-pods.ts'
import { h01, purpose } from './hash.ts'
import { CronJobPods } from './job-pods.ts'
import { podSuffix } from './names.ts'
import type { NodeHistory } from './node-history.ts'
import { NumberedPods, type Numbers } from './numbered-pods.ts'
import { type PodSet, placeOf } from './pod.ts'
import { Population, Restarts, type Window } from './population.ts'
import type { Workload, WorkloadOf } from './workloads.ts'

const modulo = (n: number, by: number): number => ((n % by) + by) % by

/** Numbers of a Deployment go round a ring of places. */
function deploymentNumbers(workload: WorkloadOf<'Deployment'>, startMs: number): Numbers {
  const { id, name, replicas, lifetimeMs, wave, templateHash, group, cluster, offset } = workload
  const phase = h01(id ^ purpose.countPhase, 0)
  const given = { startMs, replicas, lifetimeMs, phase }
  const population = new Population(wave === undefined ? given : { ...given, wave })
  const places = 16 + 2 * Math.ceil(replicas * (1 + (wave?.amplitude ?? 0)))
  const { first, size } = group ?? { first: 0, size: cluster.nodes }
  const owner = `${name}-${templateHash}`
  const place = (number: number) => modulo(number, places)
  return {
    workload,
    places,
    owner,
    window: (ms) => population.window(ms),
    bornMs: (number) => population.bornMs(number),
    diedMs: (number) => population.diedMs(number),
    wanted: (ms) => population.wanted(ms),
    /** Names are in the order of places: the later part of the window comes first. */
    at: (i, ms) => {
      const { low, high } = population.window(ms)
      const start = place(low)
      const wrapped = Math.max(0, start + (high - low) - places)
      return i < wrapped ? low + (places - start) + i : low + (i - wrapped)
    },
    slotOf: (number) => placeOf(workload, number),
    on: (slot, { low, high }) => {
      const within = slot - first
      if (within < 0 || within >= size) return []
      const found: number[] = []
      for (let number = low + modulo(within - offset - low, size); number < high; number += size) {
        found.push(number)
      }
      return found
    },
    place,
    name: (number, incarnation) => `${owner}-${podSuffix(id, places, place(number), number, incarnation)}`,
  }
}

/** Members are restarted one after the other: those alive are the last so many starts. */
function statefulNumbers(workload: WorkloadOf<'StatefulSet'>, startMs: number): Numbers {
  const { id, name, replicas: members, lifetimeMs } = workload
  const restarts = new Restarts({ startMs, members, lifetimeMs, phase: h01(id ^ purpose.countPhase, 0) })
  const slotOf = (number: number) => placeOf(workload, restarts.memberOf(number))
  const window = (ms: number): Window => {
    const high = restarts.before(ms)
    return { low: high - members, high }
  }
  return {
    workload,
    places: members,
    owner: name,
    window,
    bornMs: (number) => restarts.timeOf(number),
    diedMs: (number) => restarts.timeOf(number + members),
    wanted: () => members,
    /** Fewer than ten, so that the order of names is that of members. */
    at: (i, ms) => restarts.latest(i, ms),
    slotOf,
    on: (slot, { low, high }) =>
      Array.from({ length: high - low }, (_, n) => low + n).filter((number) => slotOf(number) === slot),
    place: (number) => restarts.memberOf(number),
    name: (number) => `${name}-${restarts.memberOf(number)}`,
  }
}

export function podSetOf(workload: Workload, nodes: NodeHistory): PodSet {
  const { epochMs } = workload.cluster
  switch (workload.kind) {
    case 'Deployment':
      return new NumberedPods(deploymentNumbers(workload, epochMs), nodes)
    case 'StatefulSet':
      return new NumberedPods(statefulNumbers(workload, epochMs), nodes)
    case 'DaemonSet':
      return new DaemonSetPods(workload, nodes)
    case 'CronJob':
      return new CronJobPods(workload, nodes)
    case 'Job':
      return new GangPods(workload, nodes)
  }
}
