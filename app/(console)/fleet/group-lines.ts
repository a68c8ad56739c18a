// The lines of a grouped table: each group's own line, below it its rows if it is open. The server answers groups
// whole and rows by the page, in the order of the groups, so a row's group follows from its place.
import { rowsPerPage } from './search-params.ts'

interface Group {
  readonly value: string
  readonly clusters: number
}

export type TableLine<Row, Of extends Group> =
  | { readonly kind: 'group'; readonly group: Of; readonly isOpen: boolean; readonly isElsewhere: boolean }
  | { readonly kind: 'row'; readonly row: Row }

interface GroupedRows<Row> {
  readonly rows: readonly Row[]
  /** The groups these rows are of, on all pages. */
  readonly groups: readonly Group[]
  /** From 1. */
  readonly page: number
}

/** The rows of this page by the value of their group; only groups that have any. */
export function rowsByGroup<Row>({ rows, groups, page }: GroupedRows<Row>): Map<string, readonly Row[]> {
  const from = (page - 1) * rowsPerPage
  const found = new Map<string, readonly Row[]>()
  let start = 0
  for (const { value, clusters } of groups) {
    const own = rows.slice(Math.max(0, start - from), Math.max(0, start + clusters - from))
    if (own.length > 0) found.set(value, own)
    start += clusters
  }
  return found
}

/**
 * While all groups are open (`open` is null) those of this page are listed. Once one was closed every group is,
 * so that all sums are in sight; `isElsewhere`: it is open, and its rows are on another page.
 */
export function groupLines<Row, Of extends Group>(
  all: readonly Of[],
  open: readonly string[] | null,
  shown: GroupedRows<Row>,
): TableLine<Row, Of>[] {
  const rowsOf = rowsByGroup(shown)
  return all.flatMap((group): TableLine<Row, Of>[] => {
    const rows = rowsOf.get(group.value) ?? []
    const isOpen = open === null || open.includes(group.value)
    if (open === null && rows.length === 0) return []
    const own = isOpen ? rows.map((row) => ({ kind: 'row', row }) as const) : []
    return [{ kind: 'group', group, isOpen, isElsewhere: isOpen && rows.length === 0 }, ...own]
  })
}

/** The groups that are open after one of them was opened or closed; null is all of them. */
export function toggledGroup(
  all: readonly Group[],
  open: readonly string[] | null,
  value: string,
): string[] | null {
  const now = open ?? all.map((group) => group.value)
  const next = now.includes(value) ? now.filter((one) => one !== value) : [...now, value]
  return all.every((group) => next.includes(group.value)) ? null : next
}
