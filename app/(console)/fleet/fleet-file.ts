// The fleet's table as a file: the columns of the screen in its order and what belongs to them, every row
// that matches. Nothing here reads or downloads.
import type { TableFile } from '../../../components/format/table-file.ts'
import type { FleetSelection } from '../../../domain/model/fleet-facets.ts'
import type { ScopeInput } from '../../../domain/model/scope.ts'
import { type FleetColumn, fleetColumns, furtherColumns } from './columns.ts'
import type { FleetPage } from './fleet-view.ts'

export interface FleetFileInput {
  /** Of all pages that were read. */
  readonly rows: FleetPage['rows']
  readonly page: FleetPage
  readonly selection: FleetSelection
  readonly find: string
  readonly sort: string
  readonly reverse: boolean
  readonly scope: ScopeInput | undefined
  readonly link: string
}

const columnOf = ({ id, label, unit }: FleetColumn) => ({ id, label, ...(unit && { unit }) })

export function fleetFile(input: FleetFileInput): TableFile {
  const { rows, page, selection, find, sort, reverse, scope, link } = input
  const columns = [...fleetColumns, ...furtherColumns]
  return {
    what: 'Inventory',
    head: {
      link,
      scope: { clusters: 'all', ...scope },
      filters: selection,
      find,
      sort: reverse ? `${sort}, reversed` : sort,
      freshness: page.freshness,
      readAt: page.now,
      rowsListed: rows.length,
      rowsInAll: page.total,
      feePrices: 'list prices of us-east-1',
    },
    columns: columns.map(columnOf),
    rows: rows.map((row) => columns.map(({ value }) => value(row))),
    sums: [],
  }
}
