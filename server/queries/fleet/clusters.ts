// Which clusters are run, narrowed, sorted and paged, with the counts of every facet over the whole scope.
// Sums at once over the clusters of an installation; a page never holds more than asked for.
import { z } from 'zod'
import { type ClusterHealth, clusterHealths } from '../../../domain/model/cluster-health.ts'
import { type FacetRest, type FacetValue, shortenFacets } from '../../../domain/model/facets.ts'
import { type FleetFacet, fleetFacetNames, narrowFleet } from '../../../domain/model/fleet-facets.ts'
import {
  type FleetGroup,
  type GroupFacet,
  groupFacets,
  groupFleet,
} from '../../../domain/model/fleet-groups.ts'
import { fleetSorts, orderFleet } from '../../../domain/model/fleet-order.ts'
import { longestQuery, type QueryProblem, readFleetQuery } from '../../../domain/model/fleet-query.ts'
import { type FleetRow, type FoundCluster, rowOf } from '../../../domain/model/fleet-row.ts'
import { fleetQueryFields, holdsTerms, holdsWord, tagKeysOf } from '../../../domain/model/fleet-terms.ts'
import type { Freshness } from '../../../domain/model/freshness.ts'
import { fromWestToEast, placeOfRegion } from '../../../domain/model/region.ts'
import { scopeInputSchema } from '../../../domain/model/scope.ts'
import type { QueryContext } from '../../context.ts'
import { type Fleet, readFleet } from './fleet-rows.ts'

/** Values of a facet that one answer lists, beside those chosen. */
const mostFacetValues = 50

const facetValues = z.array(z.string().max(500)).max(200)
export const fleetFacetSchema = z.enum(fleetFacetNames as [FleetFacet, ...FleetFacet[]])

/** What narrows a fleet, beside the scope: all of it at once. */
export const fleetNarrowing = {
  scope: scopeInputSchema.optional(),
  where: z.partialRecord(fleetFacetSchema, facetValues).default({}),
  /** Words that the id, name, account, owner or a tag must all hold. */
  find: z.string().max(200).default(''),
  /** A query (domain/model/fleet-query.ts): `version<1.32 team=payments`. One that cannot be read narrows nothing. */
  query: z.string().max(longestQuery).default(''),
}

export const fleetClustersInput = z.strictObject({
  ...fleetNarrowing,
  /** Group after group, each sorted. */
  groupBy: z
    .enum(groupFacets as [GroupFacet, ...GroupFacet[]])
    .nullable()
    .default(null),
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
  /** Of facets with more values than are listed: how many others there are, and what they count together. */
  readonly facetRest: Readonly<Partial<Record<FleetFacet, FacetRest>>>
  /** Words for values that are ids: accounts and owners by their names. */
  readonly names: {
    readonly account: Readonly<Record<string, string>>
    readonly owner: Readonly<Record<string, string>>
  }
  /** Of what matches in all but the region, west to east. */
  readonly regions: readonly FleetRegion[]
  /** Of all that match, in the order of the rows; null when nothing is grouped. */
  readonly groups: readonly FleetGroup[] | null
  /** Why the query cannot be read, and at which of its characters; null when it can. */
  readonly queryProblem: QueryProblem | null
  readonly nextCursor: string | null
  readonly freshness: Freshness
  readonly now: Date
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

/** Of the accounts and owners of these rows. */
export function namesOf(rows: readonly FleetRow[]): FleetClusters['names'] {
  const account: Record<string, string> = {}
  const owner: Record<string, string> = {}
  for (const row of rows) {
    if (row.accountId !== null && row.accountName !== null) account[row.accountId] = row.accountName
    owner[row.owner.id] = row.owner.name
  }
  return { account, owner }
}

/** Of whatever an answer tells of: its rows, and the values of its facets. */
function namesShown(
  all: readonly FleetRow[],
  shown: readonly FleetRow[],
  facets: Readonly<Record<'account' | 'owner', readonly FacetValue[]>>,
): FleetClusters['names'] {
  const [accounts, owners] = [facets.account, facets.owner].map(
    (one) => new Set(one.map(({ value }) => value)),
  )
  const named = all.filter(({ accountId, owner }) => accounts?.has(accountId ?? '') || owners?.has(owner.id))
  const { account, owner } = namesOf([...named, ...shown])
  const those = (names: Readonly<Record<string, string>>, ids: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(names).filter(([id]) => ids.has(id)))
  const shownAccounts = shown.flatMap(({ accountId }) => accountId ?? [])
  return {
    account: those(account, new Set([...(accounts ?? []), ...shownAccounts])),
    owner: those(owner, new Set([...(owners ?? []), ...shown.map((row) => row.owner.id)])),
  }
}

export interface NarrowedFleet extends Fleet {
  /** What words and query leave, before any facet. */
  readonly found: readonly FoundCluster[]
  readonly queryProblem: QueryProblem | null
}

const mostWords = 10

/** The fleet as its viewer may see it, narrowed by words and query. */
export async function readFound(
  ctx: QueryContext,
  input: Pick<FleetClustersInput, 'scope' | 'find' | 'query'>,
): Promise<NarrowedFleet> {
  const fleet = await readFleet(ctx, input.scope)
  const words = input.find.split(/\s+/).filter(Boolean).slice(0, mostWords).map(holdsWord)
  const query = readFleetQuery(input.query, fleetQueryFields(tagKeysOf(fleet.rows)))
  const holds = query.ok ? [...words, holdsTerms(query.terms)] : words
  const found = fleet.rows.filter((row) => holds.every((isHeld) => isHeld(row)))
  return { ...fleet, found, queryProblem: query.ok ? null : query.problem }
}

export async function fleetClusterPage(ctx: QueryContext, input: FleetClustersInput): Promise<FleetClusters> {
  const { found, queryProblem, ...fleet } = await readFound(ctx, input)
  const { region: _, ...elsewhere } = input.where
  const { rows: kept, facets } = narrowFleet(found, input.where)
  const alongCoast = input.where.region?.length ? narrowFleet(found, elsewhere).rows : kept
  const shortened = shortenFacets(facets, mostFacetValues)
  const offset = Number(input.cursor ?? 0)
  const sorted = orderFleet(kept, input.sort, input.reverse)
  const grouped = input.groupBy === null ? { groups: null, rows: sorted } : groupFleet(sorted, input.groupBy)
  const rows = grouped.rows.slice(offset, offset + input.limit).map(rowOf)
  return {
    rows,
    total: kept.length,
    inScope: fleet.rows.length,
    facets: shortened.facets,
    facetRest: shortened.rest,
    names: namesShown(fleet.rows, rows, shortened.facets),
    regions: regionsOf(alongCoast),
    groups: grouped.groups,
    queryProblem,
    nextCursor: offset + rows.length < kept.length ? String(offset + rows.length) : null,
    freshness: fleet.freshness,
    now: fleet.now,
  }
}
