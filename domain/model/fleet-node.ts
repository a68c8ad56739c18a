// A node as the fleet's list of nodes shows it, and what nodes are found under. Data only; they are counted by the
// store, which holds them.
import type { NodeFacts } from './kube-object.ts'
import type { Owner } from './owner.ts'

/** In the order of the store's answer. */
export const fleetNodeFacets = [
  'condition',
  'version',
  'osImage',
  'instanceType',
  'zone',
  'capacity',
  'architecture',
  'nodeGroup',
  'taint',
] as const
export type FleetNodeFacet = (typeof fleetNodeFacets)[number]

export interface FleetNodeRow {
  readonly clusterId: string
  readonly clusterName: string
  readonly clusterVersion: string | null
  readonly accountId: string | null
  readonly accountName: string | null
  readonly region: string | null
  readonly owner: Owner
  /** Unique in its cluster at any time. */
  readonly name: string
  /** Ready, NotReady or Unknown. */
  readonly phase: string
  /** Allocatable. */
  readonly cpuMillicores: number
  readonly memoryBytes: number
  readonly gpus: number
  readonly createdAt: Date
  readonly facts: NodeFacts
}
