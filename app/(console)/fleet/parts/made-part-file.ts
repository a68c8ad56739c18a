// Makes the list of node groups or add-ons into a file of exactly what the address shows, with all its pages,
// and hands it to the reader. Read when somebody asks for one.
import { count } from '../../../../components/format/number.ts'
import { fileName, fileText, fileTypes } from '../../../../components/format/table-file.ts'
import { downloadText } from '../../../../components/ui/download.ts'
import type { FileMaking } from '../../_frame/file-export.ts'
import type { PartColumn } from './part-columns.ts'
import type { PartView } from './part-view.ts'

/** Most rows one file holds. */
const mostFileRows = 20_000

interface Page<Row> {
  readonly rows: readonly Row[]
  readonly total: number
  readonly nextCursor: string | null
  readonly freshness: object
}

export interface PartFileOrder<Row> extends FileMaking {
  /** "Node groups" */
  readonly what: string
  readonly view: PartView
  readonly readAt: Date
  readonly columns: readonly PartColumn<Row>[]
  /** Asks for the page that begins at the cursor; throws what it throws, also when it was stopped. */
  readonly read: (cursor: string | undefined) => Promise<Page<Row>>
}

/** Answers what the file holds, in words. */
export async function exportParts<Row>(order: PartFileOrder<Row>): Promise<string> {
  const { what, view, columns, read, onRows, format, readAt } = order
  let page = await read(undefined)
  const rows = [...page.rows]
  onRows(rows.length, page.total)
  while (page.nextCursor !== null && page.rows.length > 0 && rows.length < mostFileRows) {
    page = await read(page.nextCursor)
    rows.push(...page.rows)
    onRows(rows.length, page.total)
  }
  const { scope, params } = view
  const file = {
    what,
    head: {
      link: window.location.href,
      scope: { clusters: 'all', ...scope },
      filters: params.where,
      find: params.find,
      freshness: page.freshness,
      readAt,
      rowsListed: rows.length,
      rowsInAll: page.total,
    },
    columns: columns.map(({ id, label }) => ({ id, label })),
    rows: rows.map((row) => columns.map(({ value }) => value(row))),
    sums: [],
  }
  const name = fileName(what, scope?.clusters ?? [], { from: readAt, to: readAt }, format)
  downloadText(name, fileTypes[format], fileText(file, format))
  const cut = rows.length < page.total ? ` of ${count(page.total)}; narrow the table for the rest` : ''
  return `File with ${count(rows.length)} rows${cut}`
}
