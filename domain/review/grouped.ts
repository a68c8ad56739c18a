// Rows by what they have in common, in the order in which that first appears.
export function groupedBy<Row>(rows: readonly Row[], of: (row: Row) => string): Map<string, [Row, ...Row[]]> {
  const found = new Map<string, [Row, ...Row[]]>()
  for (const row of rows) {
    const name = of(row)
    const own = found.get(name)
    if (own === undefined) found.set(name, [row])
    else own.push(row)
  }
  return found
}
