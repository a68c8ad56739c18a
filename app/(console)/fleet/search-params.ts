// Everything a view of the fleet is, as it stands in the address. Parsers only; what cannot be read falls
// back to the default instead of breaking the page.
import {
  createParser,
  type inferParserType,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import { type FleetFacet, type FleetSelection, fleetFacetNames } from '../../../domain/model/fleet-facets.ts'
import { groupFacets } from '../../../domain/model/fleet-groups.ts'
import { fleetSorts } from '../../../domain/model/fleet-order.ts'
import type { ScopeInput } from '../../../domain/model/scope.ts'
import { isColumnId } from './columns.ts'

const parseAsPage = createParser({
  parse: (text) => {
    const page = parseAsInteger.parse(text)
    return page !== null && page >= 1 && page <= 200 ? page : null
  },
  serialize: String,
})

/** "none" in the address is what a cluster has of which the fact is not known. */
const parseAsFacetValue = createParser({
  parse: (text) => (text === 'none' ? '' : text),
  serialize: (value) => (value === '' ? 'none' : value),
})

const facetParams = Object.fromEntries(
  fleetFacetNames.map((facet) => [facet, parseAsArrayOf(parseAsFacetValue).withDefault([])]),
) as Record<FleetFacet, ReturnType<typeof parseAsFacetList>>

function parseAsFacetList() {
  return parseAsArrayOf(parseAsFacetValue).withDefault([])
}

/** Ids in their order, each once; none that is known is the usual ones. */
const parseAsColumns = createParser({
  parse: (text) => {
    const ids = [...new Set(text.split(','))].filter(isColumnId)
    return ids.length === 0 ? null : ids
  },
  serialize: (ids) => ids.join(','),
  eq: (one, other) => one.join() === other.join(),
})

const parseAsFacet = parseAsStringLiteral(fleetFacetNames)

export const fleetShows = ['table', 'distribution'] as const

/** More than these are no selection any more, but a view. */
export const mostPicked = 100

export const fleetParams = {
  ...facetParams,
  /** Words; what is typed goes into the query, addresses of before have these. */
  find: parseAsString.withDefault(''),
  query: parseAsString.withDefault(''),
  columns: parseAsColumns,
  group: parseAsStringLiteral(groupFacets),
  /** Groups whose rows are shown; all of them while it is not named. */
  open: parseAsArrayOf(parseAsFacetValue),
  /** Ids of selected clusters. */
  picked: parseAsArrayOf(parseAsString).withDefault([]),
  show: parseAsStringLiteral(fleetShows).withDefault('table'),
  /** What a distribution has down its side and across its top. */
  down: parseAsFacet.withDefault('version'),
  across: parseAsFacet.withDefault('support'),
  sort: parseAsStringLiteral(fleetSorts).withDefault('risk'),
  reverse: parseAsBoolean.withDefault(false),
  page: parseAsPage.withDefault(1),
}

export type FleetParams = inferParserType<typeof fleetParams>

export const rowsPerPage = 100
/** More groups than these are not open beside each other once one of them is closed. */
export const mostOpen = 200

/** Chosen values of each facet; facets without any are left out. */
export function selectionOf(params: Pick<FleetParams, FleetFacet>): FleetSelection {
  const chosen = fleetFacetNames.flatMap((facet) =>
    params[facet].length > 0 ? [[facet, [...params[facet]].slice(0, 200)] as const] : [],
  )
  return Object.fromEntries(chosen)
}

/** What narrows a view of the fleet, whatever is shown of it. */
export function narrowingOf(params: FleetParams, scope: ScopeInput | undefined) {
  const selection = selectionOf(params) as Partial<Record<FleetFacet, string[]>>
  return {
    ...(scope && { scope }),
    where: selection,
    find: params.find.trim().slice(0, 200),
    query: params.query.trim().slice(0, 500),
  }
}

function rowsOfPage({ page }: FleetParams) {
  const offset = (page - 1) * rowsPerPage
  return { limit: rowsPerPage, ...(offset > 0 && { cursor: String(offset) }) }
}

/** Some groups are closed: the rows of those that are open are a question of their own. */
export const hasClosedGroups = ({ group, open }: Pick<FleetParams, 'group' | 'open'>): boolean =>
  group !== null && open !== null

/** The question of the page for a view of it: rows of the table, counts of facets, regions, groups. */
export function fleetInput(params: FleetParams, scope: ScopeInput | undefined) {
  return {
    ...narrowingOf(params, scope),
    sort: params.sort,
    reverse: params.reverse,
    groupBy: params.group,
    ...(hasClosedGroups(params) ? { limit: 1 } : rowsOfPage(params)),
  }
}

/** Open groups that the facets leave; null while none is closed. */
function openValues(params: FleetParams): readonly string[] | null {
  const { group, open } = params
  if (group === null || open === null) return null
  const chosen = params[group]
  return open.filter((value) => chosen.length === 0 || chosen.includes(value)).slice(0, mostOpen)
}

/** The question of the rows that stand in open groups while others are closed; null when there is none to ask. */
export function openGroupsInput(params: FleetParams, scope: ScopeInput | undefined) {
  const values = openValues(params)
  if (params.group === null || values === null || values.length === 0) return null
  const { where, ...asked } = { ...fleetInput(params, scope), ...rowsOfPage(params) }
  return { ...asked, where: { ...where, [params.group]: [...values] } }
}

export function distributionInput(params: FleetParams, scope: ScopeInput | undefined) {
  return { ...narrowingOf(params, scope), rows: params.down, columns: params.across }
}

export function summaryInput(scope: ScopeInput | undefined) {
  return scope && { scope }
}
