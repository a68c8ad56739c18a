// Reads all pages of a list as the address narrows it and hands the file to the reader. Read when somebody asks.
import { count, plural } from '../../../components/format/number.ts'
import { fileName, fileText, fileTypes, type TableFile } from '../../../components/format/table-file.ts'
import { downloadText } from '../../../components/ui/download.ts'
import type { FileMaking } from '../_frame/file-export.ts'
import { findingsFile, matrixFile } from './findings-file.ts'
import type { findingsInput, matrixInput } from './search-params.ts'
import type { Finding, Findings, Matrix, MatrixRow } from './upgrades-view.ts'

/** Most rows one file holds. */
const mostRows = 20_000
const rowsPerRead = 500

interface Page<Row> {
  readonly rows: readonly Row[]
  readonly total: number
  readonly nextCursor: string | null
  readonly now: Date
}

async function readAll<Row, Answer extends Page<Row>>(
  read: (cursor: string | null) => Promise<Answer>,
  onRows: FileMaking['onRows'],
): Promise<{ rows: Row[]; page: Answer }> {
  let page = await read(null)
  const rows = [...page.rows]
  onRows(rows.length, page.total)
  while (page.nextCursor !== null && page.rows.length > 0 && rows.length < mostRows) {
    page = await read(page.nextCursor)
    rows.push(...page.rows)
    onRows(rows.length, page.total)
  }
  return { rows, page }
}

function save(
  file: TableFile,
  clusters: readonly string[],
  page: Page<unknown>,
  rows: number,
  making: FileMaking,
) {
  const name = fileName(file.what, clusters, { from: page.now, to: page.now }, making.format)
  downloadText(name, fileTypes[making.format], fileText(file, making.format))
  const cut = rows < page.total ? ` of ${count(page.total)}; narrow the list for the rest` : ''
  return `File with ${plural(rows, 'row')}${cut}`
}

const cursorOf = (cursor: string | null) => (cursor === null ? {} : { cursor })
type FindingsInput = ReturnType<typeof findingsInput>
type MatrixInput = ReturnType<typeof matrixInput>

export async function exportFindings(
  input: FindingsInput,
  making: FileMaking & { readonly read: (input: FindingsInput & { cursor?: string }) => Promise<Findings> },
): Promise<string> {
  const asked = { ...input, limit: rowsPerRead }
  const { rows, page } = await readAll<Finding, Findings>(
    (cursor) => making.read({ ...asked, ...cursorOf(cursor) }),
    making.onRows,
  )
  const { scope, limit: _limit, ...filters } = input
  const file = findingsFile(rows, page, { link: window.location.href, filters: { scope, ...filters } })
  return save(file, scope?.clusters ?? [], page, rows.length, making)
}

export async function exportMatrix(
  input: MatrixInput,
  making: FileMaking & { readonly read: (input: MatrixInput) => Promise<Matrix> },
): Promise<string> {
  const { cursor: _cursor, ...asked } = { ...input, limit: rowsPerRead }
  const { rows, page } = await readAll<MatrixRow, Matrix>(
    (cursor) => making.read({ ...asked, ...cursorOf(cursor) }),
    making.onRows,
  )
  const filters = { scope: input.scope, verdicts: input.verdicts }
  const file = matrixFile(rows, page, { link: window.location.href, filters })
  return save(file, input.scope?.clusters ?? [], page, rows.length, making)
}
