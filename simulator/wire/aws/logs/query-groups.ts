// What stats counts, by group: of each group a short key, and of each aggregation one value. An hour of a large cluster
// has tens of thousands of groups that differ in few words: a word is held once, whichever groups have it.
import type { Aggregation, Named } from './query-parser.ts'
import {
  compared,
  numberOf,
  type Reader,
  type Row,
  readerOf,
  type Value,
  type Weighted,
} from './query-values.ts'

/** One aggregation, over all groups. */
interface Column {
  add(group: number, row: Weighted): void
  value(group: number): Value
}

/** A number for each group, 0 at first. */
class Numbers {
  #all = new Float64Array(64)

  add(group: number, more: number): void {
    if (group >= this.#all.length) {
      const grown = new Float64Array(Math.max(group + 1, 2 * this.#all.length))
      grown.set(this.#all)
      this.#all = grown
    }
    this.#all[group] = (this.#all[group] as number) + more
  }

  of(group: number): number {
    return this.#all[group] ?? 0
  }
}

type Made = (read: Reader | undefined, field: string | undefined) => Column

const columns: Readonly<Record<string, Made>> = {
  count: (read) => {
    const counts = new Numbers()
    return {
      add: (group, row) => {
        if (read === undefined || read(row) !== undefined) counts.add(group, row.weight)
      },
      value: (group) => counts.of(group),
    }
  },
  count_distinct: (read) => {
    const seen: (Set<Value> | undefined)[] = []
    return {
      add: (group, row) => {
        const value = read?.(row)
        if (value === undefined) return
        seen[group] ??= new Set()
        seen[group].add(value)
      },
      value: (group) => seen[group]?.size ?? 0,
    }
  },
  sum: (read, field) => total(read, field, (sum) => sum),
  avg: (read, field) => total(read, field, (sum, count) => (count === 0 ? undefined : sum / count)),
  min: (read, field) => extreme(read, 'least', field),
  max: (read, field) => extreme(read, 'most', field),
}

const overAll = (row: Weighted, what: 'least' | 'most' | 'sum', field: string | undefined) =>
  field === undefined ? undefined : row.over(what, field)

function total(
  read: Reader | undefined,
  field: string | undefined,
  told: (sum: number, count: number) => Value,
): Column {
  const [sums, counts] = [new Numbers(), new Numbers()]
  return {
    add: (group, row) => {
      const whole = overAll(row, 'sum', field)
      const number = whole === undefined ? numberOf(read?.(row)) : whole / row.weight
      if (number === undefined) return
      sums.add(group, whole ?? number * row.weight)
      counts.add(group, row.weight)
    },
    value: (group) => told(sums.of(group), counts.of(group)),
  }
}

function extreme(read: Reader | undefined, what: 'least' | 'most', field: string | undefined): Column {
  const best: Value[] = []
  return {
    add: (group, row) => {
      const value = overAll(row, what, field) ?? read?.(row)
      if (value === undefined) return
      const known = best[group]
      const order = known === undefined ? undefined : (compared(value, known) ?? 0)
      if (order === undefined || (what === 'least' ? order < 0 : order > 0)) best[group] = value
    },
    value: (group) => best[group],
  }
}

const columnOf = ({ what, of }: Aggregation): Column =>
  (columns[what] as Made)(
    of === undefined ? undefined : readerOf(of),
    of?.kind === 'field' ? of.name : undefined,
  )

export class Groups {
  readonly #by: readonly Reader[]
  readonly #columns: readonly Column[]
  /** "12,0,7": which words a group has, in the order of what it is grouped by. */
  readonly #groups = new Map<string, number>()
  readonly #words = new Map<Value, number>()
  /** Of a group, by the name of what is told. */
  readonly #told = new Map<string, (group: number, words: () => readonly Value[]) => Value>()

  constructor(aggregations: readonly Aggregation[], by: readonly Named[]) {
    this.#by = by.map(({ of }) => readerOf(of))
    this.#columns = aggregations.map(columnOf)
    for (const [n, { name }] of by.entries()) this.#told.set(name, (_, words) => words()[n])
    for (const [n, { name }] of aggregations.entries())
      this.#told.set(name, (group) => this.#columns[n]?.value(group))
  }

  get size(): number {
    return this.#groups.size
  }

  /** Different ones, over all groups. */
  get words(): number {
    return this.#words.size
  }

  add(row: Weighted): void {
    const key = this.#by.map((read) => this.#wordOf(read(row))).join(',')
    let group = this.#groups.get(key)
    if (group === undefined) {
      group = this.#groups.size
      this.#groups.set(key, group)
    }
    for (const column of this.#columns) column.add(group, row)
  }

  #wordOf(value: Value): number {
    const known = this.#words.get(value)
    if (known !== undefined) return known
    this.#words.set(value, this.#words.size)
    return this.#words.size - 1
  }

  /** In the order in which they were met first; without groups one that may have counted nothing. */
  rows(): readonly Row[] {
    if (this.#by.length === 0) this.#groups.set('', 0)
    const words = [...this.#words.keys()]
    return [...this.#groups].map(([key, group]) => {
      let own: readonly Value[] | undefined
      const ownWords = (): readonly Value[] => {
        own ??= key.split(',').map((word) => words[Number(word)])
        return own
      }
      return { get: (name) => this.#told.get(name)?.(group, ownWords) }
    })
  }
}
