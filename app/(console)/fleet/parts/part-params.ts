// What a view of node groups or add-ons is, as it stands in the address: chosen values as "facet:value", words
// to find, a page. Parsers only; what cannot be read falls back to the default.
import { createParser, parseAsArrayOf, parseAsInteger, parseAsString } from 'nuqs/server'
import type { ScopeInput } from '../../../../domain/model/scope.ts'

const parseAsPage = createParser({
  parse: (text) => {
    const page = parseAsInteger.parse(text)
    return page !== null && page >= 1 && page <= 1_000 ? page : null
  },
  serialize: String,
})

export const partParams = {
  where: parseAsArrayOf(parseAsString).withDefault([]),
  find: parseAsString.withDefault(''),
  page: parseAsPage.withDefault(1),
}

export interface PartParams {
  readonly where: readonly string[]
  readonly find: string
  readonly page: number
}

export const rowsPerPage = 100
const mostValues = 200

/** Values by facet; what names no facet of this screen is left out. "facet:" is what is not known. */
export function selectionOf<Facet extends string>(
  where: readonly string[],
  facets: readonly Facet[],
): Partial<Record<Facet, string[]>> {
  const selection: Partial<Record<Facet, string[]>> = {}
  for (const text of where) {
    const [name = '', ...rest] = text.split(':')
    const facet = facets.find((known) => known === name)
    if (facet === undefined) continue
    const values = selection[facet] ?? []
    if (values.length < mostValues) selection[facet] = [...values, rest.join(':')]
  }
  return selection
}

export const wordOf = (facet: string, value: string): string => `${facet}:${value}`

/** The question for a view of them. */
export function partInput<Facet extends string>(
  { where, find, page }: PartParams,
  scope: ScopeInput | undefined,
  facets: readonly Facet[],
) {
  const offset = (page - 1) * rowsPerPage
  return {
    ...(scope && { scope }),
    where: selectionOf(where, facets),
    find: find.trim().slice(0, 200),
    limit: rowsPerPage,
    ...(offset > 0 && { cursor: String(offset) }),
  }
}
