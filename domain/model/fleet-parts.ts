// Node groups and add-ons over a whole fleet: one a row, what each is found under, and in which order they
// are listed. What is in trouble comes first, then what is furthest behind, then the largest.
import type { NodeSkew } from '../support/skew.ts'
import type { AddOn, NodeGroup } from './cluster-part.ts'
import { type Facets, word, yesNo } from './facets.ts'
import type { Owner } from './owner.ts'

interface Placed {
  readonly clusterId: string
  readonly clusterName: string
  readonly clusterVersion: string | null
  readonly accountId: string | null
  readonly accountName: string | null
  readonly region: string | null
  readonly owner: Owner
  /** Unique in its cluster. */
  readonly name: string
}

export interface NodeGroupRow extends Placed {
  readonly facts: NodeGroup
  /** Of its version against the cluster's. */
  readonly skew: NodeSkew
}

export interface AddOnRow extends Placed {
  readonly facts: AddOn
}

const issuesOf = ({ facts }: { facts: { health: NodeGroup['health'] } }): readonly string[] =>
  facts.health.length === 0 ? ['none'] : [...new Set(facts.health.map(({ code }) => code))]

const placedFacets = {
  account: ({ accountId }: Placed) => word(accountId),
  region: ({ region }: Placed) => word(region),
  owner: ({ owner }: Placed) => [owner.id],
} as const

export const nodeGroupFacets = {
  issue: issuesOf,
  image: ({ facts }: NodeGroupRow) => word(facts.amiType),
  instanceType: ({ facts }: NodeGroupRow) => facts.instanceTypes,
  version: ({ facts }: NodeGroupRow) => word(facts.version),
  skew: ({ skew }: NodeGroupRow) => (skew.minorsBehind === null ? [] : [String(skew.minorsBehind)]),
  capacity: ({ facts }: NodeGroupRow) => word(facts.capacityType),
  repair: ({ facts }: NodeGroupRow) => yesNo(facts.nodeRepair),
  taint: ({ facts }: NodeGroupRow) =>
    facts.taints.length === 0 ? ['none'] : [...new Set(facts.taints.map(({ key }) => key))],
  status: ({ facts }: NodeGroupRow) => word(facts.status),
  ...placedFacets,
} as const satisfies Facets<NodeGroupRow>
export type NodeGroupFacet = keyof typeof nodeGroupFacets

function drift({ facts }: AddOnRow): readonly string[] {
  if (facts.versionsBehind === null) return []
  return [facts.versionsBehind === 0 ? 'newest' : 'behind']
}

export const addOnFacets = {
  issue: issuesOf,
  addOn: ({ name }: AddOnRow) => [name],
  version: ({ facts }: AddOnRow) => word(facts.version),
  drift,
  publisher: ({ facts }: AddOnRow) => word(facts.publisher),
  status: ({ facts }: AddOnRow) => word(facts.status),
  ...placedFacets,
} as const satisfies Facets<AddOnRow>
export type AddOnFacet = keyof typeof addOnFacets

const byText = (left: string, right: string): number => (left === right ? 0 : left < right ? -1 : 1)

function byPlace(left: Placed, right: Placed): number {
  return byText(left.clusterName, right.clusterName) || byText(left.clusterId, right.clusterId)
}

const troubled = ({ facts }: { facts: { health: readonly unknown[] } }): number => -facts.health.length

/** A new array. */
export const orderNodeGroups = (rows: readonly NodeGroupRow[]): NodeGroupRow[] =>
  [...rows].sort(
    (left, right) =>
      troubled(left) - troubled(right) ||
      (right.skew.minorsBehind ?? 0) - (left.skew.minorsBehind ?? 0) ||
      (right.facts.desiredSize ?? 0) - (left.facts.desiredSize ?? 0) ||
      byPlace(left, right) ||
      byText(left.name, right.name),
  )

/** A new array. */
export const orderAddOns = (rows: readonly AddOnRow[]): AddOnRow[] =>
  [...rows].sort(
    (left, right) =>
      troubled(left) - troubled(right) ||
      (right.facts.versionsBehind ?? 0) - (left.facts.versionsBehind ?? 0) ||
      byText(left.name, right.name) ||
      byPlace(left, right),
  )
