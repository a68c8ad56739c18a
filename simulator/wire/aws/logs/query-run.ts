// A query over events: what comes in goes through its commands in their order. An event may stand for many that are
// alike in whatever the query asks of them (`weight`), so that an hour of a large cluster need not be gone through one
// by one; `isByClass` says of which queries that is so.
import { Groups } from './query-groups.ts'
import type { Command, Expression, Named } from './query-parser.ts'
import {
  compared,
  fieldsOf,
  isTrue,
  type Row,
  readerOf,
  timeText,
  type Value,
  type Weighted,
} from './query-values.ts'

export type Told = readonly { readonly field: string; readonly value: string }[]

const timestamp = '@timestamp'

/** Periods of bin() that the query groups by. */
export const periodsOf = (commands: readonly Command[]): readonly number[] =>
  commands.flatMap((command) =>
    command.do === 'stats' || command.do === 'fields'
      ? (command.do === 'stats' ? command.by : command.named).flatMap(({ of }) =>
          of.kind === 'bin' ? [of.periodMs] : [],
        )
      : [],
  )

/** What is asked of each event, to be left out or counted. */
function askedOf(command: Command, isMeasure: IsMeasure): readonly string[] {
  if (command.do === 'filter') return fieldsOf(command.by)
  if (command.do !== 'stats') return []
  const { aggregations, by } = command
  return [
    ...by.flatMap(({ of }) => fieldsOf(of)),
    ...aggregations.flatMap(({ what, of }) =>
      of === undefined || (of.kind === 'field' && isMeasure(what, of.name)) ? [] : fieldsOf(of),
    ),
  ]
}

/** What may be told over many events that differ in this field. */
export type IsMeasure = (what: string, field: string) => boolean

const isTime: IsMeasure = (what, field) => field === timestamp && (what === 'max' || what === 'min')

/** Whether all it asks is the same for all events of a class, `isOfClass` saying which fields are; and it counts. */
export function isByClass(
  commands: readonly Command[],
  isOfClass: (field: string) => boolean,
  isMeasure: IsMeasure = isTime,
): boolean {
  const counts = commands.findIndex((command) => command.do === 'stats')
  if (counts === -1) return false
  const made = new Map<string, boolean>()
  const isSame = (field: string): boolean => made.get(field) ?? isOfClass(field)
  return commands.slice(0, counts + 1).every((command) => {
    if (command.do === 'parse') {
      const same = fieldsOf(command.of).every(isSame)
      for (const name of command.names) made.set(name, same)
    }
    if (command.do === 'fields') {
      for (const { name, of } of madeBy(command)) made.set(name, fieldsOf(of).every(isSame))
    }
    return askedOf(command, isMeasure).every(isSame)
  })
}

/** Of fields those that are worked out, and not merely shown. */
const madeBy = ({ named }: Extract<Command, { do: 'fields' }>): readonly Named[] =>
  named.filter(({ name, of }) => of.kind !== 'field' || of.name !== name)

class Derived implements Weighted {
  readonly #from: Weighted
  readonly #more: Map<string, Value>

  constructor(from: Weighted, more: Map<string, Value>) {
    this.#from = from
    this.#more = more
  }

  get weight(): number {
    return this.#from.weight
  }

  over(what: 'least' | 'most' | 'sum', field: string): number | undefined {
    return this.#more.has(field) ? undefined : this.#from.over(what, field)
  }

  get(name: string): Value {
    return this.#more.has(name) ? this.#more.get(name) : this.#from.get(name)
  }
}

/** Undefined: the event is left out. */
type Step = (row: Weighted) => Weighted | undefined

function stepOf(command: Command): Step {
  switch (command.do) {
    case 'filter': {
      const by = readerOf(command.by)
      return (row) => (isTrue(by(row)) ? row : undefined)
    }
    case 'fields': {
      const made = madeBy(command)
      if (made.length === 0) return (row) => row
      const readers = made.map(({ name, of }) => [name, readerOf(of)] as const)
      return (row) => new Derived(row, new Map(readers.map(([name, read]) => [name, read(row)])))
    }
    case 'parse': {
      const { names, pattern } = command
      const of = readerOf(command.of)
      return (row) => {
        const found = pattern.exec(String(of(row) ?? ''))
        const parts =
          found?.groups === undefined ? found?.slice(1) : names.map((name) => found.groups?.[name])
        return new Derived(row, new Map(names.map((name, n) => [name, parts?.[n]])))
      }
    }
    default:
      return (row) => row
  }
}

/** The same for events that go the same way through the commands up to where they are counted, and count the same. */
export function likenessOf(commands: readonly Command[]): (row: Weighted) => string {
  const counts = commands.findIndex((command) => command.do === 'stats')
  const steps = commands.slice(0, counts).map(stepOf)
  const stats = commands[counts]
  if (stats?.do !== 'stats') throw new RangeError('events are alike where they are counted')
  const asked = askedOf(stats, () => true).map((name) => readerOf({ kind: 'field', name }))
  return (event) => {
    let row: Weighted | undefined = event
    for (const step of steps) {
      row = step(row)
      if (row === undefined) return ''
    }
    const counted = row
    return JSON.stringify(asked.map((read) => read(counted) ?? null))
  }
}

/** Half-done: takes events one after the other, and tells the answer of those it has. */
export class QueryRun {
  readonly #before: readonly Step[]
  readonly #after: readonly Command[]
  readonly #shown: readonly string[]
  readonly #groups: Groups | undefined
  #kept: Weighted[] = []
  readonly #most: number
  matched = 0

  /** `most`: rows that are told, unless the query says another number. */
  constructor(commands: readonly Command[], most: number) {
    const counts = commands.findIndex((command) => command.do === 'stats')
    const stats = counts === -1 ? undefined : commands[counts]
    const end = counts === -1 ? commands.length : counts
    this.#before = commands.slice(0, end).map(stepOf)
    this.#after = counts === -1 ? commands : commands.slice(counts + 1)
    this.#groups = stats?.do === 'stats' ? new Groups(stats.aggregations, stats.by) : undefined
    this.#shown = shownBy(commands)
    this.#most = this.#after.reduce((least, command) => (command.do === 'limit' ? command.most : least), most)
  }

  add(event: Weighted): void {
    let row: Weighted | undefined = event
    for (const step of this.#before) {
      row = step(row)
      if (row === undefined) return
    }
    this.matched += row.weight
    if (this.#groups !== undefined) this.#groups.add(row)
    else this.#keep(row)
  }

  /** Events come in the order of their times, and of each few the first in the order they are told in are enough. */
  #keep(row: Weighted): void {
    this.#kept.push(row)
    if (this.#kept.length >= 2 * this.#most) this.#kept = this.#inOrder().slice(0, this.#most).reverse()
  }

  /** The latest first, unless the query sorts. */
  #inOrder(): Weighted[] {
    const sorts = this.#after.filter((command) => command.do === 'sort')
    return sorts.reduce((rows, { by }) => sorted(rows, by), this.#kept.toReversed())
  }

  /** What it holds of the events that it was given. */
  get held(): { readonly groups: number; readonly words: number; readonly events: number } {
    const { size: groups = 0, words = 0 } = this.#groups ?? {}
    return { groups, words, events: this.#kept.length }
  }

  #counted(groups: Groups): readonly Row[] {
    let rows = groups.rows()
    for (const command of this.#after) {
      if (command.do === 'sort') rows = sorted(rows, command.by)
      else if (command.do === 'filter') {
        const by = readerOf(command.by)
        rows = rows.filter((row) => isTrue(by(row)))
      } else if (command.do === 'fields') rows = rows.map((row) => withFields(row, command.named))
    }
    return rows
  }

  /** One after the other, so that nobody need hold all of them. */
  *results(): Generator<Told> {
    const rows = this.#groups === undefined ? this.#inOrder() : this.#counted(this.#groups)
    for (const [n, row] of rows.slice(0, this.#most).entries()) yield this.#told(row, n)
  }

  #told(row: Row, n: number): Told {
    const told = this.#shown.flatMap((field) => {
      const value = row.get(field)
      if (value === undefined) return []
      return [{ field, value: field === timestamp ? timeText(Number(value)) : String(value) }]
    })
    if (this.#groups !== undefined) return told
    return [...told, { field: '@ptr', value: String(row.get('@ptr') ?? n) }]
  }
}

function withFields(row: Row, named: readonly Named[]): Row {
  const values = new Map(named.map(({ name, of }) => [name, readerOf(of)(row)]))
  return { get: (name) => (values.has(name) ? values.get(name) : row.get(name)) }
}

function sorted<One extends Row>(
  rows: readonly One[],
  by: readonly { of: Expression; falls: boolean }[],
): One[] {
  const keys = by.map(({ of, falls }) => ({ read: readerOf(of), falls }))
  return rows.toSorted((one, other) => {
    for (const { read, falls } of keys) {
      const [a, b] = [read(one), read(other)]
      // Those without a value come last, whichever way the others stand.
      if (a === undefined || b === undefined) {
        if (a !== b) return a === undefined ? 1 : -1
        continue
      }
      const order = compared(a, b) ?? 0
      if (order !== 0) return falls ? -order : order
    }
    return 0
  })
}

/** What the answer has for columns: the last display, else what fields and stats name. */
function shownBy(commands: readonly Command[]): readonly string[] {
  let shown: string[] = []
  for (const command of commands) {
    if (command.do === 'display') return [...command.names]
    if (command.do === 'stats') {
      shown = [...command.by, ...command.aggregations].map(({ name }) => name)
    } else if (command.do === 'fields') shown.push(...command.named.map(({ name }) => name))
  }
  const unique = [...new Set(shown)]
  return unique.length > 0 ? unique : [timestamp, '@message']
}
