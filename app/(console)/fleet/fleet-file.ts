// The fleet's table as a file: the chosen columns in their order, each followed by what its cell says besides, every
// row that matches. Nothing here reads or downloads.
import type { TableFile } from '../../../components/format/table-file.ts'
import type { FleetSelection } from '../../../domain/model/fleet-facets.ts'
import type { ScopeInput } from '../../../domain/model/scope.ts'
import { type FileColumn, type FleetColumn, fileColumns } from './columns.ts'
import type { FleetPage } from './fleet-view.ts'

export interface FleetFileInput {
  /** Of all pages that were read. */
  readonly rows: FleetPage['rows']
  readonly page: FleetPage
  readonly selection: FleetSelection
  /** Chosen ones, in their order. */
  readonly columns: readonly FleetColumn[]
  readonly find: string
  readonly query: string
  readonly groupBy: string | null
  readonly sort: string
  readonly reverse: boolean
  readonly scope: ScopeInput | undefined
  readonly link: string
}

const columnOf = ({ id, label, unit }: FileColumn) => ({ id, label, ...(unit && { unit }) })

export function fleetFile(input: FleetFileInput): TableFile {
  const { rows, page, selection, find, query, groupBy, sort, reverse, scope, link } = input
  const columns = fileColumns(input.columns)
  return {
    what: 'Inventory',
    head: {
      link,
      scope: { clusters: 'all', ...scope },
      filters: selection,
      find,
      query,
      groupBy,
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
