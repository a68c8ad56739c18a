// A table as a file: the same columns and rows as on screen, in full, as CSV or as JSON that says units,
// window and freshness in its head. Knows what a file is called; hands nothing to the browser.
import { type CsvValue, csv } from './csv.ts'

export interface FileColumn {
  /** Name of the value in JSON. */
  readonly id: string
  /** As the column is called on screen. */
  readonly label: string
  /** "ms", "req/s", "UTC"; absent for names and counts. */
  readonly unit?: string
}

export type FileFormat = 'csv' | 'json'

export interface TableFile {
  /** "Top talkers" */
  readonly what: string
  /** What the numbers speak of: window, scope, filters, freshness. */
  readonly head: Readonly<Record<string, unknown>>
  readonly columns: readonly FileColumn[]
  readonly rows: readonly (readonly CsvValue[])[]
  /** Lines below the rows that add up with them: Other, Total. */
  readonly sums: readonly (readonly CsvValue[])[]
}

const headings = (columns: readonly FileColumn[]) =>
  columns.map(({ label, unit }) => (unit === undefined ? label : `${label} (${unit})`))

const named = (columns: readonly FileColumn[], row: readonly CsvValue[]) =>
  Object.fromEntries(columns.map(({ id }, place) => [id, row[place] ?? null]))

export function fileText({ what, head, columns, rows, sums }: TableFile, format: FileFormat): string {
  if (format === 'csv') return csv(headings(columns), [...rows, ...sums])
  const table = {
    what,
    by: 'Periplus',
    ...head,
    columns,
    rows: rows.map((row) => named(columns, row)),
    sums: sums.map((row) => named(columns, row)),
  }
  return `${JSON.stringify(table, null, 2)}\n`
}

export const fileTypes: Record<FileFormat, string> = { csv: 'text/csv', json: 'application/json' }

const minute = (at: Date) => `${at.toISOString().slice(0, 16).replace(':', '')}Z`

/** "periplus-top-talkers_stream-prod-use1_2026-03-09T0145Z_2026-03-09T0315Z.csv" */
export function fileName(
  what: string,
  clusters: readonly string[],
  window: { readonly from: Date; readonly to: Date },
  format: FileFormat | 'md',
): string {
  const [first] = clusters
  const scope =
    first === undefined ? 'all-clusters' : clusters.length === 1 ? first : `${clusters.length}-clusters`
  // Cluster ids come from the address here, where anything may stand.
  const safe = scope
    .replaceAll(/[^A-Za-z0-9.-]+/g, '-')
    .replace(/^\.+/, '')
    .slice(0, 100)
  const name = what.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return `periplus-${name}_${safe}_${minute(window.from)}_${minute(window.to)}.${format}`
}
