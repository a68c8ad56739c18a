// What a fleet's clusters are found under. A facet of one value a cluster counts every cluster once; the others
// say that one cluster may count under several.
import { type Facets, type Narrowed, narrow, type Selection, word, yesNo } from './facets.ts'
import type { FoundCluster } from './fleet-row.ts'
import { labelText } from './scope-label.ts'

/** "There are none of these", which is known; that nobody told is "". */
export const without = 'without'
const orWithout = (values: readonly string[]): readonly string[] => (values.length === 0 ? [without] : values)

const drift = (versionsBehind: number | null): string =>
  versionsBehind === null ? 'unknown' : versionsBehind > 0 ? 'behind' : 'current'

/** "api-removals:error"; "passing" when checks looked and nothing is open. */
function findingsOf({ checks }: FoundCluster): readonly string[] {
  if (checks === null) return []
  const open = checks.filter(({ status }) => status !== 'passing')
  return open.length === 0 ? ['passing'] : open.map(({ checkId, status }) => `${checkId}:${status}`)
}

/** What a cluster is found under; none when it is not known, which is counted as "". */
export const fleetFacets = {
  health: (row: FoundCluster) => [row.health],
  support: (row: FoundCluster) => [row.supportBand],
  version: (row: FoundCluster) => word(row.version),
  provider: (row: FoundCluster) => word(row.provider),
  finding: findingsOf,
  compute: (row: FoundCluster) => row.compute,
  tier: (row: FoundCluster) => word(row.tier),
  protection: (row: FoundCluster) => yesNo(row.deletionProtection),
  backup: ({ backup: { isProtected } }: FoundCluster) =>
    isProtected === null ? [] : [isProtected ? 'protected' : 'unprotected'],
  endpoint: (row: FoundCluster) =>
    row.endpointPublic === null ? [] : [row.endpointPublic ? 'public' : 'private'],
  /** Control-plane log types that are delivered. */
  logging: (row: FoundCluster) => (row.logging === null ? [] : orWithout([...new Set(row.logging)])),
  podIdentity: (row: FoundCluster) => yesNo(row.podIdentity),
  addOns: (row: FoundCluster) => (row.addOns === null ? [] : [row.addOns.behind > 0 ? 'behind' : 'current']),
  /** "coredns:behind". */
  addOn: (row: FoundCluster) =>
    row.addOnList === null
      ? []
      : orWithout(row.addOnList.map(({ name, versionsBehind }) => `${name}:${drift(versionsBehind)}`)),
  /** "coredns@v1.11.4-eksbuild.2". */
  addOnVersion: (row: FoundCluster) =>
    row.addOnList === null
      ? []
      : orWithout(row.addOnList.map(({ name, version }) => (version === null ? name : `${name}@${version}`))),
  amiType: (row: FoundCluster) => (row.amiTypes === null ? [] : orWithout(Object.keys(row.amiTypes))),
  instanceType: (row: FoundCluster) => (row.instanceTypes === null ? [] : orWithout(row.instanceTypes)),
  account: (row: FoundCluster) => word(row.accountId),
  ou: (row: FoundCluster) => word(row.ouPath),
  region: (row: FoundCluster) => word(row.region),
  owner: (row: FoundCluster) => [row.owner.id],
  /** "team=payments". */
  tag: (row: FoundCluster) =>
    orWithout(Object.entries(row.tags).map(([key, value]) => labelText({ key, value }))),
  status: (row: FoundCluster) => word(row.status),
  source: (row: FoundCluster) => row.sources,
} as const satisfies Facets<FoundCluster>
export type FleetFacet = keyof typeof fleetFacets
export const fleetFacetNames = Object.keys(fleetFacets) as readonly FleetFacet[]

/** Under these one cluster may count several times; under every other it counts once. */
export const severalFacets = [
  'finding',
  'compute',
  'logging',
  'addOn',
  'addOnVersion',
  'amiType',
  'instanceType',
  'tag',
  'source',
] as const satisfies readonly FleetFacet[]
const several: ReadonlySet<FleetFacet> = new Set(severalFacets)
export const countsSeveral = (facet: FleetFacet): boolean => several.has(facet)

export type FleetSelection = Selection<FleetFacet>

/** Rows that every chosen facet leaves, in their order, and the counts of every facet's values. */
export const narrowFleet = <Row extends FoundCluster>(
  rows: readonly Row[],
  selection: FleetSelection,
): Narrowed<Row, FleetFacet> => narrow<Row, FleetFacet>(rows, fleetFacets, selection)
