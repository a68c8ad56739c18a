// A fleet in groups: each cluster in one, by a facet that has one value a cluster. Sums what each group holds;
// a sum is null where nothing of it is known, and never counts what is not known as nothing.
import { supportBands } from '../support/support-band.ts'
import { clusterHealths } from './cluster-health.ts'
import { type FleetFacet, fleetFacetNames, fleetFacets, severalFacets } from './fleet-facets.ts'
import type { FoundCluster } from './fleet-row.ts'

type SeveralFacet = (typeof severalFacets)[number]
export type GroupFacet = Exclude<FleetFacet, SeveralFacet>
export const groupFacets = fleetFacetNames.filter(
  (facet): facet is GroupFacet => !(severalFacets as readonly FleetFacet[]).includes(facet),
)

export interface FleetGroup {
  /** "" for clusters of which it is not known. */
  readonly value: string
  readonly clusters: number
  /** Open findings of our own checks that nobody waived; null while none has looked at any of them. */
  readonly errors: number | null
  readonly warnings: number | null
  /** Of clusters whose nodes are read; null when none of them is. */
  readonly nodes: number | null
  /** Of clusters whose fee is known; null when none of them is. */
  readonly feeMicroUsdPerHour: number | null
}

const inOrder: Partial<Record<GroupFacet, readonly string[]>> = {
  health: clusterHealths,
  support: supportBands,
}

const sumOf = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}

const groupOf = (row: FoundCluster, facet: GroupFacet): string => fleetFacets[facet](row)[0] ?? ''

/** What has an order of its own keeps it, versions go up, the rest by size; what is not known comes last. */
function compare(facet: GroupFacet, left: FleetGroup, right: FleetGroup): number {
  if (left.value === '' || right.value === '') return Number(left.value === '') - Number(right.value === '')
  const order = inOrder[facet]
  if (order !== undefined) return order.indexOf(left.value) - order.indexOf(right.value)
  const byText = left.value.localeCompare(right.value, 'en', { numeric: true })
  return facet === 'version' ? byText : right.clusters - left.clusters || byText
}

export interface GroupedFleet {
  readonly groups: readonly FleetGroup[]
  /** Group after group, within each as they came. */
  readonly rows: readonly FoundCluster[]
}

export function groupFleet(rows: readonly FoundCluster[], facet: GroupFacet): GroupedFleet {
  const members = new Map<string, FoundCluster[]>()
  for (const row of rows) {
    const value = groupOf(row, facet)
    const own = members.get(value)
    if (own === undefined) members.set(value, [row])
    else own.push(row)
  }
  const groups = [...members]
    .map(
      ([value, own]): FleetGroup => ({
        value,
        clusters: own.length,
        errors: sumOf(own.map(({ ownFindings }) => ownFindings?.error ?? null)),
        warnings: sumOf(own.map(({ ownFindings }) => ownFindings?.warning ?? null)),
        nodes: sumOf(own.map(({ nodes }) => nodes)),
        feeMicroUsdPerHour: sumOf(own.map(({ feeMicroUsdPerHour }) => feeMicroUsdPerHour)),
      }),
    )
    .sort((left, right) => compare(facet, left, right))
  return { groups, rows: groups.flatMap(({ value }) => members.get(value) ?? []) }
}
