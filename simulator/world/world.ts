// The world: a fleet, a clock, and for every cluster what is in it. What is worked out here once is fixed by
// the seed; whatever depends on time is asked with a time.
import type { Clock } from './clock.ts'
import { type Cluster, type Fleet, fleetOf, type Scale } from './fleet.ts'
import { historyOf, type NodeHistory } from './node-history.ts'
import { type Node, nodeAt } from './nodes.ts'
import type { Pod, PodSet } from './pod.ts'
import { podSetOf } from './pod-sets.ts'
import type { Scenario } from './scenario.ts'
import { type Contents, contentsOf, type Workload } from './workloads.ts'

export interface WorldOptions {
  readonly seed: number
  readonly scale: Scale
  readonly epochMs: number
  readonly clock: Clock
  readonly scenarios?: readonly Scenario[]
}

export interface ClusterState extends Contents {
  readonly cluster: Cluster
  readonly epochMs: number
  /** In the order of the keys of their pods. */
  readonly podSets: readonly PodSet[]
  /** No two pods that are there at a time have the same. */
  podAddress(pod: Pick<Pod, 'place' | 'workload'>): string
  readonly nodes: NodeHistory
  /** Undefined: the slot holds none just then. */
  node(slot: number, ms: number): Node | undefined
}

export class World {
  readonly seed: number
  readonly fleet: Fleet
  readonly clock: Clock
  readonly scenarios: readonly Scenario[]
  readonly #states = new Map<string, ClusterState>()

  constructor({ seed, scale, epochMs, clock, scenarios = [] }: WorldOptions) {
    this.seed = seed
    this.clock = clock
    this.scenarios = scenarios
    this.fleet = fleetOf(seed, scale, epochMs, scenarios)
  }

  nowMs(): number {
    return this.clock.nowMs()
  }

  cluster(name: string): Cluster | undefined {
    return this.fleet.clusters.find((known) => known.name === name)
  }

  state(cluster: Cluster): ClusterState {
    const known = this.#states.get(cluster.name)
    if (known !== undefined) return known
    const { epochMs } = this.fleet
    const contents = contentsOf(cluster)
    const nodes = historyOf(cluster)
    const podSets = contents.workloads.map((workload) => podSetOf(workload, nodes))
    const state: ClusterState = {
      ...contents,
      cluster,
      epochMs,
      podSets,
      podAddress: addressesOf(podSets),
      nodes,
      node: (slot, ms) => nodeAt(nodes, slot, ms),
    }
    this.#states.set(cluster.name, state)
    return state
  }
}

/** 10.128.0.0/9, a stretch for each workload. */
function addressesOf(podSets: readonly PodSet[]): ClusterState['podAddress'] {
  const bases = new Map<Workload, number>()
  let next = 1
  for (const { workload, places } of podSets) {
    bases.set(workload, next)
    next += places
  }
  return ({ workload, place }) => {
    const n = (bases.get(workload) as number) + place
    return `10.${128 + ((n >> 16) & 127)}.${(n >> 8) & 255}.${n & 255}`
  }
}

/** Pods of a cluster, by formula. */
export const podCount = ({ podSets }: ClusterState, ms: number): number =>
  podSets.reduce((sum, set) => sum + set.count(ms), 0)
