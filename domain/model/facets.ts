// Narrowing rows by facets: which are left, and how many each further value would leave. Values of one facet
// are alternatives, facets narrow each other; a facet's own counts do not follow its own choice, so that what
// was chosen keeps its siblings in sight.

/** What a row is found under, by facet; none when it is not known, which is counted as "". */
export type Facets<Row, Name extends string = string> = Readonly<
  Record<Name, (row: Row) => readonly string[]>
>

/** Values chosen of each facet; a facet without any does not narrow. "" is "not known". */
export type Selection<Name extends string> = Partial<Record<Name, readonly string[]>>

export interface FacetValue {
  readonly value: string
  /** Rows that would be left if this were chosen beside what the other facets leave. */
  readonly count: number
  readonly isChosen: boolean
}

export interface Narrowed<Row, Name extends string> {
  readonly rows: Row[]
  readonly facets: Record<Name, FacetValue[]>
}

export const word = (value: string | null): readonly string[] => (value === null ? [] : [value])
export const yesNo = (value: boolean | null): readonly string[] =>
  value === null ? [] : [value ? 'on' : 'off']

function valuesOf<Row>(row: Row, of: (row: Row) => readonly string[]): readonly string[] {
  const values = of(row)
  return values.length === 0 ? [''] : values
}

/** Rows that every chosen facet leaves, in their order, and the counts of every facet's values. */
export function narrow<Row, Name extends string>(
  rows: readonly Row[],
  facets: Facets<Row, Name>,
  selection: Selection<Name>,
): Narrowed<Row, Name> {
  const names = Object.keys(facets) as Name[]
  const chosen = names
    .filter((name) => (selection[name]?.length ?? 0) > 0)
    .map((name) => [name, new Set(selection[name])] as const)
  const counts = new Map(names.map((name) => [name, new Map<string, number>()]))
  for (const [name, values] of chosen) for (const value of values) counts.get(name)?.set(value, 0)
  const kept: Row[] = []
  for (const row of rows) {
    const missed = chosen
      .filter(([name, values]) => !valuesOf(row, facets[name]).some((value) => values.has(value)))
      .map(([name]) => name)
    if (missed.length === 0) kept.push(row)
    // One that a single facet leaves out still counts among that facet's own values.
    const counted = missed.length === 0 ? names : missed.length === 1 ? missed : []
    for (const name of counted) {
      const of = counts.get(name)
      for (const value of valuesOf(row, facets[name])) of?.set(value, (of.get(value) ?? 0) + 1)
    }
  }
  const told = (name: Name): FacetValue[] =>
    [...(counts.get(name) ?? [])]
      .map(([value, count]) => ({ value, count, isChosen: selection[name]?.includes(value) ?? false }))
      .sort((left, right) => right.count - left.count || left.value.localeCompare(right.value, 'en'))
  return {
    rows: kept,
    facets: Object.fromEntries(names.map((name) => [name, told(name)])) as Record<Name, FacetValue[]>,
  }
}

/** Values of a facet that an answer leaves out, and what they count together. */
export interface FacetRest {
  readonly values: number
  readonly count: number
}

/** The first `most` values of every facet and whatever is chosen; of the others how many and how much. */
export function shortenFacets<Name extends string>(
  facets: Readonly<Record<Name, readonly FacetValue[]>>,
  most: number,
): { facets: Record<Name, FacetValue[]>; rest: Partial<Record<Name, FacetRest>> } {
  const shown = {} as Record<Name, FacetValue[]>
  const rest: Partial<Record<Name, FacetRest>> = {}
  for (const name of Object.keys(facets) as Name[]) {
    shown[name] = facets[name].filter(({ isChosen }, place) => place < most || isChosen)
    const left = facets[name].slice(most).filter(({ isChosen }) => !isChosen)
    if (left.length === 0) continue
    rest[name] = { values: left.length, count: left.reduce((sum, { count }) => sum + count, 0) }
  }
  return { facets: shown, rest }
}
