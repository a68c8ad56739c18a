// What a fleet's clusters are found under.
import { type Facets, type Narrowed, narrow, type Selection, word, yesNo } from './facets.ts'
import type { FleetRow } from './fleet-row.ts'

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
} as const satisfies Facets<FleetRow>
export type FleetFacet = keyof typeof fleetFacets
export const fleetFacetNames = Object.keys(fleetFacets) as readonly FleetFacet[]

export type FleetSelection = Selection<FleetFacet>

/** Rows that every chosen facet leaves, in their order, and the counts of every facet's values. */
export const narrowFleet = (
  rows: readonly FleetRow[],
  selection: FleetSelection,
): Narrowed<FleetRow, FleetFacet> => narrow<FleetRow, FleetFacet>(rows, fleetFacets, selection)
