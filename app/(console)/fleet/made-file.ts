// Makes the fleet's table into a file of exactly what the address shows, with all its pages, and hands it to
// the reader. Read when somebody asks for one.
import { count, plural } from '../../../components/format/number.ts'
import { fileName, fileText, fileTypes } from '../../../components/format/table-file.ts'
import { downloadText } from '../../../components/ui/download.ts'
import type { FileMaking } from '../_frame/file-export.ts'
import { fleetFile } from './fleet-file.ts'
import type { FleetPage, FleetView } from './fleet-view.ts'
import { fleetInput, selectionOf } from './search-params.ts'

/** Most rows one file holds. */
const mostFileRows = 20_000
const rowsPerRead = 500

type FleetInput = ReturnType<typeof fleetInput>

export interface FleetFileOrder extends FileMaking {
  readonly view: FleetView
  /** Asks for one page; throws what it throws, also when it was stopped. */
  readonly read: (input: FleetInput) => Promise<FleetPage>
}

/** Answers what the file holds, in words. */
export async function exportFleet({ view, format, read, onRows }: FleetFileOrder): Promise<string> {
  const { params, scope, columns } = view
  // Groups that are closed on screen are counted in its sums, so their rows are in the file.
  const input = { ...fleetInput({ ...params, page: 1, open: null }, scope), limit: rowsPerRead }
  let page = await read(input)
  const rows = [...page.rows]
  onRows(rows.length, page.total)
  while (page.nextCursor !== null && page.rows.length > 0 && rows.length < mostFileRows) {
    page = await read({ ...input, cursor: page.nextCursor })
    rows.push(...page.rows)
    onRows(rows.length, page.total)
  }
  const { find, query, group: groupBy, sort, reverse } = params
  const selection = selectionOf(params)
  const link = window.location.href
  const viewed = { columns, find, query, groupBy, sort, reverse, scope, link }
  const file = fleetFile({ rows, page, selection, ...viewed })
  const name = fileName(file.what, scope?.clusters ?? [], { from: page.now, to: page.now }, format)
  downloadText(name, fileTypes[format], fileText(file, format))
  const cut = rows.length < page.total ? ` of ${count(page.total)}; narrow the table for the rest` : ''
  return `File with ${plural(rows.length, 'cluster')}${cut}`
}
