// Narrowing a fleet by facets: which clusters are left, and how many each further value would leave.
// Values of one facet are alternatives, facets narrow each other; a facet's own counts do not follow its
// own choice, so that what was chosen keeps its siblings in sight.
import type { FleetRow } from './fleet-row.ts'

const word = (value: string | null): readonly string[] => (value === null ? [] : [value])
const yesNo = (value: boolean | null): readonly string[] => (value === null ? [] : [value ? 'on' : 'off'])

/** What a cluster is found under; none when it is not known, which is counted as "". */
export const fleetFacets = {
  health: (row: FleetRow) => [row.health],
  support: (row: FleetRow) => [row.supportBand],
  version: (row: FleetRow) => word(row.version),
  provider: (row: FleetRow) => word(row.provider),
  compute: (row: FleetRow) => row.compute,
  tier: (row: FleetRow) => word(row.tier),
  protection: (row: FleetRow) => yesNo(row.deletionProtection),
  endpoint: (row: FleetRow) =>
    row.endpointPublic === null ? [] : [row.endpointPublic ? 'public' : 'private'],
  addOns: (row: FleetRow) => (row.addOns === null ? [] : [row.addOns.behind > 0 ? 'behind' : 'current']),
  account: (row: FleetRow) => word(row.accountId),
  ou: (row: FleetRow) => word(row.ouPath),
  region: (row: FleetRow) => word(row.region),
  owner: (row: FleetRow) => [row.owner.id],
  status: (row: FleetRow) => word(row.status),
  source: (row: FleetRow) => row.sources,
} as const satisfies Record<string, (row: FleetRow) => readonly string[]>
export type FleetFacet = keyof typeof fleetFacets
export const fleetFacetNames = Object.keys(fleetFacets) as readonly FleetFacet[]

/** Values chosen of each facet; a facet without any does not narrow. "" is "not known". */
export type FleetSelection = Partial<Record<FleetFacet, readonly string[]>>

export interface FacetValue {
  readonly value: string
  /** Clusters that would be left if this were chosen beside what the other facets leave. */
  readonly count: number
  readonly isChosen: boolean
}

function valuesOf(row: FleetRow, facet: FleetFacet): readonly string[] {
  const values = fleetFacets[facet](row)
  return values.length === 0 ? [''] : values
}

function misses(
  row: FleetRow,
  chosen: readonly (readonly [FleetFacet, ReadonlySet<string>])[],
): FleetFacet[] {
  return chosen
    .filter(([facet, values]) => !valuesOf(row, facet).some((value) => values.has(value)))
    .map(([facet]) => facet)
}

/** Rows that every chosen facet leaves, in their order, and the counts of every facet's values. */
export function narrowFleet(
  rows: readonly FleetRow[],
  selection: FleetSelection,
): { rows: FleetRow[]; facets: Record<FleetFacet, FacetValue[]> } {
  const chosen = fleetFacetNames
    .filter((facet) => (selection[facet]?.length ?? 0) > 0)
    .map((facet) => [facet, new Set(selection[facet])] as const)
  const counts = new Map(fleetFacetNames.map((facet) => [facet, new Map<string, number>()]))
  for (const [facet, values] of chosen) for (const value of values) counts.get(facet)?.set(value, 0)
  const kept: FleetRow[] = []
  for (const row of rows) {
    const missed = misses(row, chosen)
    if (missed.length === 0) kept.push(row)
    // One that a single facet leaves out still counts among that facet's own values.
    const counted = missed.length === 0 ? fleetFacetNames : missed.length === 1 ? missed : []
    for (const facet of counted) {
      const of = counts.get(facet)
      for (const value of valuesOf(row, facet)) of?.set(value, (of.get(value) ?? 0) + 1)
    }
  }
  const facets = Object.fromEntries(
    fleetFacetNames.map((facet) => [
      facet,
      [...(counts.get(facet) ?? [])]
        .map(([value, count]) => ({ value, count, isChosen: selection[facet]?.includes(value) ?? false }))
        .sort((left, right) => right.count - left.count || left.value.localeCompare(right.value, 'en')),
    ]),
  ) as Record<FleetFacet, FacetValue[]>
  return { rows: kept, facets }
}
