// Everything a view of the fleet is, as it stands in the address. Parsers only; what cannot be read falls
// back to the default instead of breaking the page.
import {
  createParser,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import { type FleetFacet, type FleetSelection, fleetFacetNames } from '../../../domain/model/fleet-facets.ts'
import { fleetSorts } from '../../../domain/model/fleet-order.ts'
import type { ScopeInput } from '../../../domain/model/scope.ts'

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

export const fleetParams = {
  ...facetParams,
  find: parseAsString.withDefault(''),
  sort: parseAsStringLiteral(fleetSorts).withDefault('risk'),
  reverse: parseAsBoolean.withDefault(false),
  page: parseAsPage.withDefault(1),
}

export type FleetParams = {
  [Key in keyof typeof fleetParams]: NonNullable<ReturnType<(typeof fleetParams)[Key]['parse']>>
}

export const rowsPerPage = 100

/** Chosen values of each facet; facets without any are left out. */
export function selectionOf(params: Pick<FleetParams, FleetFacet>): FleetSelection {
  const chosen = fleetFacetNames.flatMap((facet) =>
    params[facet].length > 0 ? [[facet, [...params[facet]].slice(0, 200)] as const] : [],
  )
  return Object.fromEntries(chosen)
}

/** The question of the table for a view of it. */
export function fleetInput(params: FleetParams, scope: ScopeInput | undefined) {
  const offset = (params.page - 1) * rowsPerPage
  const selection = selectionOf(params) as Partial<Record<FleetFacet, string[]>>
  return {
    ...(scope && { scope }),
    where: selection,
    find: params.find.trim().slice(0, 200),
    sort: params.sort,
    reverse: params.reverse,
    limit: rowsPerPage,
    ...(offset > 0 && { cursor: String(offset) }),
  }
}

export function summaryInput(scope: ScopeInput | undefined) {
  return scope && { scope }
}
