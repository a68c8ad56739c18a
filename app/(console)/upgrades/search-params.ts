// What a view of the upgrades is, as it stands in the address: the verdicts that are listed, the page, and the
// check on a cluster that is open. Parsers only; what cannot be read falls back to the default.
import {
  createParser,
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server'
import type { ScopeInput } from '../../../domain/model/scope.ts'
import { upgradeVerdicts } from '../../../domain/support/upgrade-verdict.ts'

const parseAsPage = createParser({
  parse: (text) => {
    const page = parseAsInteger.parse(text)
    return page !== null && page >= 1 && page <= 200 ? page : null
  },
  serialize: String,
})

export const upgradeParams = {
  verdict: parseAsArrayOf(parseAsStringLiteral(upgradeVerdicts)).withDefault([]),
  page: parseAsPage.withDefault(1),
  /** Of the open panel: the cluster and the check. */
  on: parseAsString.withDefault(''),
  check: parseAsString.withDefault(''),
}

export const rowsPerPage = 50

interface Asked {
  readonly verdict: readonly (typeof upgradeVerdicts)[number][]
  readonly page: number
}

export function matrixInput({ verdict, page }: Asked, scope: ScopeInput | undefined) {
  const offset = (page - 1) * rowsPerPage
  return {
    ...(scope && { scope }),
    verdicts: [...new Set(verdict)],
    limit: rowsPerPage,
    ...(offset > 0 && { cursor: String(offset) }),
  }
}
