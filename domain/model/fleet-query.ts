// The language a fleet is asked in: `version<1.32 team=payments -tier=standard "blue shop"`. Words and terms, all of
// which must hold; of values with commas between them one must. Reads text into terms, and terms into text; what a
// term means on a cluster is fleet-terms.ts. Never throws: what cannot be read is told with its place.
import { closestWord } from './closest-word.ts'

export const queryOperators = ['<=', '>=', '!=', '<', '>', '=', ':'] as const
export type QueryOperator = (typeof queryOperators)[number]

/** Of a field: what may be asked of it and how its values are read. */
export type FieldKind = 'text' | 'word' | 'version' | 'number' | 'date'

export type QueryTerm =
  | { readonly kind: 'word'; readonly isNot: boolean; readonly word: string }
  | {
      readonly kind: 'field'
      readonly isNot: boolean
      /** As it is known; of a tag "tag.<key>". */
      readonly field: string
      readonly operator: QueryOperator
      /** At least one; one alone where order is asked for. */
      readonly values: readonly string[]
    }

export interface QueryProblem {
  /** Character of the query, from 0. */
  readonly at: number
  readonly message: string
}

/** What a query may name. */
export interface QueryFields {
  readonly fields: Readonly<Record<string, FieldKind>>
  /** Other names of fields. */
  readonly aliases: Readonly<Record<string, string>>
  /** Keys of tags that are there: each is a field by its own name, unless a field is called so. */
  readonly tagKeys: readonly string[]
}

export type ReadQuery =
  | { readonly ok: true; readonly terms: readonly QueryTerm[] }
  | { readonly ok: false; readonly problem: QueryProblem }

export const longestQuery = 500
const mostTerms = 40
const mostQueryValues = 50
export const tagPrefix = 'tag.'

class Unreadable extends Error {
  readonly at: number
  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

interface Place {
  readonly text: string
  at: number
}

const isBlank = (letter: string | undefined): boolean => letter !== undefined && /\s/.test(letter)

function quoted(place: Place): string {
  const start = place.at
  let said = ''
  for (place.at += 1; place.at < place.text.length; place.at += 1) {
    const letter = place.text[place.at] as string
    if (letter === '"') {
      place.at += 1
      return said
    }
    if (letter !== '\\') said += letter
    else {
      place.at += 1
      said += place.text[place.at] ?? ''
    }
  }
  throw new Unreadable(start, 'a quotation that does not end: close it with "')
}

/** Up to what `ends` it; a quotation may stand for all of it. */
function bare(place: Place, ends: RegExp): string {
  if (place.text[place.at] === '"') return quoted(place)
  const start = place.at
  while (place.at < place.text.length && !ends.test(place.text[place.at] as string)) place.at += 1
  return place.text.slice(start, place.at)
}

const operatorAt = ({ text, at }: Place): QueryOperator | undefined =>
  queryOperators.find((operator) => text.startsWith(operator, at))

function valuesAt(place: Place, named: string): string[] {
  const values: string[] = []
  for (;;) {
    const start = place.at
    const isQuoted = place.text[place.at] === '"'
    const value = bare(place, /[\s,"]/)
    if (value === '' && !isQuoted)
      throw new Unreadable(start, `${named} needs a value, or "" for an empty one`)
    values.push(value)
    if (values.length > mostQueryValues)
      throw new Unreadable(start, `at most ${mostQueryValues} values with commas`)
    if (place.text[place.at] !== ',') break
    place.at += 1
  }
  const after = place.text[place.at]
  if (after !== undefined && !isBlank(after)) {
    throw new Unreadable(place.at, 'a blank comes after a quotation; a quotation stands for all of a value')
  }
  return values
}

function fieldOf(said: string, at: number, known: QueryFields): string {
  const lower = said.toLowerCase()
  const names = Object.keys(known.fields)
  const field = names.find((name) => name.toLowerCase() === lower)
  if (field !== undefined) return field
  const alias = Object.keys(known.aliases).find((name) => name.toLowerCase() === lower)
  if (alias !== undefined) return known.aliases[alias] as string
  // A tag that nothing has is a question too: nothing has it.
  if (lower.startsWith(tagPrefix) && said.length > tagPrefix.length)
    return `${tagPrefix}${said.slice(tagPrefix.length)}`
  const key =
    known.tagKeys.find((one) => one === said) ?? known.tagKeys.find((one) => one.toLowerCase() === lower)
  if (key !== undefined) return `${tagPrefix}${key}`
  const near = closestWord(said, [...names, ...Object.keys(known.aliases), ...known.tagKeys])
  const hint = near === undefined ? '' : ` Did you mean “${near}”?`
  throw new Unreadable(
    at,
    `“${said}” is no field and no tag here.${hint} Fields: ${names.join(', ')}; a tag by its key, or as tag.<key>`,
  )
}

const day = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/
const isDate = (value: string): boolean =>
  day.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).toISOString().startsWith(value.slice(0, 10))
const readable: Record<FieldKind, { is: (value: string) => boolean; says: string }> = {
  text: { is: () => true, says: '' },
  word: { is: () => true, says: '' },
  version: { is: (value) => /^v?\d{1,4}\.\d{1,4}$/.test(value), says: 'a minor version, like 1.32' },
  number: { is: (value) => /^\d{1,12}(\.\d{1,6})?$/.test(value), says: 'a number, like 40 or 0.6' },
  date: { is: isDate, says: 'a day, like 2026-12-31, or an instant in UTC, like 2026-12-31T12:00Z' },
}

/** "none" asks for what is not known of a cluster, whatever the kind of the field. */
export const unknownValue = 'none'

function checkValues(
  field: string,
  operator: QueryOperator,
  values: readonly string[],
  at: number,
  known: QueryFields,
) {
  const kind = known.fields[field] ?? 'text'
  const isOrdered = /^[<>]/.test(operator)
  if (isOrdered && (kind === 'text' || kind === 'word')) {
    throw new Unreadable(at, `${field} has no order: ask with =, != or :`)
  }
  if (isOrdered && values.length > 1) throw new Unreadable(at, `${operator} takes one value`)
  // A version is asked for as it is written, also one that is none.
  if (kind === 'version' && !isOrdered) return
  for (const value of values) {
    if (!isOrdered && value === unknownValue) continue
    if (!readable[kind].is(value))
      throw new Unreadable(at, `${field} takes ${readable[kind].says}; “${value}” is none`)
  }
}

function termAt(place: Place, known: QueryFields): QueryTerm {
  const isNot = place.text[place.at] === '-'
  if (isNot) place.at += 1
  const start = place.at
  const isQuoted = place.text[start] === '"'
  const said = bare(place, /[\s"<>=:!]/)
  const operator = operatorAt(place)
  if (operator === undefined) {
    const letter = place.text[place.at]
    if (letter !== undefined && !isBlank(letter)) {
      const why = letter === '!' ? 'after ! comes =' : 'a blank comes before and after a quotation'
      throw new Unreadable(place.at, why)
    }
    if (said === '' && !isQuoted) throw new Unreadable(start, 'after - comes what shall not be')
    if (said === '') throw new Unreadable(start, 'an empty word says nothing')
    return { kind: 'word', isNot, word: said }
  }
  if (said === '') throw new Unreadable(start, `before ${operator} comes a field`)
  const field = fieldOf(said, start, known)
  place.at += operator.length
  const at = place.at
  const values = valuesAt(place, `${said}${operator}`)
  checkValues(field, operator, values, at, known)
  return { kind: 'field', isNot, field, operator, values }
}

export function readFleetQuery(text: string, known: QueryFields): ReadQuery {
  const place: Place = { text, at: 0 }
  const terms: QueryTerm[] = []
  try {
    if (text.length > longestQuery)
      throw new Unreadable(longestQuery, `a query has at most ${longestQuery} characters`)
    for (;;) {
      while (isBlank(text[place.at])) place.at += 1
      if (place.at >= text.length) return { ok: true, terms }
      if (terms.length === mostTerms) throw new Unreadable(place.at, `a query has at most ${mostTerms} terms`)
      terms.push(termAt(place, known))
    }
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { ok: false, problem: { at: Math.min(error.at, text.length), message: error.message } }
  }
}

const inQuotes = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`
const printed = (text: string, plain: RegExp): string => (plain.test(text) ? text : inQuotes(text))

/** A text that reads as these terms. */
export function printFleetQuery(terms: readonly QueryTerm[]): string {
  const one = (term: QueryTerm): string => {
    if (term.kind === 'word') return printed(term.word, /^[^-\s"<>=:!][^\s"<>=:!]*$/)
    const values = term.values.map((value) => printed(value, /^[^\s,"]+$/)).join(',')
    return `${printed(term.field, /^[^-\s"<>=:!][^\s"<>=:!]*$/)}${term.operator}${values}`
  }
  return terms.map((term) => `${term.isNot ? '-' : ''}${one(term)}`).join(' ')
}
