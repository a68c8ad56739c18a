// Comma-separated values a spreadsheet may open. Text that a spreadsheet would take for a formula gets
// a quote in front: user agents and names come from callers, who must not run anything on our reader.
export type CsvValue = string | number | Date | null

/** Signs a formula starts with, also their full-width forms, behind any blanks and control characters. */
const formula = /^[\s\p{C}]*[=+\-@＝＋－＠]/u

/** Whatever some spreadsheet ends a cell at, so that nothing behind it becomes a cell of its own. */
const ends = /[",;\t\r\n|]/

function cell(value: CsvValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  if (value instanceof Date) return value.toISOString()
  const safe = formula.test(value) || /^[\t\r]/.test(value) ? `'${value}` : value
  return ends.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function csv(header: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return `${[header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`
}
