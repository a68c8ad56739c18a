// What expressions of a query are worth for one event. A field that an event does not have has no value, and neither
// has what is worked out of it; a comparison with it is false.
import { microIsoOf } from '../../../world/clock.ts'
import type { Expression } from './query-parser.ts'

export type Value = boolean | number | string | undefined

export interface Row {
  /** Of a field: what the event says, or a command before worked out. */
  get(name: string): Value
}

/** An event, or many that are alike. */
export interface Weighted extends Row {
  /** How many events it stands for. */
  readonly weight: number
  /** Over all of them, of a field in which they differ; undefined: they have all the same. */
  over(what: 'least' | 'most' | 'sum', field: string): number | undefined
}

export type Reader = (row: Row) => Value

/** As it is told: "2026-01-19 00:00:00.000" */
export const timeText = (ms: number): string => microIsoOf(ms).slice(0, 23).replace('T', ' ')

/** Undefined: no number. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const number = Number(value)
  return Number.isNaN(number) ? undefined : number
}

export const isTrue = (value: Value): boolean => value === true || value === 'true' || value === 1

/** As text and, where both are numbers, by their size; undefined where one has no value. */
export function compared(left: Value, right: Value): number | undefined {
  if (left === undefined || right === undefined) return undefined
  const [a, b] = [numberOf(left), numberOf(right)]
  if (a !== undefined && b !== undefined) return a - b
  const [one, other] = [String(left), String(right)]
  return one < other ? -1 : one > other ? 1 : 0
}

type Pair = (left: Value, right: Value) => Value

const comparing =
  (isSo: (order: number) => boolean): Pair =>
  (left, right) => {
    const order = compared(left, right)
    return order !== undefined && isSo(order)
  }

const counting =
  (work: (left: number, right: number) => number): Pair =>
  (left, right) => {
    const [a, b] = [numberOf(left), numberOf(right)]
    return a === undefined || b === undefined ? undefined : work(a, b)
  }

const pairs: Readonly<Record<string, Pair>> = {
  and: (left, right) => isTrue(left) && isTrue(right),
  or: (left, right) => isTrue(left) || isTrue(right),
  '=': comparing((order) => order === 0),
  '!=': comparing((order) => order !== 0),
  '<': comparing((order) => order < 0),
  '<=': comparing((order) => order <= 0),
  '>': comparing((order) => order > 0),
  '>=': comparing((order) => order >= 0),
  '+': counting((a, b) => a + b),
  '-': counting((a, b) => a - b),
  '*': counting((a, b) => a * b),
  '/': counting((a, b) => a / b),
  '%': counting((a, b) => a % b),
}

const onText =
  (work: (text: string, ...more: Value[]) => Value) =>
  ([first, ...more]: readonly Value[]): Value =>
    first === undefined ? undefined : work(String(first), ...more)

const onNumber =
  (work: (number: number) => number) =>
  ([first]: readonly Value[]): Value => {
    const number = numberOf(first)
    return number === undefined ? undefined : work(number)
  }

const calls: Readonly<Record<string, (of: readonly Value[]) => Value>> = {
  abs: onNumber(Math.abs),
  ceil: onNumber(Math.ceil),
  coalesce: (of) => of.find((value) => value !== undefined),
  concat: (of) => of.map((value) => value ?? '').join(''),
  floor: onNumber(Math.floor),
  isblank: ([value]) => value === undefined || String(value).trim() === '',
  isempty: ([value]) => value === undefined || value === '',
  ispresent: ([value]) => value !== undefined,
  strcontains: onText((text, part) => (text.includes(String(part ?? '')) ? 1 : 0)),
  strlen: onText((text) => text.length),
  substr: onText((text, from, length) =>
    text.substring(Number(from), length === undefined ? undefined : Number(from) + Number(length)),
  ),
  tolower: onText((text) => text.toLowerCase()),
  tomillis: ([value]) => numberOf(value),
  toupper: onText((text) => text.toUpperCase()),
}

/** `like` and its kin: a pattern, or a text that is part of it. */
function likeness(left: Reader, right: Expression): Reader {
  if (right.kind === 'pattern') {
    const { value: pattern } = right
    return (row) => {
      const value = left(row)
      return value !== undefined && pattern.test(String(value))
    }
  }
  const part = readerOf(right)
  return (row) => {
    const [value, within] = [left(row), part(row)]
    return value !== undefined && within !== undefined && String(value).includes(String(within))
  }
}

/** For many rows: the expression is gone through once. */
export function readerOf(expression: Expression): Reader {
  switch (expression.kind) {
    case 'number':
    case 'text': {
      const { value } = expression
      return () => value
    }
    case 'pattern':
      return () => undefined
    case 'field': {
      const { name } = expression
      return (row) => row.get(name)
    }
    case 'bin': {
      const { periodMs } = expression
      return (row) => timeText(Math.floor(Number(row.get('@timestamp')) / periodMs) * periodMs)
    }
    case 'not': {
      const of = readerOf(expression.of)
      return (row) => !isTrue(of(row))
    }
    case 'in': {
      const of = readerOf(expression.of)
      const list = expression.list.map(readerOf)
      return (row) => list.some((one) => compared(of(row), one(row)) === 0)
    }
    case 'call': {
      const call = calls[expression.name]
      const of = expression.of.map(readerOf)
      return (row) => call?.(of.map((one) => one(row)))
    }
    case 'pair': {
      const { sign, left, right } = expression
      if (['like', '=~', '~='].includes(sign)) return likeness(readerOf(left), right)
      const pair = pairs[sign] as Pair
      const [one, other] = [readerOf(left), readerOf(right)]
      return (row) => pair(one(row), other(row))
    }
  }
}

/** Fields whose values it takes; those within bin() not. */
export function fieldsOf(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'field':
      return [expression.name]
    case 'not':
      return fieldsOf(expression.of)
    case 'call':
      return expression.of.flatMap(fieldsOf)
    case 'in':
      return [expression.of, ...expression.list].flatMap(fieldsOf)
    case 'pair':
      return [...fieldsOf(expression.left), ...fieldsOf(expression.right)]
    default:
      return []
  }
}
