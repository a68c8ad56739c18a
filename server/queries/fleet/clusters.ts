// Which clusters are run, narrowed, sorted and paged, with the counts of every facet over the whole scope.
// Sums at once over the clusters of an installation; a page never holds more than asked for.
import { z } from 'zod'
import { type ClusterHealth, clusterHealths } from '../../../domain/model/cluster-health.ts'
import type { FacetValue } from '../../../domain/model/facets.ts'
import { type FleetFacet, fleetFacetNames, narrowFleet } from '../../../domain/model/fleet-facets.ts'
import { fleetSorts, orderFleet } from '../../../domain/model/fleet-order.ts'
import type { FleetRow } from '../../../domain/model/fleet-row.ts'
import type { Freshness } from '../../../domain/model/freshness.ts'
import { fromWestToEast, placeOfRegion } from '../../../domain/model/region.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import type { QueryContext } from '../../context.ts'
import { readFleet } from './fleet-rows.ts'

const facetValues = z.array(z.string().max(500)).max(200)

export const fleetClustersInput = z.strictObject({
  scope: scopeInputSchema.optional(),
  where: z.partialRecord(z.enum(fleetFacetNames as [FleetFacet, ...FleetFacet[]]), facetValues).default({}),
  /** Words that the id, name, account or a tag must all hold. */
  find: z.string().max(200).default(''),
  sort: z.enum(fleetSorts).default('risk'),
  reverse: z.boolean().default(false),
  limit: z.int().min(1).max(500).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,6}$/, 'not a cursor of this question')
    .optional(),
})
export type FleetClustersInput = z.infer<typeof fleetClustersInput>

export interface FleetRegion {
  /** "" for clusters of no known region. */
  readonly region: string
  readonly place: string | null
  readonly clusters: number
  readonly byHealth: Readonly<Record<ClusterHealth, number>>
}

export interface FleetClusters {
  readonly rows: readonly FleetRow[]
  /** Rows that match, on all pages. */
  readonly total: number
  /** Clusters in scope, whatever is narrowed by facets and words. */
  readonly inScope: number
  readonly facets: Readonly<Record<FleetFacet, readonly FacetValue[]>>
  /** Words for values that are ids: accounts and owners by their names. */
  readonly names: {
    readonly account: Readonly<Record<string, string>>
    readonly owner: Readonly<Record<string, string>>
  }
  /** Of what matches in all but the region, west to east. */
  readonly regions: readonly FleetRegion[]
  readonly nextCursor: string | null
  readonly freshness: Freshness
  readonly now: Date
}

function holds(row: FleetRow, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const tags = Object.entries(row.tags).map(([key, value]) => `${key}=${value}`)
  const text = [row.clusterId, row.name, row.accountId, row.accountName, row.owner.name, ...tags]
    .filter(Boolean)
    .join('\n')
    .toLowerCase()
  return words.every((word) => text.includes(word))
}

function regionsOf(rows: readonly FleetRow[]): FleetRegion[] {
  const found = new Map<string, { clusters: number; byHealth: Record<ClusterHealth, number> }>()
  for (const row of rows) {
    const region = row.region ?? ''
    const none = Object.fromEntries(clusterHealths.map((health) => [health, 0])) as Record<
      ClusterHealth,
      number
    >
    const sums = found.get(region) ?? { clusters: 0, byHealth: none }
    sums.clusters += 1
    sums.byHealth[row.health] += 1
    found.set(region, sums)
  }
  return [...found]
    .map(([region, sums]) => ({ region, place: placeOfRegion(region)?.place ?? null, ...sums }))
    .sort((left, right) => fromWestToEast(left.region, right.region))
}

function namesOf(rows: readonly FleetRow[]): FleetClusters['names'] {
  const account: Record<string, string> = {}
  const owner: Record<string, string> = {}
  for (const row of rows) {
    if (row.accountId !== null && row.accountName !== null) account[row.accountId] = row.accountName
    owner[row.owner.id] = row.owner.name
  }
  return { account, owner }
}

export async function fleetClusterPage(ctx: QueryContext, input: FleetClustersInput): Promise<FleetClusters> {
  const fleet = await readFleet(ctx, input.scope)
  const words = input.find.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 10)
  const found = fleet.rows.filter((row) => holds(row, words))
  const { region: _, ...elsewhere } = input.where
  const { rows: kept, facets } = narrowFleet(found, input.where)
  const alongCoast = input.where.region?.length ? narrowFleet(found, elsewhere).rows : kept
  const offset = Number(input.cursor ?? 0)
  const rows = orderFleet(kept, input.sort, input.reverse).slice(offset, offset + input.limit)
  return {
    rows,
    total: kept.length,
    inScope: fleet.rows.length,
    facets,
    names: namesOf(fleet.rows),
    regions: regionsOf(alongCoast),
    nextCursor: offset + rows.length < kept.length ? String(offset + rows.length) : null,
    freshness: fleet.freshness,
    now: fleet.now,
  }
}
