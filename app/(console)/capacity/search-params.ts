// What a view of the capacity is, as it stands in the address: which control planes are listed and how, which is
// open, and which one beside it. Parsers only; what cannot be read falls back to the default.
import {
  createParser,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import { controlPlaneSorts, controlPlaneStandings } from '../../../domain/model/control-plane-rows.ts'
import type { ScopeInput } from '../../../domain/model/scope.ts'

const parseAsPage = createParser({
  parse: (text) => {
    const page = parseAsInteger.parse(text)
    return page !== null && page >= 1 && page <= 400 ? page : null
  },
  serialize: String,
})

export const standings = ['all', ...controlPlaneStandings] as const

export const capacityParams = {
  of: parseAsStringLiteral(standings).withDefault('all'),
  find: parseAsString.withDefault(''),
  sort: parseAsStringLiteral(controlPlaneSorts).withDefault('near'),
  reverse: parseAsBoolean.withDefault(false),
  page: parseAsPage.withDefault(1),
  /** The control plane that is open, and the one beside it. */
  on: parseAsString.withDefault(''),
  with: parseAsString.withDefault(''),
  draw: parseAsStringLiteral(['charts', 'tables'] as const).withDefault('charts'),
}

export const rowsPerPage = 50

interface Asked {
  readonly of: (typeof standings)[number]
  readonly find: string
  readonly sort: (typeof controlPlaneSorts)[number]
  readonly reverse: boolean
  readonly page: number
}
export interface Ends {
  readonly from: Date
  readonly to: Date
}

export function listInput(
  { of, find, sort, reverse, page }: Asked,
  scope: ScopeInput | undefined,
  window: Ends,
) {
  const offset = (page - 1) * rowsPerPage
  return {
    ...(scope && { scope }),
    window: { from: window.from.toISOString(), to: window.to.toISOString() },
    standings: of === 'all' ? [] : [of],
    find: find.trim().slice(0, 200),
    ...{ sort, reverse, limit: rowsPerPage },
    ...(offset > 0 && { cursor: String(offset) }),
  }
}
