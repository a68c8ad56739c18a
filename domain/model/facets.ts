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

/**
 * What rows are found under, as numbers: one a facet and value, given out as values are met. Rows are read once and
 * known again as long as somebody holds them, so that narrowing counts numbers instead of words.
 */
class Coded<Row extends object, Name extends string> {
  readonly names: readonly Name[]
  readonly #facets: Facets<Row, Name>
  readonly #codes: Map<string, number>[]
  #ofRow = new WeakMap<Row, Int32Array>()
  /** By code: its facet's place among the names, and its value. */
  readonly facetOf: number[] = []
  readonly textOf: string[] = []

  constructor(facets: Facets<Row, Name>) {
    this.#facets = facets
    this.names = Object.keys(facets) as Name[]
    this.#codes = this.names.map(() => new Map())
  }

  codeOf(facet: number, value: string): number {
    const codes = this.#codes[facet] as Map<string, number>
    const known = codes.get(value)
    if (known !== undefined) return known
    const code = this.textOf.push(value) - 1
    this.facetOf.push(facet)
    codes.set(value, code)
    return code
  }

  ofRow(row: Row): Int32Array {
    const known = this.#ofRow.get(row)
    if (known !== undefined) return known
    const codes = this.names.flatMap((name, facet) => {
      const values = this.#facets[name](row)
      return values.length === 0 ? this.codeOf(facet, '') : values.map((value) => this.codeOf(facet, value))
    })
    const kept = Int32Array.from(codes)
    this.#ofRow.set(row, kept)
    return kept
  }

  /** Values come and go; what was given out for those that went is taken back now and then. */
  forgetMany(): void {
    if (this.textOf.length < mostCodes) return
    for (const codes of this.#codes) codes.clear()
    this.facetOf.length = 0
    this.textOf.length = 0
    this.#ofRow = new WeakMap()
  }
}
const mostCodes = 500_000

const codedBy = new WeakMap<object, unknown>()

function codedFor<Row extends object, Name extends string>(facets: Facets<Row, Name>): Coded<Row, Name> {
  const coded = (codedBy.get(facets) as Coded<Row, Name> | undefined) ?? new Coded(facets)
  codedBy.set(facets, coded)
  coded.forgetMany()
  return coded
}

/** Bits of the facets that narrow: of each code that was chosen its facet's. */
function choiceOf<Row extends object, Name extends string>(
  coded: Coded<Row, Name>,
  selection: Selection<Name>,
) {
  const bitOfFacet = coded.names.map(() => 0)
  const bitOfCode = new Map<number, number>()
  let bit = 1
  for (const [facet, name] of coded.names.entries()) {
    const chosen = selection[name] ?? []
    if (chosen.length === 0) continue
    bitOfFacet[facet] = bit
    for (const value of chosen) bitOfCode.set(coded.codeOf(facet, value), bit)
    bit *= 2
  }
  return { bitOfFacet, bitOfCode, all: bit - 1 }
}

const byText = (left: string, right: string): number => (left === right ? 0 : left < right ? -1 : 1)

/** Rows that every chosen facet leaves, in their order, and the counts of every facet's values. At most 30 facets. */
export function narrow<Row extends object, Name extends string>(
  rows: readonly Row[],
  facets: Facets<Row, Name>,
  selection: Selection<Name>,
): Narrowed<Row, Name> {
  const coded = codedFor(facets)
  const { bitOfFacet, bitOfCode, all } = choiceOf(coded, selection)
  const codesOf = rows.map((row) => coded.ofRow(row))
  const counts = new Int32Array(coded.textOf.length)
  const kept: Row[] = []
  for (const [place, codes] of codesOf.entries()) {
    let missed = all
    if (all > 0) for (const code of codes) missed &= ~(bitOfCode.get(code) ?? 0)
    if (missed === 0) {
      kept.push(rows[place] as Row)
      for (const code of codes) counts[code] = (counts[code] as number) + 1
      continue
    }
    // One that a single facet leaves out still counts among that facet's own values.
    if ((missed & (missed - 1)) !== 0) continue
    for (const code of codes) {
      if (bitOfFacet[coded.facetOf[code] as number] === missed) counts[code] = (counts[code] as number) + 1
    }
  }
  return { rows: kept, facets: tell(coded, counts, bitOfCode) }
}

/** Values that count anything or are chosen, what counts most first. */
function tell<Row extends object, Name extends string>(
  coded: Coded<Row, Name>,
  counts: Int32Array,
  chosen: ReadonlyMap<number, number>,
): Record<Name, FacetValue[]> {
  const { names, facetOf } = coded
  const told = names.map((): FacetValue[] => [])
  for (const [code, count] of counts.entries()) {
    const isChosen = chosen.has(code)
    if (count > 0 || isChosen)
      told[facetOf[code] as number]?.push({ value: coded.textOf[code] as string, count, isChosen })
  }
  for (const values of told) {
    values.sort((left, right) => right.count - left.count || byText(left.value, right.value))
  }
  return Object.fromEntries(names.map((name, facet) => [name, told[facet]])) as Record<Name, FacetValue[]>
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
